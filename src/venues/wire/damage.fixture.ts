import { asList, asRecord } from './read-json.ts'

/** Ways to damage a JSON value, for the contract test of the readers. */

export type Path = readonly (string | number)[]

const RAW = Symbol('raw')

/** A value that is written as it is: a number of any length, `NaN`. */
export const raw = (text: string): unknown => ({ [RAW]: text })

/** Writes JSON, and raw values as they are. */
export function write(value: unknown): string {
  const list = asList(value)
  if (list) return `[${list.map(write).join(',')}]`
  const record = asRecord(value) as Record<string | symbol, unknown> | undefined
  if (!record) return JSON.stringify(value)
  const text = record[RAW]
  if (typeof text === 'string') return text
  const fields = Object.entries(record).map(([key, one]) => `${JSON.stringify(key)}:${write(one)}`)
  return `{${fields.join(',')}}`
}

/** Every scalar and where it stands. */
export function* leaves(value: unknown, path: Path = []): Generator<[path: Path, leaf: unknown]> {
  if (typeof value !== 'object' || value === null) yield [path, value]
  else for (const [key, child] of children(value)) yield* leaves(child, [...path, key])
}

/** Every list and where it stands. */
export function* lists(
  value: unknown,
  path: Path = [],
): Generator<[path: Path, list: readonly unknown[]]> {
  if (typeof value !== 'object' || value === null) return
  const list = asList(value)
  if (list) yield [path, list]
  for (const [key, child] of children(value)) yield* lists(child, [...path, key])
}

/** Every field of every object, at any depth. */
export function* fields(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, child] of children(value)) {
    if (typeof key === 'string') yield [...path, key]
    yield* fields(child, [...path, key])
  }
}

const children = (value: object): (readonly [string | number, unknown])[] =>
  asList(value)?.map((child, i) => [i, child] as const) ?? Object.entries(value)

/** The value with what stands at a path put in place of what stood there. */
export function replaced(value: unknown, path: Path, by: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return by
  const list = asList(value)
  if (list) return list.map((one, i) => (i === key ? replaced(one, rest, by) : one))
  const record = asRecord(value) ?? {}
  return { ...record, [key]: replaced(record[key], rest, by) }
}

/** The value without one field. */
export function removed(value: unknown, path: Path): unknown {
  const parent = path.slice(0, -1)
  const { [String(path.at(-1))]: _, ...others } = asRecord(at(value, parent)) ?? {}
  return replaced(value, parent, others)
}

export const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((one, key) => (one as Record<string | number, unknown>)[key], value)

/** The value with each object changed, the innermost ones first. */
export function mapObjects(
  value: unknown,
  change: (record: Readonly<Record<string, unknown>>) => unknown,
): unknown {
  const list = asList(value)
  if (list) return list.map((one) => mapObjects(one, change))
  const record = asRecord(value)
  if (!record) return value
  const inner = Object.entries(record).map(([key, one]) => [key, mapObjects(one, change)])
  return change(Object.fromEntries(inner) as Record<string, unknown>)
}

export const reversedKeys = (value: unknown): unknown =>
  mapObjects(value, (record) => Object.fromEntries(Object.entries(record).toReversed()))

/** Fields that no reader knows, before and after those of each object. */
export const withUnknownFields = (value: unknown): unknown =>
  mapObjects(value, (record) => ({ aNewOne: { of: ['1'] }, ...record, zNewOne: '7.5' }))

/** Numbers that come as text, as numbers. */
export function withBareNumbers(value: unknown): unknown {
  let out = value
  for (const [path, leaf] of leaves(value))
    if (typeof leaf === 'string' && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(leaf))
      out = replaced(out, path, raw(leaf))
  return out
}

const SIDES = /^(?:buy|sell|long|short|bid|ask)$/i

/** Words for sides in another case. */
export function withSidesAs(value: unknown, change: (word: string) => string): unknown {
  let out = value
  for (const [path, leaf] of leaves(value))
    if (typeof leaf === 'string' && SIDES.test(leaf)) out = replaced(out, path, change(leaf))
  return out
}

/** The opposite of a leaf that may tell a side: a word, a sign, a truth; undefined for others. */
export function opposite(leaf: unknown): unknown {
  if (typeof leaf === 'boolean') return !leaf
  if (typeof leaf === 'number') return -leaf
  if (typeof leaf !== 'string') return undefined
  if (/^-?\d+(?:\.\d+)?$/.test(leaf)) return leaf.startsWith('-') ? leaf.slice(1) : `-${leaf}`
  const pair = OPPOSITES.find(([word]) => leaf.toLowerCase().includes(word))
  if (!pair) return undefined
  const swapped = leaf.toLowerCase().replace(pair[0], pair[1])
  return leaf === leaf.toUpperCase() ? swapped.toUpperCase() : swapped
}

const OPPOSITES = [
  ['buy', 'sell'],
  ['sell', 'buy'],
  ['long', 'short'],
  ['short', 'long'],
] as const

/** What some venues write where there is nothing to say. */
export const NOTHINGS: readonly unknown[] = ['', null]

/** Values that are no decimal number: none of them may ever become one. */
export const NO_NUMBERS: readonly unknown[] = [
  ...NOTHINGS,
  'NaN',
  'Infinity',
  '-Infinity',
  ' ',
  ' 7 ',
  '0x10',
  '1,234.5',
  '１２',
  '٣',
  '1_000',
  '1e309',
  '7'.repeat(40),
  'abc',
  true,
  [],
  {},
]

/** Those that would say something wrong in a leaf's place: true may stand where false stood. */
export const noNumbersFor = (leaf: unknown): readonly unknown[] =>
  NO_NUMBERS.filter(
    (value) =>
      !NOTHINGS.includes(value) && (typeof value !== 'boolean' || typeof leaf !== 'boolean'),
  )

/** Decimal numbers that may be wrong for a field: they are read, or refused, but never misread. */
export const ODD_NUMBERS: readonly unknown[] = [
  '-5',
  -5,
  '0',
  0,
  '1e-8',
  '1E+3',
  5e-324,
  1.7e308,
  raw('1e400'),
]
