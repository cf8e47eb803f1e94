import { nearest } from '../../api/nearest.ts'
import type { Millis } from '../../market/units.ts'
import { parseInterval } from '../../store/interval.ts'
import { findVenue, VENUES } from '../../venues/registry.ts'
import type { Venue } from '../../venues/venue.ts'

/** Readers of flag values. Each throws what would be right; the flag and its value are named elsewhere. */

export function filled(text: string): string {
  if (text === '') throw new Error('must not be empty')
  return text
}

export const oneOf =
  <const Choice extends string>(...choices: readonly Choice[]) =>
  (text: string): Choice => {
    const choice = choices.find((one) => one === text)
    if (choice === undefined) throw new Error(`must be one of ${choices.join(', ')}`)
    return choice
  }

export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    if (!(value >= least && value <= most))
      throw new Error(`must be a whole number from ${least} to ${most}`)
    return value
  }

const DECIMAL = /^-?\d{1,15}(\.\d{1,15})?$/

/** A number in plain decimals (no exponent, hex, blank or sign +) that fits; `allowed` says which do. */
export const decimal =
  (allowed: string, fits: (value: number) => boolean) =>
  (text: string): number => {
    if (!DECIMAL.test(text) || !fits(Number(text)))
      throw new Error(`must be ${allowed}, in plain decimals`)
    return Number(text)
  }

/** A length of time. */
export function interval(text: string): Millis {
  const length = parseInterval(text)
  if (length === undefined)
    throw new Error('must be a length of time, like 1m, 15m, 1h, 4h, 1d or 1w')
  return length
}

/** The time of an ISO date, which must exist: Date.parse takes 2024-02-30 for 2024-03-01. */
export function realDate(text: string): Millis | undefined {
  const time = Date.parse(text)
  const isReal = Number.isFinite(time) && new Date(time).toISOString().startsWith(text.slice(0, 10))
  return isReal ? time : undefined
}

const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/

/** A day, or a day and time that ends in Z. */
export function date(text: string): Millis {
  const time = DATE.test(text) ? realDate(text) : undefined
  if (time === undefined || time < Date.UTC(2009, 0) || time >= Date.UTC(2100, 0))
    throw new Error('must be a UTC date from 2009 to 2099, like 2024-08-01 or 2024-08-01T12:00Z')
  return time
}

export function venue(text: string): Venue {
  const found = findVenue(text)
  if (found !== undefined) return found
  const ids = VENUES.map(({ id }) => String(id))
  throw new Error(`must be one of ${ids.join(', ')}${didYouMean(text, ids)}`)
}

/** The end of a refusal: what may have been meant, if anything is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  return near.length > 0 ? `; did you mean ${near.join(' or ')}?` : ''
}
