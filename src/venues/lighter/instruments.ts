import type { Instrument } from '../../market/instrument.ts'
import type { RiskTierTable } from '../../market/risk-tier.ts'
import { riskTierTable, venueId } from '../venue.ts'
import { answerTo } from '../wire/answer-to.ts'
import { decimal } from '../wire/decimal.ts'
import { positiveField, textField } from '../wire/fields.ts'
import { listingOf } from '../wire/listing.ts'
import type { ListedInstrument, Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'

export const LIGHTER = venueId('lighter')

const PATH = '/api/v1/orderBookDetails'

/** Margin fractions are written in ten-thousandths: 120 is 1.2 %. */
const PER_FRACTION = 10_000

/** The perpetuals; what is traded on the spot comes in a list of its own. */
export const instruments = (): Read<readonly ListedInstrument[]> =>
  answerTo({ path: PATH, weight: 1 }, (answer, reading) =>
    marketsOf(reading, answer)?.flatMap((market) => takeListing(reading, market) ?? []),
  )

/** Streams call a market by its number. Sizes are in base coins, prices in USDC. */
function takeListing(reading: Reading, market: Fields): ListedInstrument | undefined {
  const wireName = textField(reading, 'market', market, 'market_id')
  if (wireName === undefined) return undefined
  const decimals = decimal(market['price_decimals'] ?? market['supported_price_decimals'])
  return listingOf(reading, LIGHTER, {
    symbol: market['symbol'],
    wireName,
    base: market['symbol'],
    quote: 'USDC',
    contract: 'linear',
    contractSize: 1,
    tickSize: decimals === undefined ? undefined : Number(`1e${-decimals}`),
    trading: market['status'] === 'active',
  })
}

/** One maintenance rate for a position of any size. */
export const riskTiers = ({ symbol }: Instrument): Read<RiskTierTable> =>
  answerTo({ path: PATH, weight: 1 }, (answer, reading) => {
    const market = marketsOf(reading, answer)?.find((one) => one['symbol'] === symbol)
    if (market === undefined)
      return trouble(reading, 'drift', `orderBookDetails: no market ${symbol}`)
    const maintenance = positiveField(reading, 'market', market, 'maintenance_margin_fraction')
    const initial = positiveField(reading, 'market', market, 'min_initial_margin_fraction')
    if (maintenance === undefined || initial === undefined) return undefined
    if (maintenance > initial || initial > PER_FRACTION)
      return trouble(
        reading,
        'malformed',
        `market: margin fractions are ${maintenance} and ${initial}, must rise up to ${PER_FRACTION}`,
      )
    const source = `maintenance_margin_fraction of https://mainnet.zklighter.elliot.ai${PATH}`
    return riskTierTable({ unit: 'quote', asOf: reading.receivedTime, source }, 'none', [
      [Number.POSITIVE_INFINITY, (maintenance / PER_FRACTION) * 100, PER_FRACTION / initial],
    ])
  })

function marketsOf(reading: Reading, answer: unknown): readonly Fields[] | undefined {
  const details = recordOf(reading, 'orderBookDetails', answer)
  return details && rowsOf(reading, 'order_book_details', details['order_book_details'])
}
