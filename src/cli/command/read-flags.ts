import { parseArgs } from 'node:util'
import { nearest } from '../../api/nearest.ts'
import { quoted } from '../../api/quoted.ts'
import { filled } from './flag-values.ts'

/** One flag of a command. Every reader throws with what is allowed; the flag and value are named here. */
export interface Flag<Value> {
  /** What stands for the value in the help, like DIR; undefined for a flag without a value. */
  readonly placeholder: string | undefined
  readonly help: string
  /** May be given more than once. */
  readonly many: boolean
  /** The value from the texts given, which are none where the flag is absent. */
  read(texts: readonly string[]): Value
}

type Flags = Readonly<Record<string, Flag<unknown>>>
export type FlagValues<Of extends Flags> = {
  readonly [Name in keyof Of]: Of[Name] extends Flag<infer Value> ? Value : never
}

/** A mistake in how a command was called: one line for people, exit code 2. */
export interface UsageError extends Error {
  readonly usage: true
}
export const usageError = (message: string): UsageError =>
  Object.assign(new Error(message), { usage: true } as const)
export const isUsageError = (error: unknown): error is UsageError =>
  error instanceof Error && 'usage' in error

/** A UsageError on one flag: its name, its value where it has one, and what is wrong with it. */
export const wrongFlag = (
  name: string,
  value: string | number | undefined,
  what: string,
): UsageError =>
  usageError(`--${name} ${value === undefined ? '' : `${quoted(String(value))} `}${what}`)

/** A flag with one value; undefined where it is absent. `read` throws what would be right. */
export const optional = <Value>(
  placeholder: string,
  help: string,
  read: (text: string) => Value,
): Flag<Value | undefined> => ({
  placeholder,
  help,
  many: false,
  read: ([text]) => (text === undefined ? undefined : read(text)),
})

/** A flag with one value and one that holds where it is absent. */
export const withDefault = <Value>(
  placeholder: string,
  help: string,
  read: (text: string) => Value,
  fallback: string,
): Flag<Value> => ({
  placeholder,
  help: `${help} (default: ${fallback})`,
  many: false,
  read: ([text]) => read(text ?? fallback),
})

/** A flag that must be given. */
export const required = <Value>(
  placeholder: string,
  help: string,
  read: (text: string) => Value,
): Flag<Value> => ({
  placeholder,
  help,
  many: false,
  read([text]) {
    if (text === undefined) throw new Error(`is missing: give ${placeholder}`)
    return read(text)
  },
})

/** A flag that may be given many times. */
export const repeated = (placeholder: string, help: string): Flag<readonly string[]> => ({
  placeholder,
  help,
  many: true,
  read: (texts) => texts.map(filled),
})

/** A flag that is there or not. */
export const toggle = (help: string): Flag<boolean> => ({
  placeholder: undefined,
  help,
  many: false,
  read: (texts) => texts.length > 0,
})

/**
 * Reads the flags of a command. Throws a UsageError of one line that names the flag, its value and
 * what is allowed, for the first that is unknown, repeated, without a value, or wrong.
 */
export function readFlags<Of extends Flags>(flags: Of, args: readonly string[]): FlagValues<Of> {
  const { values, others } = readArguments(flags, args)
  const [other] = others
  if (other !== undefined)
    throw usageError(`${quoted(other)} is not expected here: flags begin with --`)
  return values
}

/** Reads flags as readFlags does, and what stands beside them, such as paths, in its order. */
export function readArguments<Of extends Flags>(
  flags: Of,
  args: readonly string[],
): { readonly values: FlagValues<Of>; readonly others: readonly string[] } {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => [
      name,
      { type: flag.placeholder === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  )
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  const given = new Map<string, string[]>()
  const others: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') others.push(token.value)
    if (token.kind !== 'option') continue
    const { name, value = '' } = token
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined
    if (flag === undefined) throw usageError(unknownFlag(token.rawName, Object.keys(flags)))
    const isMissing = token.value === undefined || (!token.inlineValue && /^--?[a-z]/.test(value))
    if (flag.placeholder !== undefined && isMissing)
      throw usageError(`--${name} needs a value: --${name} ${flag.placeholder}`)
    if (flag.placeholder === undefined && token.value !== undefined)
      throw usageError(`--${name} takes no value, ${quoted(value)} was given`)
    const before = given.get(name)
    if (before !== undefined && !flag.many) throw usageError(`--${name} is given more than once`)
    given.set(name, [...(before ?? []), value])
  }
  const values = Object.entries(flags).map(([name, flag]) => {
    const texts = given.get(name) ?? []
    try {
      return [name, flag.read(texts)]
    } catch (error) {
      throw wrongFlag(
        name,
        texts.length > 0 ? texts.join(' ') : undefined,
        (error as Error).message,
      )
    }
  })
  return { values: Object.fromEntries(values) as FlagValues<Of>, others }
}

function unknownFlag(rawName: string, names: readonly string[]): string {
  const near = nearest(rawName.replace(/^-+/, ''), names, 1).map((name) => `--${name}`)
  const known = names.map((name) => `--${name}`).join(', ')
  return `${shownName(rawName)} is no flag here: ${near.length > 0 ? `did you mean ${near[0]}?` : `use ${known}`}`
}

/** A flag as it was typed, quoted where it is not plain. */
const shownName = (name: string): string => (/^[!-~]{1,60}$/.test(name) ? name : quoted(name))

/** Whether the help of a command is asked for, whatever else is. */
export const wantsHelp = (args: readonly string[]): boolean =>
  args.includes('--help') || args.includes('-h')

/** The help of a command: what it does, how it is called, every flag. */
export function helpText(usage: string, about: string, flags: Flags): string {
  const rows = Object.entries(flags).map(([name, { placeholder, help }]) => [
    `--${name}${placeholder === undefined ? '' : ` ${placeholder}`}`,
    help,
  ])
  rows.push(['--help', 'shows this'])
  const width = Math.max(...rows.map(([left = '']) => left.length))
  const list = rows.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}`)
  return [`Usage: isotherm ${usage}`, '', about, '', ...list, ''].join('\n')
}
