import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { accountRatioSchema } from '../../../src/api/coinglass/account-rows.ts'
import { answerOf, refusalSchema } from '../../../src/api/coinglass/envelope.ts'
import { heatmapSchema } from '../../../src/api/coinglass/heatmap-rows.ts'
import {
  aggregatedHistorySchema,
  exchangeListSchema,
  historySchema,
} from '../../../src/api/coinglass/liquidation-rows.ts'
import { mapSchema } from '../../../src/api/coinglass/map-rows.ts'
import { priceHistorySchema } from '../../../src/api/coinglass/market-rows.ts'
import { ohlcSchema } from '../../../src/api/coinglass/ohlc.ts'
import {
  aggregatedCvdSchema,
  cvdSchema,
  takerHistorySchema,
} from '../../../src/api/coinglass/taker-rows.ts'
import { liquidationTotalsSchema, liquidationWindowsSchema } from '../../../src/api/flows.ts'
import { ROUTES } from '../../../src/api/routes.ts'
import { candlesSchema, levelsSchema, openInterestSchema } from '../../../src/api/schema.ts'
import { DAY, HOUR } from '../../../src/market/units.ts'
import { absent, realServer } from './real-server.ts'

const FROM = Date.UTC(2024, 6, 1)
const TO = Date.UTC(2024, 6, 11)
const OWN = 'instrument=binance:ETHUSDT'
const PAIR = 'exchange=Binance&symbol=ETHUSDT'
const SPAN = `start_time=${FROM}&end_time=${TO - 1}`

