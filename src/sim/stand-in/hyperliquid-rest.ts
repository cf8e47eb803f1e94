import { DAY, HOUR, MINUTE, type Millis } from '../../market/units.ts'
import type { StandInCandle } from './candle-book.ts'
import { clearinghouseState, leaderboard } from './hyperliquid-accounts.ts'
import { priceText, quantityText, type StandInInstrument } from './instrument.ts'
import type { MarketView } from './market-view.ts'
import type { StandInAnswer } from './server.ts'
import { jsonAnswer, readObject, type StandInRequest } from './wire.ts'

/** Candles of one answer at most. */
const MOST_CANDLES = 5_000

/** Answers of `POST /info`: https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/info-endpoint */
export function hyperliquidAnswer(
  request: StandInRequest,
  view: MarketView,
): StandInAnswer | undefined {
  if (request.path === '/Mainnet/leaderboard') return jsonAnswer(leaderboard())
  if (request.path !== '/info') return undefined
  const body = readObject(request.body)
  switch (body?.['type']) {
    case 'meta':
      return jsonAnswer(meta(view))
    case 'metaAndAssetCtxs':
      return jsonAnswer([meta(view), view.listed.map((each) => hyperliquidContext(each, view))])
    case 'exchangeStatus':
      return jsonAnswer({ time: view.now, specialStatuses: null })
    case 'perpDexs':
      return jsonAnswer([null])
    case 'candleSnapshot':
      return candleSnapshot(body['req'] as Record<string, unknown> | undefined, view)
    case 'fundingHistory':
      return fundingHistory(body, view)
    case 'clearinghouseState':
      return jsonAnswer(clearinghouseState(String(body['user']), view))
    default:
      return jsonAnswer('Failed to deserialize the JSON body into the target type', 422)
  }
}

const INTERVALS: Readonly<Record<string, Millis>> = { m: MINUTE, h: HOUR, d: DAY }

function candleSnapshot(
  wanted: Record<string, unknown> | undefined,
  view: MarketView,
): StandInAnswer {
  const instrument = view.find(String(wanted?.['coin']))
  if (wanted === undefined || instrument === undefined) return jsonAnswer(null, 500)
  const name = String(wanted['interval'])
  const interval = Number(name.slice(0, -1)) * (INTERVALS[name.slice(-1)] ?? MINUTE)
  const end = Math.min(Number(wanted['endTime'] ?? view.now), view.now)
  const from = Math.max(Number(wanted['startTime']), view.now - MOST_CANDLES * interval)
  const candles = view.candles(instrument.symbol, interval, from, end + 1)
  return jsonAnswer(candles.map((candle) => candleRow(instrument, name, candle)))
}

const candleRow = (instrument: StandInInstrument, name: string, candle: StandInCandle) => ({
  t: candle.openTime,
  T: candle.openTime + candle.interval - 1,
  s: instrument.symbol,
  i: name,
  o: priceText(instrument, candle.open),
  c: priceText(instrument, candle.close),
  h: priceText(instrument, candle.high),
  l: priceText(instrument, candle.low),
  v: quantityText(instrument, candle.volume),
  n: candle.trades,
})

function fundingHistory(body: Record<string, unknown>, view: MarketView): StandInAnswer {
  const from = Number(body['startTime'])
  const to = Math.min(Number(body['endTime'] ?? view.now), view.now)
  const rows = view.fundings(String(body['coin']), from, to, HOUR).slice(0, 500)
  return jsonAnswer(
    rows.map(({ time, rate }) => ({
      coin: body['coin'],
      fundingRate: (rate / 8).toFixed(10),
      premium: '0.0001',
      time: time + 27,
    })),
  )
}

function meta(view: MarketView): unknown {
  return {
    universe: view.listed.map((instrument) => ({
      name: instrument.symbol,
      szDecimals: Math.round(-Math.log10(instrument.lot)),
      maxLeverage: 40,
      marginTableId: 56,
    })),
    marginTables: [
      [
        56,
        {
          description: 'tiered 40x',
          marginTiers: [
            { lowerBound: '0.0', maxLeverage: 40 },
            { lowerBound: '150000000.0', maxLeverage: 20 },
          ],
        },
      ],
    ],
    collateralToken: 0,
  }
}

/** Open interest counts one side, in coins. */
export function hyperliquidContext(instrument: StandInInstrument, view: MarketView): unknown {
  const state = view.state(instrument.symbol)
  const price = (value: number) => priceText(instrument, value)
  return {
    funding: state.fundingRate.toFixed(10),
    openInterest: quantityText(instrument, state.openInterest),
    prevDayPx: price(instrument.price),
    dayNtlVlm: (state.openInterest * state.markPrice).toFixed(6),
    premium: '0.00008521',
    oraclePx: price(state.indexPrice),
    markPx: price(state.markPrice),
    midPx: price(state.lastPrice),
    impactPxs: [price(state.lastPrice), price(state.lastPrice)],
    dayBaseVlm: quantityText(instrument, state.openInterest),
  }
}
