import { FIELDS, isEventType } from '../../journal/event-layout.ts'
import type { EventType } from '../../journal/event-layout.ts'
import { parseInstrumentId } from '../../market/instrument.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { defaultDataFolder } from '../command/data-folder.ts'
import { date, didYouMean, filled } from '../command/flag-values.ts'
import { optional, withDefault } from '../command/read-flags.ts'

const data = withDefault('DIR', 'where Isotherm keeps what it stores', filled, defaultDataFolder())

/** The flags of `isotherm journal verify` and `stat`. */
export const JOURNAL_FLAGS = { data }

/** The flags of `isotherm journal replay`. */
export const REPLAY_FLAGS = {
  data,
  from: optional('DATE', 'events from this day or time on, like 2025-10-10T21:00Z', date),
  to: optional('DATE', 'end, not included', date),
  type: optional('TYPE', `one type of event: ${[...FIELDS.keys()].join(', ')}`, eventType),
  instrument: optional('ID', 'of one instrument, like binance:BTCUSDT', instrument),
}

function eventType(text: string): EventType {
  if (isEventType(text)) return text
  const known = [...FIELDS.keys()]
  throw new Error(`must be one of ${known.join(', ')}${didYouMean(text, known)}`)
}

function instrument(text: string): InstrumentId {
  const id = parseInstrumentId(text)
  if (id === undefined) throw new Error('must be venue:symbol, like binance:BTCUSDT')
  return id
}
