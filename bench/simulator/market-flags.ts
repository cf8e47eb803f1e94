import { REGIMES } from '../../src/sim/market/regime.ts'
import type { Regime } from '../../src/sim/market/regime.ts'

/** Regimes by name, in their usual order. Throws a RangeError for one that there is not. */
export function regimesOf(text: string): readonly Regime[] {
  const wanted = text.split(',')
  const unknown = wanted.find((name) => !REGIMES.some((regime) => regime === name))
  if (unknown !== undefined)
    throw new RangeError(`regime "${unknown}" must be one of ${REGIMES.join(', ')}`)
  return REGIMES.filter((regime) => wanted.includes(regime))
}

/** Seeds as given. Throws a RangeError for one that is no whole number. */
export const seedsOf = (text: string): readonly number[] =>
  text.split(',').map((seed) => wholeNumber('seed', seed, 0))

/** Length of a run. Throws a RangeError where it is no whole number above 0. */
export const daysOf = (text: string): number => wholeNumber('days', text, 1)

function wholeNumber(what: string, text: string, least: number): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < least)
    throw new RangeError(`${what} "${text}" must be a whole number of at least ${least}`)
  return value
}
