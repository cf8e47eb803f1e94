import type { ContractKind, VenueId } from '../../market/instrument.ts'
import { parseInstrumentId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import { decimal, positive } from './decimal.ts'
import type { ListedInstrument } from './reader.ts'
import type { Reading } from './reading.ts'
import { shown, trouble } from './reading.ts'

/** An instrument as a venue lists it, its fields still unread. */
export interface ListingRow {
  readonly symbol: unknown
  /** What topics call it, where that differs from the symbol. */
  readonly wireName?: string
  readonly base: unknown
  readonly quote: unknown
  readonly contract: ContractKind
  /** Base coins per contract (linear) or USD per contract (inverse). */
  readonly contractSize: unknown
  readonly tickSize: unknown
  readonly trading: boolean
  /** In milliseconds. */
  readonly listedAt?: unknown
}

/** Returns the listed instrument, or undefined after noting which field cannot be right. */
export function listingOf(
  reading: Reading,
  venue: VenueId,
  row: ListingRow,
): ListedInstrument | undefined {
  const { symbol, base, quote } = row
  const id = typeof symbol === 'string' ? parseInstrumentId(`${venue}:${symbol}`) : undefined
  if (typeof symbol !== 'string' || id === undefined)
    return refuse(reading, row, 'symbol', 'a symbol of at most 40 letters, digits and . _ / -')
  if (typeof base !== 'string' || base === '') return refuse(reading, row, 'base', 'a coin')
  if (typeof quote !== 'string' || quote === '') return refuse(reading, row, 'quote', 'a currency')
  const contractSize = positive(row.contractSize)
  if (contractSize === undefined) return refuse(reading, row, 'contractSize', 'above 0')
  const tickSize = positive(row.tickSize)
  if (tickSize === undefined) return refuse(reading, row, 'tickSize', 'above 0')
  const listedAt = listingTime(row.listedAt)
  return {
    instrument: {
      id,
      venue,
      symbol,
      base,
      quote,
      contract: row.contract,
      contractSize,
      tickSize,
    },
    wireName: row.wireName ?? symbol,
    trading: row.trading,
    ...(listedAt !== undefined && { listedAt }),
  }
}

/** Venues write 0 or a time of long ago where they do not know. */
function listingTime(value: unknown): Millis | undefined {
  const time = decimal(value)
  return time !== undefined && time > Date.UTC(2010, 0, 1) ? Math.floor(time) : undefined
}

function refuse(reading: Reading, row: ListingRow, name: keyof ListingRow, right: string) {
  const kind = row[name] === undefined ? 'drift' : 'malformed'
  const detail = `instrument ${shown(row.symbol)}: ${name} is ${shown(row[name])}, must be ${right}`
  return trouble(reading, kind, detail)
}
