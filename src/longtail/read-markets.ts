import { venueId } from '../venues/venue.ts'
import { decimal } from '../venues/wire/decimal.ts'
import { asText } from '../venues/wire/read-json.ts'
import { listingOf } from '../venues/wire/listing.ts'
import type { ListedInstrument, Read } from '../venues/wire/reader.ts'
import { readAnswer, shown, trouble } from '../venues/wire/reading.ts'
import type { Reading } from '../venues/wire/reading.ts'
import { listOf, recordOf, rowsOf } from '../venues/wire/rows.ts'
import type { Fields } from '../venues/wire/rows.ts'
import type { LongTailVenue } from './long-tail-venue.ts'
import { unreadable } from './unreadable.ts'

/** ccxt's precision modes: decimal places, significant digits, steps. */
const DECIMAL_PLACES = 2
const TICK_SIZE = 4

/**
 * Linear perpetuals alone: inverse ones are few in the long tail, and the units of the table are shown
 * for linear ones.
 */
export function readMarkets(venue: LongTailVenue): Read<readonly ListedInstrument[]>['parse'] {
  return (text, receivedTime) =>
    readAnswer(text, receivedTime, (answer, reading) => {
      if (unreadable(reading, answer)) return undefined
      const record = recordOf(reading, 'markets', answer)
      if (record === undefined) return undefined
      const mode = record['precisionMode']
      if (mode !== TICK_SIZE && mode !== DECIMAL_PLACES)
        return trouble(reading, 'drift', `precisionMode is ${shown(mode)}, must be 4 or 2`)
      const rows = rowsOf(reading, 'markets', listOf(reading, 'markets', record['markets']))
      const listed = rows.flatMap((row) =>
        row['linear'] === true ? (takeMarket(reading, venue, mode, row) ?? []) : [],
      )
      return listed.length > 0
        ? listed
        : trouble(reading, 'drift', 'markets: no linear perpetual could be used')
    })
}

function takeMarket(
  reading: Reading,
  venue: LongTailVenue,
  mode: number,
  row: Fields,
): ListedInstrument | undefined {
  const { id, symbol } = row
  const base = asText(row['base'])
  const quote = asText(row['quote'])
  // Premium and index contracts have names of their own, and are no perpetual of a coin.
  if (symbol !== `${base}/${quote}:${quote}`) return undefined
  const places = decimal(row['price'])
  return listingOf(reading, venueId(venue.id), {
    symbol: id,
    wireName: symbol,
    base,
    quote,
    contract: 'linear',
    // Where nothing is told in contracts, a contract is one base coin, whatever ccxt holds it for.
    contractSize: tellsContracts(venue) ? row['contractSize'] : 1,
    tickSize: mode === TICK_SIZE || places === undefined ? row['price'] : 10 ** -places,
    trading: row['active'] !== false,
    listedAt: row['created'],
  })
}

const tellsContracts = ({ candles, openInterest, riskTiers }: LongTailVenue): boolean =>
  candles?.volume === 'contracts' ||
  openInterest?.unit === 'contracts' ||
  riskTiers?.unit === 'contracts'
