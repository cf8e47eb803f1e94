import type { Suspicion } from '../../market/event.ts'
import type { InstrumentId, VenueId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import { decimal, positive } from './decimal.ts'
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

type FieldReader<Value> = (
  reading: Reading,
  what: string,
  fields: Fields,
  name: string | number,
) => Value | undefined

/** @param right what a value must be for `read` to give one */
const fieldReader =
  <Value>(read: (value: unknown) => Value | undefined, right: string): FieldReader<Value> =>
  (reading, what, fields, name) => {
    const value = fieldOf(fields, name)
    return read(value) ?? refuse(reading, what, name, value, right)
  }

/** A number of any sign: a funding rate. */
export const decimalField = fieldReader(decimal, 'a decimal number')

/** A number above 0: a price, a traded quantity. */
export const positiveField = fieldReader(positive, 'a decimal number above 0')

/** A number of 0 or more: open interest, the volume of a candle. */
export const amountField = fieldReader((value) => {
  const number = decimal(value)
  return number !== undefined && number >= 0 ? number : undefined
}, 'a decimal number of 0 or more')

/** An integer that has lost no digit: a sequence number. */
export const integerField = fieldReader((value) => {
  const number = decimal(value)
  return Number.isSafeInteger(number) ? number : undefined
}, 'an integer below 2^53')

/** True or false. */
export const truthField = fieldReader(
  (value) => (typeof value === 'boolean' ? value : undefined),
  'true or false',
)

/** A text that is not empty, or an integer as text. */
export const textField = fieldReader(asText, 'a text')

export const recordField = fieldReader(asRecord, 'an object')

export const listField = fieldReader(asList, 'a list')

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
