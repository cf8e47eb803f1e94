import type { Suspicion } from '../../market/event.ts'
import type { InstrumentId, VenueId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import { decimal } from './decimal.ts'
import { eventTime, plausibleTime } from './event-time.ts'
import { asList, asRecord, asText } from './read-json.ts'
import type { ListedInstrument } from './reader.ts'
import type { Reading } from './reading.ts'
import { shown, trouble } from './reading.ts'

/**
 * Readers of single fields. Each returns undefined where the field is not what it must be, and has
 * then noted a problem: `drift` where it is missing, `malformed` where its value cannot be right.
 */

type Fields = Readonly<Record<string, unknown>> | readonly unknown[]

const fieldOf = (fields: Fields, name: string | number): unknown =>
  (fields as Readonly<Record<string | number, unknown>>)[name]

function refuse(
  reading: Reading,
  what: string,
  name: string | number,
  value: unknown,
  right: string,
) {
  const kind = value === undefined ? 'drift' : 'malformed'
  return trouble(reading, kind, `${what}: field ${name} is ${shown(value)}, must be ${right}`)
}

/** A number of any sign: a funding rate. */
export function decimalField(
  reading: Reading,
  what: string,
  fields: Fields,
  name: string | number,
) {
  const value = fieldOf(fields, name)
  return decimal(value) ?? refuse(reading, what, name, value, 'a decimal number')
}

/** A number above 0: a price, a traded quantity. */
export function positiveField(
  reading: Reading,
  what: string,
  fields: Fields,
  name: string | number,
) {
  const value = fieldOf(fields, name)
  const number = decimal(value)
  return number !== undefined && number > 0
    ? number
    : refuse(reading, what, name, value, 'a decimal number above 0')
}

/** A number of 0 or more: open interest, the volume of a candle. */
export function amountField(reading: Reading, what: string, fields: Fields, name: string | number) {
  const value = fieldOf(fields, name)
  const number = decimal(value)
  return number !== undefined && number >= 0
    ? number
    : refuse(reading, what, name, value, 'a decimal number of 0 or more')
}

/** An integer that has lost no digit: a sequence number. */
export function integerField(
  reading: Reading,
  what: string,
  fields: Fields,
  name: string | number,
) {
  const value = fieldOf(fields, name)
  const number = decimal(value)
  return number !== undefined && Number.isSafeInteger(number)
    ? number
    : refuse(reading, what, name, value, 'an integer below 2^53')
}

/** True or false. */
export function truthField(reading: Reading, what: string, fields: Fields, name: string | number) {
  const value = fieldOf(fields, name)
  return typeof value === 'boolean' ? value : refuse(reading, what, name, value, 'true or false')
}

/** A text that is not empty, or an integer as text. */
export function textField(reading: Reading, what: string, fields: Fields, name: string | number) {
  const value = fieldOf(fields, name)
  return asText(value) ?? refuse(reading, what, name, value, 'a text')
}

/**
 * One of a few words, in whatever case the venue writes it today.
 * @param words the word in lower case and what it means
 */
export function wordField<Meaning>(
  reading: Reading,
  what: string,
  fields: Fields,
  name: string | number,
  words: ReadonlyMap<string, Meaning>,
): Meaning | undefined {
  const value = fieldOf(fields, name)
  const meaning = typeof value === 'string' ? words.get(value.toLowerCase()) : undefined
  return meaning ?? refuse(reading, what, name, value, `one of ${[...words.keys()].join(', ')}`)
}

export function recordField(reading: Reading, what: string, fields: Fields, name: string | number) {
  const value = fieldOf(fields, name)
  return asRecord(value) ?? refuse(reading, what, name, value, 'an object')
}

export function listField(reading: Reading, what: string, fields: Fields, name: string | number) {
  const value = fieldOf(fields, name)
  return asList(value) ?? refuse(reading, what, name, value, 'a list')
}

/**
 * The time of a row of history in milliseconds. A time that cannot be right is a problem: unlike a
 * live event, a row without its time is of no use. Outside [from, to) it gives undefined in silence.
 */
export function rowTime(
  reading: Reading,
  what: string,
  fields: Fields,
  name: string | number,
  { from, to }: { readonly from: Millis; readonly to: Millis },
): Millis | undefined {
  const value = fieldOf(fields, name)
  const time = plausibleTime(value, reading.receivedTime)
  if (time === undefined)
    return refuse(reading, what, name, value, 'UTC milliseconds from 2010 to now')
  return time >= from && time < to ? time : undefined
}

/** Instruments by what the venue's messages call them. */
export type InstrumentsByName = ReadonlyMap<string, ListedInstrument>

export const byWireName = (instruments: readonly ListedInstrument[]): InstrumentsByName =>
  new Map(instruments.map((listed) => [listed.wireName, listed]))

/** The instrument that a field names. One that was not asked for is counted and gives undefined. */
export function instrumentField(
  reading: Reading,
  what: string,
  fields: Fields,
  name: string | number,
  instruments: InstrumentsByName,
): ListedInstrument | undefined {
  const text = textField(reading, what, fields, name)
  if (text === undefined) return undefined
  const listed = instruments.get(text)
  if (listed === undefined) reading.untracked++
  return listed
}

/** What every event carries. */
export interface Header {
  readonly venue: VenueId
  readonly instrument: InstrumentId
  readonly exchangeTime: Millis
  readonly receivedTime: Millis
  readonly suspect?: Suspicion
}

/** @param millis the venue's time of the event, in whatever shape, already in milliseconds */
export const header = (reading: Reading, listed: ListedInstrument, millis: unknown): Header => ({
  venue: listed.instrument.venue,
  instrument: listed.instrument.id,
  receivedTime: reading.receivedTime,
  ...eventTime(millis, reading.receivedTime),
})