describe.skipIf(absent)('numbers are those of the own API', () => {
  const get = realServer()
  const own = async <Value>(path: string, schema: z.ZodType<Value>): Promise<Value> =>
    schema.parse((await get(path)).body)
  const envelope = answerOf(z.unknown())
  const asked = async <Value>(path: string, schema: z.ZodType<Value>): Promise<Value> =>
    schema.parse((await own(`/api/futures/${path}`, envelope)).data)

  test('what was liquidated, of one venue and of all', async () => {
    const totals = await own(
      `${ROUTES.liquidationTotals}?${OWN}&from=${FROM}&to=${TO}&interval=${4 * HOUR}`,
      liquidationTotalsSchema,
    )
    const rows = await asked(`liquidation/history?${PAIR}&interval=4h&${SPAN}`, historySchema)
    expect(rows.length).toBeGreaterThan(50)
    expect(rows.map(({ time }) => time)).toEqual(totals.openTime)
    expect(rows.map((row) => Number(row.long_liquidation_usd))).toEqual(totals.longUsd)
    expect(rows.map((row) => Number(row.short_liquidation_usd))).toEqual(totals.shortUsd)
    const sums = await asked(
      `liquidation/aggregated-history?exchangeList=ALL&symbol=eth&interval=h4&${SPAN}`,
      aggregatedHistorySchema,
    )
    expect(sums.map((row) => row.aggregated_long_liquidation_usd)).toEqual(totals.longUsd)
  })

  // Nothing tells what was liquidated of SOL, nor of BTC after 24 July.
  test.each([
    ['history', 'exchange=Binance&symbol=SOLUSDT'],
    ['history', 'exchange=Binance&symbol=BTCUSDT&limit=5'],
    ['v2/history', 'exchange=Binance&symbol=BTCUSDT&limit=5'],
    ['aggregated-history', 'exchange_list=ALL&symbol=BTC&limit=5'],
    ['exchange-list', 'symbol=BTC&range=1h'],
  ])('%s?%s is refused, where nothing is known of what was asked', async (path, query) => {
    const address = `/api/futures/liquidation/${path}?${query}&interval=1h`
    const { code, msg } = await own(address, refusalSchema)
    expect(code).toBe('422')
    expect(msg).toMatch(/^What was liquidated of \S+ is not known here for that time$/)
  })

  test('what was liquidated in the last hours', async () => {
    const { windows } = await own(`${ROUTES.liquidationWindows}?${OWN}`, liquidationWindowsSchema)
    for (const { length, longUsd, shortUsd } of windows) {
      const range = `${length / HOUR}h`
      const [all, binance] = await asked(
        `liquidation/exchange-list?symbol=ETH&range=${range}`,
        exchangeListSchema,
      )
      expect(all).toMatchObject({ exchange: 'All', long_liquidation_usd: longUsd })
      expect(binance).toMatchObject({ exchange: 'Binance', shortLiquidation_usd: shortUsd })
    }
  })

  test('candles', async () => {
    const candles = await own(
      `${ROUTES.candles}?${OWN}&from=${FROM}&to=${TO}&interval=${4 * HOUR}`,
      candlesSchema,
    )
    const rows = await asked(`price/history?${PAIR}&interval=4h&${SPAN}`, priceHistorySchema)
    expect(rows.map(({ time }) => time)).toEqual(candles.openTime)
    for (const name of ['open', 'high', 'low', 'close'] as const)
      expect(rows.map((row) => Number(row[name]))).toEqual(candles[name])
  })

  test('a week begins on Monday', async () => {
    const rows = await asked(`price/history?${PAIR}&interval=1w`, priceHistorySchema)
    expect(rows.length).toBeGreaterThan(7)
    for (const { time } of rows) expect(new Date(time).getUTCDay()).toBe(1)
  })

  test('open interest: a row closes with the last value up to its end', async () => {
    const series = await own(
      `${ROUTES.openInterest}?${OWN}&from=${FROM + 1}&to=${TO + 1}&interval=${4 * HOUR}`,
      openInterestSchema,
    )
    const rows = await asked(
      `open-interest/history?${PAIR}&interval=4h&unit=coin&${SPAN}`,
      ohlcSchema,
    )
    expect(rows.map(({ time }) => time + 4 * HOUR)).toEqual(series.time)
    expect(rows.map(({ close }) => Number(close))).toEqual(series.openInterest)
    for (const [i, row] of rows.entries()) {
      expect(Number(row.high)).toBeGreaterThanOrEqual(Number(row.open))
      expect(Number(row.low)).toBeLessThanOrEqual(Number(row.close))
      if (i > 0) expect(row.open).toBe(rows[i - 1]!.close)
    }
  })

  test('accounts: a row tells the share of longs as it was last told in it', async () => {
    const [day] = await asked(
      `global-long-short-account-ratio/history?${PAIR}&interval=1d&${SPAN}`,
      accountRatioSchema,
    )
    const hours = await asked(
      `global-long-short-account-ratio/history?${PAIR}&interval=1h&start_time=${FROM}&limit=24`,
      accountRatioSchema,
    )
    expect(hours).toHaveLength(24)
    expect(day).toEqual({ ...hours.at(-1), time: FROM })
    for (const row of hours) {
      const [long, short] = [row.global_account_long_percent, row.global_account_short_percent]
      expect(long + short).toBeCloseTo(100, 9)
      expect(row.global_account_long_short_ratio).toBeCloseTo(long / short, 9)
    }
    // As ETHUSDT-1h.csv says of that hour.
    expect(hours[0]!.global_account_long_percent).toBeCloseTo(74.08, 9)
  })

  test('takers: bought and sold are what was traded, and are added up', async () => {
    const query = `${PAIR}&interval=4h&${SPAN}`
    const prices = await asked(`price/history?${query}`, priceHistorySchema)
    const taken = await asked(`v2/taker-buy-sell-volume/history?${query}`, takerHistorySchema)
    const cvd = await asked(`cvd/history?${query}`, cvdSchema)
    const coin = await asked(
      `aggregated-cvd/history?exchange_list=Binance&symbol=ETH&interval=4h&${SPAN}`,
      aggregatedCvdSchema,
    )
    let sum = 0
    for (const [i, row] of taken.entries()) {
      const [buy, sell] = [Number(row.taker_buy_volume_usd), Number(row.taker_sell_volume_usd)]
      expect(buy + sell).toBeCloseTo(Number(prices[i]!.volume_usd), 2)
      sum += buy - sell
      expect(cvd[i]).toMatchObject({ time: row.time, taker_buy_vol: buy })
      expect(cvd[i]!.cum_vol_delta).toBeCloseTo(sum, 2)
      expect(coin[i]!.cum_vol_delta).toBeCloseTo(sum, 2)
    }
  })

  test.each(['model1', 'model2', 'model3'])('columns of the heatmap %s are levels', async (id) => {
    const model = { model1: 'isotherm', model2: 'opening-only', model3: 'conserving' }[id]
    const heatmap = await asked(`liquidation/heatmap/${id}?${PAIR}&range=3d`, heatmapSchema)
    expect(heatmap.price_candlesticks).toHaveLength(72)
    const x = 41
    const end = heatmap.price_candlesticks[x]![0] * 1_000 + HOUR
    const zoom = Math.round(
      Math.log2(Math.log(heatmap.y_axis[1]! / heatmap.y_axis[0]!) / Math.log(1.0005)),
    )
    const { levels } = await own(
      `${ROUTES.levels}?${OWN}&model=${model}&time=${end}&zoom=${zoom}`,
      levelsSchema,
    )
    const column = heatmap.liquidation_leverage_data.filter(([at]) => at === x)
    expect(column.length).toBeGreaterThan(20)
    for (const [, y, usd] of column) {
      const price = heatmap.y_axis[y]!
      const level = levels.find((one) => one.priceFrom <= price && price < one.priceTo)!
      expect(usd).toBeCloseTo(level.longUsd + level.shortUsd, 1)
    }
    expect(heatmap.update_time % HOUR).toBe(0)
  })

  test('a heatmap of a day is one of its candles, and a year is days', async () => {
    const of = async (range: string) =>
      (await asked(`liquidation/heatmap/model1?${PAIR}&range=${range}`, heatmapSchema))
        .price_candlesticks
    const hours = await of('24h')
    expect(hours).toHaveLength(24)
    const days = await of('1y')
    expect(days[1]![0] - days[0]![0]).toBe(DAY / 1_000)
  })

  test('the map of more than the history is the newest levels, and that of the coin their sum', async () => {
    const { data } = await asked(`liquidation/map?${PAIR}&range=365d`, mapSchema)
    const sums = await asked('liquidation/aggregated-map?symbol=ETH&range=365d', mapSchema)
    const prices = Object.keys(data)
    const zoom = Math.round(
      Math.log2(Math.log(Number(prices[11]) / Number(prices[10])) / Math.log(1.0005)),
    )
    const { levels } = await own(
      `${ROUTES.levels}?${OWN}&model=isotherm&time=newest&zoom=${zoom}`,
      levelsSchema,
    )
    for (const price of prices.slice(5, 60)) {
      const level = levels.find(
        (one) => one.priceFrom <= Number(price) && Number(price) < one.priceTo,
      )!
      const usd = data[price]!.reduce((sum, [, part]) => sum + part, 0)
      // A leverage that holds less than a dollar has no row.
      expect(Math.abs(usd - level.longUsd - level.shortUsd)).toBeLessThan(7)
      expect(sums.data[price]![0]![1]).toBeCloseTo(level.longUsd + level.shortUsd, 1)
    }
  })

  test('the map of a longer time holds what a shorter one does, and more', async () => {
    const [candle] = await asked(`price/history?${PAIR}&interval=1h&limit=1`, priceHistorySchema)
    const price = Number(candle!.close)
    const nearUsd = async (range: string) => {
      const { data } = await asked(`liquidation/map?${PAIR}&range=${range}`, mapSchema)
      return Object.entries(data)
        .filter(([at]) => Math.abs(Number(at) / price - 1) < 0.09)
        .flatMap(([, rows]) => rows.map(([, usd]) => usd))
        .reduce((a, b) => a + b, 0)
    }
    const totals = [await nearUsd('1d'), await nearUsd('7d'), await nearUsd('30d')]
    expect(totals[0]).toBeGreaterThan(0)
    // Bins differ in width, so that one at the edge may be in or out.
    expect(totals[1]! / totals[0]!).toBeGreaterThan(1.2)
    expect(totals[2]! / totals[1]!).toBeGreaterThan(0.95)
  })

  test('the list of the map of a coin holds its instruments', async () => {
    const { body } = await get(
      '/api/futures/liquidation/aggregated-map?symbol=ETH&range=1d&format=v2',
    )
    const { data } = z
      .object({ data: z.object({ data: z.array(z.unknown()), last_price: z.number() }) })
      .parse(body)
    expect(data.data).toMatchObject([
      { instrument: { instrumentId: 'ETHUSDT', exName: 'Binance', baseAsset: 'ETH' } },
    ])
    expect(data.last_price).toBeGreaterThan(1_000)
  })
})
