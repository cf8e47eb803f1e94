import { describe, expect, test } from 'vitest'
import type { InstrumentInfo, LevelsAnswer, MapDescriptor } from '../../api/schema.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { chosenOfCoin, instrumentsOfCoin } from '../session/coin-venues.ts'
import type { LiveColumn } from './live-column.ts'
import type { MapPart } from './map-part.ts'
import { shownWords } from '../map-page/range-words.ts'
import {
  columnOfLevels,
  columnOfLive,
  liveSum,
  profileOfSum,
  sumColumns,
  sumKeyOf,
} from './summed-column.ts'
import { shareWords, venuesWords } from '../venues/venue-sum-words.ts'
import { venueRows } from '../levels/venue-rows.ts'

const infoOf = (id: string, changes: Partial<InstrumentInfo> = {}): InstrumentInfo =>
  ({
    id,
    venue: id.split(':')[0],
    symbol: id.split(':')[1],
    base: 'BTC',
    quote: 'USDT',
    simulated: false,
    hasOpenInterest: true,
    ...changes,
  }) as InstrumentInfo
const partOf = (id: string, changes: Partial<MapPart> = {}): MapPart => ({
  map: { instrument: id, band: { factors: [4, 2] } } as unknown as MapDescriptor,
  weight: 1,
  end: 'median',
  steps: [],
  interval: 60_000,
  ...changes,
})
const [BINANCE, OKX] = ['binance:BTCUSDT', 'okx:BTC-USDT-SWAP'] as const
const live: LiveColumn = {
  instrument: BINANCE as InstrumentId,
  model: 'isotherm',
  zoom: 1,
  time: 90_000,
  price: 60_000,
  levels: new Map([
    [10, [100, 0]],
    [12, [0, 40]],
  ]),
}
const levels = {
  instrument: OKX,
  levels: [
    {
      bin: 10,
      longUsd: 7,
      shortUsd: 0,
      low: { longUsd: 1, shortUsd: 0 },
      high: { longUsd: 49, shortUsd: 0 },
    },
  ],
} as unknown as LevelsAnswer

describe('the newest column of several maps', () => {
  const parts = [partOf(BINANCE), partOf(OKX, { weight: 3 })]
  const columns = [columnOfLive(live, parts[0]!), columnOfLevels(levels, parts[1]!)]

  test('holds what the open one and the others hold, bin by bin, with the range of each', () => {
    const { cells } = sumColumns('', 'median', columns)
    expect(cells.get(10)).toEqual({
      longUsd: 121,
      shortUsd: 0,
      low: { longUsd: 53, shortUsd: 0 },
      high: { longUsd: 347, shortUsd: 0 },
    })
    expect([...cells.keys()]).toEqual([10, 12])
  })

  test('is drawn and read at the end of ranges that is shown', () => {
    const sum = sumColumns('', 'low', columns)
    const drawn = liveSum(live, sum)
    expect(drawn.levels.get(10)).toEqual([53, 0])
    expect(drawn.levels.get(12)).toEqual([0, 20])
    expect(drawn.time).toBe(live.time)
    expect(profileOfSum(sum, 1).map(({ longUsd, shortUsd }) => [longUsd, shortUsd])).toEqual([
      [53, 0],
      [0, 20],
    ])
  })

  test('one map as it is makes no sum; another set, weight or end makes another', () => {
    expect(sumKeyOf([])).toBeUndefined()
    expect(sumKeyOf([partOf(BINANCE)])).toBeUndefined()
    const keys = [
      [partOf(BINANCE, { end: 'low' })],
      [partOf(BINANCE), partOf(OKX)],
      [partOf(BINANCE, { weight: 2 }), partOf(OKX)],
      [partOf(BINANCE, { end: 'high' }), partOf(OKX, { end: 'high' })],
    ].map(sumKeyOf)
    expect(new Set(keys).size).toBe(4)
  })
})

