import { nearest } from '../api/nearest.ts'

/** Input that the command refuses; the message is one line that names the flag and what is allowed. */
export class BadInput extends Error {}

const WITH_VALUE = [
  'venue',
  'symbol',
  'side',
  'entry',
  'leverage',
  'quantity',
  'margin-mode',
  'wallet',
  'extra-margin',
  'tiers',
  'mmr',
  'deduction',
  'fee',
  'adjust-factor',
  'contract-size',
  'tick',
  'as-of',
  'batch',
] as const
const SWITCHES = ['inverse', 'json', 'help'] as const

export type FlagName = (typeof WITH_VALUE)[number]
type SwitchName = (typeof SWITCHES)[number]

export interface Flags {
  readonly values: ReadonlyMap<FlagName, string>
  readonly switches: ReadonlySet<SwitchName>
}

/** A value as it is shown in a message: on one line and not longer than a line. */
export function shown(value: string): string {
  const text = value.length > 60 ? `${value.slice(0, 60)}…` : value
  return /^[\x21-\x7e…]+$/.test(text) ? text : JSON.stringify(text)
}

const isOneOf = <Name extends string>(names: readonly Name[], name: string): name is Name =>
  (names as readonly string[]).includes(name)

/** Reads `--name value`, `--name=value` and switches. Every flag at most once, nothing else beside. */
export function readFlags(args: readonly string[]): Flags {
  const values = new Map<FlagName, string>()
  const switches = new Set<SwitchName>()
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (!arg.startsWith('--')) throw new BadInput(`${shown(arg)}: not a flag; flags start with --`)
    const equals = arg.indexOf('=')
    const name = arg.slice(2, equals < 0 ? undefined : equals)
    if (isOneOf(SWITCHES, name)) {
      if (equals >= 0) throw new BadInput(`--${name}: takes no value`)
      if (switches.has(name)) throw new BadInput(`--${name}: given twice`)
      switches.add(name)
    } else if (isOneOf(WITH_VALUE, name)) {
      const next = args[i + 1]
      if (values.has(name)) throw new BadInput(`--${name}: given twice`)
      if (equals >= 0) values.set(name, arg.slice(equals + 1))
      else if (next === undefined || next.startsWith('--'))
        throw new BadInput(`--${name}: needs a value`)
      else {
        values.set(name, next)
        i++
      }
    } else {
      const near = nearest(name, [...WITH_VALUE, ...SWITCHES]).map((flag) => `--${flag}`)
      const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'see --help'
      throw new BadInput(`${shown(arg)}: no such flag; ${hint}`)
    }
  }
  return { values, switches }
}

const DECIMAL = /^-?\d{1,15}(\.\d{1,15})?$/

/** What a number flag allows, checked and said in the same words. */
export interface NumberRange {
  readonly allowed: string
  readonly fits: (value: number) => boolean
}

export const ABOVE_0: NumberRange = { allowed: 'a number above 0', fits: (value) => value > 0 }
export const FROM_0: NumberRange = { allowed: 'a number from 0', fits: (value) => value >= 0 }
export const LEVERAGE: NumberRange = {
  allowed: 'a number from 1 to 1000',
  fits: (value) => value >= 1 && value <= 1_000,
}
export const RATE: NumberRange = {
  allowed: 'a fraction above 0 and below 1, like 0.004 for 0.4 %',
  fits: (value) => value > 0 && value < 1,
}
export const FEE: NumberRange = {
  allowed: 'a fraction from 0 to below 1, like 0.0005 for 0.05 %',
  fits: (value) => value >= 0 && value < 1,
}

/** A number flag in plain decimals (no exponent, hex, blank or sign +); undefined where not given. */
export function numberFlag(
  flags: Flags,
  name: FlagName,
  { allowed, fits }: NumberRange,
): number | undefined {
  const text = flags.values.get(name)
  if (text === undefined) return undefined
  if (!DECIMAL.test(text) || !fits(Number(text)))
    throw new BadInput(`--${name} ${shown(text)}: must be ${allowed}, in plain decimals`)
  return Number(text)
}

/** A flag with a few allowed words. */
export function wordFlag<const Word extends string>(
  flags: Flags,
  name: FlagName,
  words: readonly Word[],
): Word | undefined {
  const text = flags.values.get(name)
  if (text === undefined || isOneOf(words, text)) return text
  throw new BadInput(`--${name} ${shown(text)}: must be ${words.join(' or ')}`)
}

/** A flag that must be given. */
export function required<Value>(name: FlagName, value: Value | undefined, what: string): Value {
  if (value === undefined) throw new BadInput(`--${name} is missing: give ${what}`)
  return value
}

const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/

/** `--as-of` as UTC milliseconds: a day, or a day and time that ends in Z. */
export function dateFlag(flags: Flags, name: FlagName): number | undefined {
  const text = flags.values.get(name)
  if (text === undefined) return undefined
  const time = ISO.test(text) ? Date.parse(text) : Number.NaN
  // Date.parse takes 2024-02-30 for 2024-03-01.
  const real = Number.isFinite(time) && new Date(time).toISOString().startsWith(text.slice(0, 10))
  if (!real || time < Date.UTC(2009, 0) || time >= Date.UTC(2100, 0))
    throw new BadInput(
      `--${name} ${shown(text)}: must be a date from 2009 to 2099 like 2024-06-01 or 2024-06-01T12:00Z`,
    )
  return time
}
