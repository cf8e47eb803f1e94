import type { Instrument } from '../../market/instrument.ts'
import type { RiskTierTable } from '../../market/risk-tier.ts'
import type { TierRow } from '../venue.ts'
import { riskTierTable, venueId } from '../venue.ts'
import { answerTo } from '../wire/answer-to.ts'
import { decimal } from '../wire/decimal.ts'
import { listingOf } from '../wire/listing.ts'
import { asRecord } from '../wire/read-json.ts'
import type { ListedInstrument, Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { recordOf } from '../wire/rows.ts'

export const DYDX = venueId('dydx')

/** Sizes and open interest are in base coins; what is paid and held is USDC, written as USD. */
export const instruments = (): Read<readonly ListedInstrument[]> =>
  answerTo({ path: '/v4/perpetualMarkets', weight: 1 }, (answer, reading) => {
    const markets = marketsOf(reading, answer)
    return markets?.flatMap(([ticker, market]) => takeListing(reading, ticker, market) ?? [])
  })

function takeListing(reading: Reading, ticker: string, market: Fields) {
  // Markets of coins that live on another chain are named `COIN,DEX,ADDRESS-USD`: outside our
  // grammar of symbols, and refused there.
  const dash = ticker.lastIndexOf('-')
  return listingOf(reading, DYDX, {
    symbol: ticker,
    base: ticker.slice(0, Math.max(0, dash)),
    quote: ticker.slice(dash + 1),
    contract: 'linear',
    contractSize: 1,
    tickSize: market['tickSize'],
    trading: market['status'] === 'ACTIVE',
  })
}

/** One rate for a position of any size: the initial margin moves with open interest, this does not. */
export const riskTiers = ({ symbol }: Instrument): Read<RiskTierTable> =>
  answerTo(
    { path: `/v4/perpetualMarkets?ticker=${encodeURIComponent(symbol)}`, weight: 1 },
    (answer, reading) => {
      const market = marketsOf(reading, answer)?.find(([ticker]) => ticker === symbol)?.[1]
      if (market === undefined)
        return trouble(reading, 'drift', `perpetualMarkets: no market ${symbol}`)
      const rate = maintenanceRateOf(reading, market)
      const source = 'maintenanceMarginFraction of https://indexer.dydx.trade/v4/perpetualMarkets'
      const tier: TierRow = [Number.POSITIVE_INFINITY, (rate ?? 0) * 100, undefined]
      return rate === undefined
        ? undefined
        : riskTierTable({ unit: 'quote', asOf: reading.receivedTime, source }, 'none', [tier])
    },
  )

/** The market's maintenance margin as a fraction of the value at the oracle price. */
export function maintenanceRateOf(reading: Reading, market: Fields): number | undefined {
  const value = market['maintenanceMarginFraction']
  const rate = decimal(value)
  return rate !== undefined && rate > 0 && rate < 1
    ? rate
    : trouble(
        reading,
        value === undefined ? 'drift' : 'malformed',
        `market: maintenanceMarginFraction is ${shown(value)}, must be between 0 and 1`,
      )
}

/** Markets by their ticker. */
export function marketsOf(
  reading: Reading,
  answer: unknown,
): (readonly [ticker: string, market: Fields])[] | undefined {
  const whole = recordOf(reading, 'perpetualMarkets', answer)
  const markets = whole && recordOf(reading, 'perpetualMarkets: markets', whole['markets'])
  return (
    markets &&
    Object.entries(markets).flatMap(([ticker, value]) => {
      const market = asRecord(value)
      if (market !== undefined) return [[ticker, market] as const]
      trouble(reading, 'malformed', `market ${shown(ticker)} is ${shown(value)}, must be an object`)
      return []
    })
  )
}
