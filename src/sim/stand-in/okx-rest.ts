import { DAY, HOUR, MINUTE, type Millis } from '../../market/units.ts'
import { nextFunding } from './funding.ts'
import type { StateHappening } from './happening.ts'
import { contractsText, priceText, type StandInInstrument } from './instrument.ts'
import type { MarketView } from './market-view.ts'
import { riskTiersOf } from './risk-tiers.ts'
import type { StandInAnswer } from './server.ts'
import { jsonAnswer, type StandInRequest, wholePeriods } from './wire.ts'

/** REST answers of OKX v5: https://www.okx.com/docs-v5/en/#public-data-rest-api */
export function okxAnswer(request: StandInRequest, view: MarketView): StandInAnswer | undefined {
  const name = /^\/api\/v5\/([\w/-]+)$/.exec(request.path)?.[1]
  if (name === undefined) return undefined
  const { query } = request
  const symbol = query.get('instId')
  const chosen = view.listed.filter((each) => symbol === undefined || each.symbol === symbol)
  const eachState = (row: (instrument: StandInInstrument, state: StateHappening) => unknown) =>
    said(chosen.map((instrument) => row(instrument, view.state(instrument.symbol))))
  switch (name) {
    case 'public/time':
      return said([{ ts: String(view.now) }])
    case 'public/instruments':
      return said(chosen.map(listing))
    case 'public/position-tiers':
      return said(view.listed.flatMap((each) => positionTiers(each, query.get('instFamily'))))
    case 'public/open-interest':
      return eachState((instrument, state) => okxOpenInterest(instrument, state, view.now))
    case 'public/mark-price':
      return eachState((instrument, state) => okxMark(instrument, state, view.now))
    case 'public/funding-rate':
      return eachState((instrument, state) => okxFunding(instrument, state.fundingRate, view.now))
  }
  const instrument = symbol === undefined ? undefined : view.find(symbol)
  if (instrument === undefined) {
    return jsonAnswer({ code: '51001', data: [], msg: "Instrument ID doesn't exist." })
  }
  const rows = history(name, query, instrument, view)
  return rows === undefined ? undefined : said(rows)
}

const said = (data: unknown) => jsonAnswer({ code: '0', data, msg: '' })

const UNITS: Readonly<Record<string, Millis>> = { m: MINUTE, H: HOUR, D: DAY }
const MOST: Readonly<Record<string, number>> = {
  'market/candles': 300,
  'market/history-candles': 300,
  'public/funding-rate-history': 400,
  'market/history-trades': 100,
  'market/trades': 500,
}

/** `1m`, `1H`, `6Hutc`. */
function barOf(text: string): Millis {
  const parts = /^(\d+)([mHD])(utc)?$/.exec(text)
  return Number(parts?.[1] ?? 1) * (UNITS[parts?.[2] ?? 'm'] ?? MINUTE)
}

/** Rows newest first, older than `after` and newer than `before`; with `before` alone those next to it. */
function history(
  name: string,
  query: ReadonlyMap<string, string>,
  instrument: StandInInstrument,
  view: MarketView,
): unknown[] | undefined {
  const number = (key: string) => (query.has(key) ? Number(query.get(key)) : undefined)
  const limit = Math.min(number('limit') ?? 100, MOST[name] ?? 100)
  const bar = barOf(query.get('bar') ?? query.get('period') ?? '1m')
  const newestFirst = (made: unknown[]) => made.toReversed().slice(0, limit)
  const to = Math.min(number('after') ?? number('end') ?? view.now, view.now)
  const from = (spacing: Millis) =>
    Math.max((number('before') ?? number('begin') ?? 0) + 1, to - limit * spacing)
  switch (name) {
    case 'market/candles':
    case 'market/history-candles':
      return newestFirst(
        view
          .candles(instrument.symbol, bar, from(bar), to)
          .map((candle) => [
            String(candle.openTime),
            ...[candle.open, candle.high, candle.low, candle.close].map((each) =>
              priceText(instrument, each),
            ),
            contractsText(instrument, candle.volume),
            ...(instrument.contract === 'linear'
              ? [String(candle.volume), candle.turnover.toFixed(4)]
              : [(candle.volume / candle.close).toFixed(8), String(candle.volume)]),
            candle.openTime + candle.interval <= view.now ? '1' : '0',
          ]),
      )
    case 'rubik/stat/contracts/open-interest-history':
      return newestFirst(
        wholePeriods(from(bar) - 1, to + 1, bar, view.now).map((time) => {
          const amount = view.openInterestAt(instrument.symbol, time)
          const inCoins = instrument.contract === 'linear' ? amount : amount / instrument.price
          return [
            String(time),
            contractsText(instrument, amount),
            inCoins.toFixed(6),
            (inCoins * instrument.price).toFixed(2),
          ]
        }),
      )
    case 'rubik/stat/contracts/long-short-account-ratio-contract':
      return newestFirst(
        wholePeriods(from(bar) - 1, to + 1, bar, view.now).map((time) => {
          const long = 0.5 + 0.1 * Math.sin(time / (7 * HOUR))
          return [String(time), (long / (1 - long)).toFixed(4)]
        }),
      )
    case 'public/funding-rate-history':
      return newestFirst(
        view.fundings(instrument.symbol, from(8 * HOUR), to).map(({ time, rate }) => ({
          fundingRate: rate.toFixed(8),
          fundingTime: String(time),
          instId: instrument.symbol,
          instType: 'SWAP',
          method: 'current_period',
          realizedRate: rate.toFixed(8),
        })),
      )
    case 'market/trades':
    case 'market/history-trades':
      return newestFirst(trades(query, instrument, view))
    default:
      return undefined
  }
}

