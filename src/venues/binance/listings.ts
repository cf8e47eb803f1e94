import type { VenueId } from '../../market/instrument.ts'
import { answerTo } from '../wire/answer-to.ts'
import { listingOf } from '../wire/listing.ts'
import { asList, asRecord } from '../wire/read-json.ts'
import type { ListedInstrument, Read } from '../wire/reader.ts'
import type { Fields } from '../wire/rows.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'
import type { Market } from './family.ts'

/** Perpetual futures of a market, whether traded now or not. */
export const listings = (
  venue: VenueId,
  { rest, prefix }: Market,
): Read<readonly ListedInstrument[]> =>
  answerTo({ host: rest, path: `${prefix}/exchangeInfo`, weight: 1 }, (answer, reading) => {
    const whole = recordOf(reading, 'exchangeInfo', answer)
    if (whole === undefined) return undefined
    const listed = rowsOf(reading, 'exchangeInfo.symbols', whole['symbols'])
      .filter(isPerpetual)
      .flatMap((row) => listingOf(reading, venue, listingRow(row)) ?? [])
    return listed.length === 0 ? undefined : listed
  })

/** `PERPETUAL`, `TRADIFI_PERPETUAL`, and with a word behind it while it is being settled. */
const isPerpetual = ({ contractType }: Fields): boolean =>
  typeof contractType === 'string' && contractType.includes('PERPETUAL')

function listingRow(row: Fields) {
  const filters = (asList(row['filters']) ?? []).map(asRecord)
  const prices = filters.find((filter) => filter?.['filterType'] === 'PRICE_FILTER')
  const inverse = row['contractSize'] !== undefined
  return {
    symbol: row['symbol'],
    base: row['baseAsset'],
    quote: row['quoteAsset'],
    contract: inverse ? 'inverse' : 'linear',
    contractSize: inverse ? row['contractSize'] : 1,
    tickSize: prices?.['tickSize'],
    trading: (row['status'] ?? row['contractStatus']) === 'TRADING',
    listedAt: row['onboardDate'],
  } as const
}