describe('instruments of a coin', () => {
  const own = infoOf(BINANCE)
  const inverse = infoOf('bitmex:XBTUSD', { quote: 'USD', contract: 'inverse' })
  const okx = infoOf(OKX)
  const all = [
    okx,
    own,
    inverse,
    infoOf('upbit:BTC-KRW', { quote: 'KRW' }),
    infoOf('binance:ETHUSDT', { base: 'ETH' }),
    infoOf('simulated:BTCUSDT', { simulated: true }),
  ]

  test('are those that price in the same money, the chosen one first', () => {
    expect(instrumentsOfCoin(own, all)).toEqual([own, okx, inverse])
    expect(instrumentsOfCoin(undefined, all)).toEqual([])
  })

  test('are summed as chosen, the chosen one always', () => {
    const ofCoin = instrumentsOfCoin(own, all)
    expect(chosenOfCoin(ofCoin, { venues: 'one', without: [] })).toEqual([own])
    const without = [okx.id, own.id]
    expect(chosenOfCoin(ofCoin, { venues: 'all', without })).toEqual([own, inverse])
    expect(venuesWords(2, 3)).toBe('2 of 3')
    expect(venuesWords(3, 3)).toBe('All 3')
  })

  test('are told by what they hold, largest first, as many as there is room for', () => {
    const of = (id: InstrumentId, longUsd: number | undefined) => ({
      instrument: id,
      sides: longUsd === undefined ? undefined : { longUsd, shortUsd: 1 },
    })
    const parts = [of(own.id, 5), of(okx.id, undefined), of(inverse.id, 3)]
    const totals = new Map(
      [own, okx, inverse].map(({ id }, i) => [
        id,
        { total: { longUsd: i, shortUsd: 0 } as LevelsAnswer['total'] },
      ]),
    )
    const venues = [own, okx, inverse]
    expect(venueRows(parts, venues, totals, 3).map(({ name }) => name)).toEqual([
      'BitMEX XBTUSD',
      'OKX BTC-USDT-SWAP',
      'Binance BTCUSDT',
    ])
    expect(venueRows(parts, venues, totals, 2)).toEqual([
      { name: 'BitMEX XBTUSD', sides: { longUsd: 3, shortUsd: 1 } },
      { name: '2 others', sides: { longUsd: 5, shortUsd: 1 } },
    ])
  })

  test('a share is a number once it is known, and no map is never a number', () => {
    const one = { shown: true, missing: false, alone: false }
    expect(shareWords({ ...one, share: 0.256 })).toBe('26%')
    expect(shareWords({ ...one, share: 0.004 })).toBe('< 1%')
    expect(shareWords({ ...one, share: undefined })).toBe('…')
    expect(shareWords({ ...one, missing: true, share: undefined })).toBe('no map')
  })

  test('what is shown is said in words, nothing of it where it is one venue as it is', () => {
    const shown = {
      view: { side: 'both', weigh: 'usd', end: 'median' },
      base: 'BTC',
      ofCoin: 3,
      chosen: [own],
      pending: 0,
      missing: [],
      partly: [],
      calibrated: true,
    } as const
    expect(shownWords(shown)).toEqual([])
    expect(
      shownWords({
        ...shown,
        view: { side: 'long', weigh: 'equal', end: 'low' },
        chosen: [own, okx, inverse],
        pending: 1,
        missing: [inverse.id],
        partly: [{ part: partOf(OKX), joins: Date.UTC(2024, 6, 1), leaves: undefined }],
        calibrated: false,
      }),
    ).toEqual([
      '1 of 3 instruments of BTC',
      'venues weighted equally, by their totals now',
      '1 to come',
      'OKX BTC-USDT-SWAP only from 1 Jul 2024 on',
      'no map of BitMEX XBTUSD',
      'low end of ranges, 10%: a stated default, nothing learnt',
    ])
    expect(shownWords({ ...shown, view: { side: 'delta', weigh: 'usd', end: 'low' } })).toEqual([
      'Longs minus shorts, at the median',
    ])
  })
})
