/** How an answer differs in shape from an example: keys and JSON types, all the way down. */

type Keys = Readonly<Record<string, unknown>>

export interface Leeway {
  /** Paths of objects whose keys are data: prices, names of exchanges. */
  readonly dynamic?: readonly string[]
  /** Paths of keys that are answered beyond the example. */
  readonly beyond?: readonly string[]
  /** Patterns of paths of keys that may be absent: what is not known has none, here as in the contract. */
  readonly without?: readonly string[]
}

export function differences(
  example: unknown,
  answer: unknown,
  leeway: Leeway,
  path = '',
): readonly string[] {
  const type = typeOf(answer)
  if (type !== typeOf(example)) return [`${path} is ${type}, not ${typeOf(example)}`]
  if (Array.isArray(example)) {
    const rows = answer as readonly unknown[]
    if (example.length === 0) return []
    const isRow = example.some((one) => typeOf(one) !== 'object' && typeOf(one) !== 'array')
    const isTuple = isRow && path.endsWith('[]')
    if (isTuple && rows.length !== example.length) return [`${path} has ${rows.length} parts`]
    return distinct(
      rows.flatMap((row, i) =>
        differences(example[isTuple ? i : 0], row, leeway, `${path}[${isTuple ? i : ''}]`),
      ),
    )
  }
  if (type !== 'object') return []
  const [wanted, given] = [example as Keys, answer as Keys]
  if (leeway.dynamic?.includes(path)) {
    const [any] = Object.values(wanted)
    return distinct(
      Object.values(given).flatMap((value) => differences(any, value, leeway, `${path}.*`)),
    )
  }
  const at = (key: string) => `${path}.${key}`
  const missing = Object.keys(wanted).filter(
    (key) =>
      !Object.hasOwn(given, key) &&
      leeway.without?.some((one) => new RegExp(`^${one}$`).test(at(key))) !== true,
  )
  const more = Object.keys(given).filter(
    (key) => !Object.hasOwn(wanted, key) && !leeway.beyond?.includes(at(key)),
  )
  return distinct([
    ...missing.map((key) => `${at(key)} is missing`),
    ...more.map((key) => `${at(key)} is not in the example`),
    ...Object.keys(wanted)
      .filter((key) => Object.hasOwn(given, key))
      .flatMap((key) => differences(wanted[key], given[key], leeway, at(key))),
  ])
}

const distinct = (all: readonly string[]): readonly string[] => [...new Set(all)]

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
