import { makeMap } from '../../../src/cli/history/make-map.ts'
import type { LiquidationInfo } from '../../../src/api/live.ts'
import { parseInstrumentId, parseVenueId } from '../../../src/market/instrument.ts'
import type { ContractKind, Instrument } from '../../../src/market/instrument.ts'
import { HOUR, MINUTE } from '../../../src/market/units.ts'
import type { Millis } from '../../../src/market/units.ts'
import type { RealisedSource } from '../../../src/pipeline/realised-sums.ts'
import type { AppOptions } from '../../../src/server/app.ts'
import { memorySource } from '../../../src/server/market/market.ts'
import type { Market, MarketSource } from '../../../src/server/market/market.ts'
import { simulatedMarket } from '../../../src/sim/simulated-market.fixture.ts'
import { fakeServer } from '../serve-fixture.ts'
import type { FakeServer } from '../serve-fixture.ts'

/** Made-up markets under the names of venues, to test sums over exchanges. */

const made = simulatedMarket(7, 3)
export const FROM: Millis = made.candles.openTime[0]!
export const TO: Millis = made.candles.openTime.at(-1)! + made.candles.interval
/** Of longs; twice as much of shorts. */
export const USD_A_MINUTE = 10
export const LONG_SHARE = 0.75
/** A hundredth of a percent, and three of them. */
export const RATES = [0.0001, 0.0003]

const instrumentAt = (venue: string, symbol: string, contract: ContractKind): Instrument => ({
  ...made.instrument,
  id: parseInstrumentId(`${venue}:${symbol}`)!,
  venue: parseVenueId(venue)!,
  symbol,
  base: 'BTC',
  quote: contract === 'linear' ? 'USDT' : 'USD',
  contract,
})

const steady: RealisedSource = {
  stream: 'liquidation',
  sum(from, to) {
    const minutes = Math.max(0, Math.min(to, TO) - Math.max(from, FROM)) / MINUTE
    const longUsd = minutes * USD_A_MINUTE
    return { longUsd, shortUsd: 2 * longUsd, known: (minutes * MINUTE) / (to - from) }
  },
}

export const liquidations = (instrument: Instrument): readonly LiquidationInfo[] =>
  (['long', 'short'] as const).flatMap((position, side) =>
    [1, 2, 3].map((i) => ({
      instrument: instrument.id,
      id: null,
      ordinal: 0,
      time: TO - i * HOUR - side,
      receivedTime: TO - i * HOUR,
      position,
      price: 60_000 + i,
      priceKind: 'fill',
      quantity: i,
      notionalUsd: 1_000 * i,
      suspect: null,
    })),
  )

/** One market as it is, with what it tells beside its candles. */
export async function madeMarket(instrument: Instrument): Promise<Market> {
  const source = memorySource(
    { ...made, instrument },
    { simulated: false, fingerprint: instrument.id },
  )
  const [market] = await source.markets()
  const [first] = RATES
  return {
    ...market!,
    liquidationSpan: { from: FROM, to: TO, rows: 6 },
    liquidated: () => Promise.resolve([steady]),
    liquidations: (from, to) =>
      Promise.resolve(liquidations(instrument).filter(({ time }) => time >= from && time < to)),
    accountRatios(from, to) {
      const times = Array.from({ length: (TO - FROM) / HOUR }, (_, i) => FROM + (i + 1) * HOUR)
      const time = Float64Array.from(times.filter((one) => one >= from && one < to))
      return Promise.resolve({ time, value: time.map(() => LONG_SHARE) })
    },
    fundingRates(from, to) {
      const times = Array.from({ length: 10 }, (_, i) => FROM + i * 8 * HOUR)
      const time = Float64Array.from(times.filter((one) => one >= from && one < to))
      const rate = instrument.venue === 'binance' ? first! : RATES[1]!
      return Promise.resolve({
        time,
        value: time.map(() => rate),
        interval: time.map(() => 8 * HOUR),
      })
    },
  }
}

export const PAIRS: readonly Instrument[] = [
  instrumentAt('binance', 'BTCUSDT', 'linear'),
  instrumentAt('okx', 'BTC-USDT-SWAP', 'linear'),
]
export const INVERSE = instrumentAt('binance', 'BTCUSD_PERP', 'inverse')

/** A server over made-up markets of bitcoin; by default two of the same prices. */
export function madeServer(
  instruments: readonly Instrument[] = PAIRS,
  options: Partial<AppOptions> = {},
): Promise<FakeServer> {
  const source: MarketSource = { markets: () => Promise.all(instruments.map(madeMarket)) }
  const models = ['isotherm', 'opening-only', 'conserving'].map((id) => ({
    id,
    name: id,
    description: id,
  }))
  return fakeServer({ sources: [source], models, createMap: makeMap, now: () => TO, ...options })
}
