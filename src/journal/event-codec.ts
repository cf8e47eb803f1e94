import type { MarketEvent, Suspicion } from '../market/event.ts'
import { parseInstrumentId, parseVenueId } from '../market/instrument.ts'
import type { InstrumentId, VenueId } from '../market/instrument.ts'
import { FIELDS, numberText } from './event-layout.ts'
import type { NamedField } from './event-layout.ts'

const SUSPICIONS: readonly Suspicion[] = ['time', 'price']

/** Where the own fields of an event begin in its array. */
const OWN = 5

export type Encoded =
  | { readonly ok: true; readonly text: string }
  /** What is wrong with the event, as a sentence. */
  | { readonly ok: false; readonly problem: string }

/**
 * An event as compact JSON: `[type, instrument, exchangeTime, receivedTime, suspect, …own fields]`,
 * null where an optional field is absent; a clock is `["clock", exchangeTime, receivedTime]`. An
 * event that could not be read again is refused.
 */
export function encodeEvent(event: MarketEvent): Encoded {
  const { type } = event
  const exchange = numberText(event.exchangeTime)
  const received = numberText(event.receivedTime)
  if (exchange === undefined || received === undefined)
    return refuse(
      event,
      exchange === undefined ? 'exchangeTime' : 'receivedTime',
      'a finite number',
    )
  if (type === 'clock') return { ok: true, text: `["clock",${exchange},${received}]` }
  const known = instrumentOf(String(event.instrument))
  if (known === undefined) return refuse(event, 'instrument', 'venue:symbol')
  if (known.venue !== event.venue) return refuse(event, 'venue', 'the venue of its instrument')
  const { suspect } = event
  if (suspect !== undefined && !SUSPICIONS.includes(suspect))
    return refuse(event, 'suspect', SUSPICIONS.join(' or '))
  const suspicion = suspect === undefined ? 'null' : `"${suspect}"`
  const fields = FIELDS.get(type)
  if (fields === undefined) return refuse(event, 'type', 'a type of event')
  let text = `["${type}","${known.instrument}",${exchange},${received},${suspicion}`
  for (const field of fields) {
    const value: unknown = (event as unknown as Readonly<Record<string, unknown>>)[field.name]
    const written = value === undefined && field.optional ? 'null' : field.write(value)
    if (written === undefined) return refuse(event, field.name, 'a value that its type allows')
    text += `,${written}`
  }
  return { ok: true, text: `${text}]` }
}

function refuse(event: MarketEvent, name: string, right: string): Encoded {
  const value: unknown = (event as unknown as Readonly<Record<string, unknown>>)[name]
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value)
  return { ok: false, problem: `${event.type}: ${name} is ${shown}, must be ${right}` }
}

/** The event of a text; undefined where it is none. Never throws. */
export function decodeEvent(text: string): MarketEvent | undefined {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!Array.isArray(raw)) return undefined
  return raw[0] === 'clock' ? readClock(raw) : readEvent(raw)
}

function readClock([, exchangeTime, receivedTime, ...rest]: readonly unknown[]) {
  if (rest.length > 0 || !isTime(exchangeTime) || !isTime(receivedTime)) return undefined
  return { type: 'clock', exchangeTime, receivedTime } as const
}

function readEvent(raw: readonly unknown[]): MarketEvent | undefined {
  const [type, instrument, exchangeTime, receivedTime, suspect] = raw
  const fields = FIELDS.get(type as string)
  const known = typeof instrument === 'string' ? instrumentOf(instrument) : undefined
  if (fields === undefined || known === undefined) return undefined
  if (!isTime(exchangeTime) || !isTime(receivedTime) || raw.length > OWN + fields.length)
    return undefined
  const event: Record<string, unknown> = { type, ...known, exchangeTime, receivedTime }
  if (suspect !== null) {
    if (!SUSPICIONS.includes(suspect as Suspicion)) return undefined
    event['suspect'] = suspect
  }
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] as NamedField
    const value = raw[OWN + i] ?? undefined
    if (value === undefined && field.optional) continue
    const found = value === undefined ? undefined : field.read(value)
    if (found === undefined) return undefined
    event[field.name] = found
  }
  return event as unknown as MarketEvent
}

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value)

interface Known {
  readonly venue: VenueId
  readonly instrument: InstrumentId
}

/** Checked ids, so that each is checked once and held in memory once. */
const known = new Map<string, Known>()
const KNOWN_BOUND = 20_000

function instrumentOf(text: string): Known | undefined {
  const found = known.get(text)
  if (found !== undefined) return found
  const instrument = parseInstrumentId(text)
  const venue = parseVenueId(text.slice(0, text.indexOf(':')))
  if (instrument === undefined || venue === undefined) return undefined
  if (known.size >= KNOWN_BOUND) known.clear()
  const checked = { venue, instrument }
  known.set(text, checked)
  return checked
}