/** `type` 1 pages by trade id, 2 by time. */
function trades(
  query: ReadonlyMap<string, string>,
  instrument: StandInInstrument,
  view: MarketView,
): unknown[] {
  const byTime = query.get('type') === '2'
  const after = Number(query.get('after') ?? Number.POSITIVE_INFINITY)
  const before = Number(query.get('before') ?? Number.NEGATIVE_INFINITY)
  return view.trades(instrument.symbol, 1_000).flatMap(({ happening, time, id }) => {
    const place = byTime ? time : Number(id)
    if (happening.type !== 'trade' || place >= after || place <= before) return []
    return [
      {
        instId: instrument.symbol,
        side: happening.takerSide,
        sz: contractsText(instrument, happening.quantity),
        source: '0',
        px: priceText(instrument, happening.price),
        tradeId: id,
        ts: String(time),
      },
    ]
  })
}

/** `BTC-USDT` of `BTC-USDT-SWAP`. */
export const familyOf = (instId: string): string => instId.split('-').slice(0, 2).join('-')

export function okxOpenInterest(
  instrument: StandInInstrument,
  { openInterest, markPrice }: StateHappening,
  time: Millis,
): unknown {
  const inCoins = instrument.contract === 'linear' ? openInterest : openInterest / markPrice
  return {
    instId: instrument.symbol,
    instType: 'SWAP',
    oi: contractsText(instrument, openInterest),
    oiCcy: String(inCoins),
    oiUsd: (inCoins * markPrice).toFixed(2),
    ts: String(time),
  }
}

export const okxMark = (
  instrument: StandInInstrument,
  { markPrice }: StateHappening,
  time: Millis,
): unknown => ({
  instId: instrument.symbol,
  instType: 'SWAP',
  markPx: priceText(instrument, markPrice),
  ts: String(time),
})

export const okxFunding = (instrument: StandInInstrument, rate: number, time: Millis): unknown => ({
  formulaType: 'withRate',
  fundingRate: rate.toFixed(10),
  fundingTime: String(nextFunding(time)),
  impactValue: '20000',
  instId: instrument.symbol,
  instType: 'SWAP',
  interestRate: '0.0001',
  maxFundingRate: '0.00375',
  method: 'current_period',
  minFundingRate: '-0.00375',
  nextFundingRate: '',
  nextFundingTime: String(nextFunding(nextFunding(time))),
  premium: '0.0001',
  settFundingRate: '0.0001',
  settState: 'settled',
  ts: String(time),
})

const listing = (instrument: StandInInstrument) => ({
  alias: '',
  baseCcy: '',
  category: '1',
  ctMult: '1',
  ctType: instrument.contract,
  ctVal: String(instrument.contractSize),
  ctValCcy: instrument.contract === 'linear' ? instrument.base : 'USD',
  expTime: '',
  instFamily: familyOf(instrument.symbol),
  instId: instrument.symbol,
  instType: 'SWAP',
  lever: '100',
  listTime: '1606468572000',
  lotSz: contractsText(instrument, instrument.lot),
  minSz: contractsText(instrument, instrument.lot),
  optType: '',
  quoteCcy: '',
  ruleType: 'normal',
  settleCcy: instrument.contract === 'linear' ? instrument.quote : instrument.base,
  state: 'live',
  stk: '',
  tickSz: (10 ** -instrument.priceDigits).toFixed(instrument.priceDigits),
  uly: familyOf(instrument.symbol),
})

/** Tiers count contracts; one rate holds for the whole position. */
function positionTiers(instrument: StandInInstrument, family: string | undefined): unknown[] {
  if (familyOf(instrument.symbol) !== family) return []
  const perContract =
    instrument.contract === 'linear'
      ? instrument.contractSize * instrument.price
      : instrument.contractSize / instrument.price
  let minSz = 0
  return riskTiersOf(instrument).map((tier, i) => {
    const maxSz = Math.floor(tier.cap / perContract)
    const row = {
      baseMaxLoan: '',
      imr: (1 / tier.maxLeverage).toFixed(4),
      instFamily: family,
      instId: '',
      maxLever: String(tier.maxLeverage),
      maxSz: String(maxSz),
      minSz: String(minSz),
      mmr: String(tier.maintenanceRate),
      optMgnFactor: '0',
      quoteMaxLoan: '',
      tier: String(i + 1),
      uly: family,
    }
    minSz = maxSz + 1
    return row
  })
}
