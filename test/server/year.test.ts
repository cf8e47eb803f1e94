import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { levelsSchema } from '../../src/api/schema.ts'
import { yearSchema } from '../../src/api/year.ts'
import type { YearAnswer } from '../../src/api/year.ts'
import { makeMap } from '../../src/cli/history/make-map.ts'
import { openServer } from '../../src/cli/serve/serve.ts'
import { DAY, HOUR } from '../../src/market/units.ts'
import { MODELS } from '../../src/model/models.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { fakeServer } from './serve-fixture.ts'

const market = simulatedMarket(7, 30, HOUR)
const ID = market.instrument.id
const served = (data = market) =>
  fakeServer({
    sources: [memorySource(data, { simulated: true, fingerprint: 'sim' })],
    createMap: (from, model) => makeMap(from, model),
    models: MODELS,
  })

test('the reading of a day is what the levels of its end say between two prices', async () => {
  const server = await served()
  const { body } = await server.json(`${ROUTES.year}?instrument=${ID}`)
  const { days, newest, around } = yearSchema.parse(body)
  expect(days.time).toHaveLength(30)
  for (const i of [0, 11, 29]) {
    const price = days.price[i]!
    const ask = async (from: number, to: number) => {
      const range = `priceFrom=${from.toFixed(8)}&priceTo=${to.toFixed(8)}`
      const url = `${ROUTES.levels}?instrument=${ID}&model=isotherm&time=${days.time[i]}&${range}`
      return levelsSchema.parse((await server.json(url)).body)
    }
    const above = await ask(price, price * (1 + around))
    const below = await ask(price * (1 - around), price)
    expect(above.price).toBe(price)
    expect(days.aboveUsd[i]).toBe(Math.round(above.between!.shortUsd))
    expect(days.belowUsd[i]).toBe(Math.round(below.between!.longUsd))
    if (i < 29) continue
    expect(newest).toMatchObject({
      time: days.time[i],
      price,
      regime: days.regime[i],
      ratio: days.ratio[i],
      change: days.change[i],
      above: { usd: days.aboveUsd[i], low: Math.round(above.between!.low.shortUsd) },
      below: { usd: days.belowUsd[i], high: Math.round(below.between!.high.longUsd) },
    })
  }
})

test('an answer is known by its tag, and another model has another', async () => {
  const { app } = await served()
  const url = `${ROUTES.year}?instrument=${ID}`
  const first = await app.inject(url)
  const tag = String(first.headers.etag)
  const again = await app.inject({ url, headers: { 'if-none-match': tag } })
  expect([again.statusCode, again.body]).toEqual([304, ''])
  const other = await app.inject(`${url}&model=turnover`)
  expect(other.headers.etag).not.toBe(tag)
  expect(yearSchema.parse(other.json()).model).toBe('turnover')
  expect((await app.inject(`${url}&model=none`)).statusCode).toBe(404)
})

test('of a day with missing bars it is told how many are there', async () => {
  const { candles } = market
  const day = candles.openTime[0]! + 10 * DAY
  const rows = [...candles.openTime.keys()].filter(
    (row) => candles.openTime[row]! < day || candles.openTime[row]! >= day + 18 * HOUR,
  )
  const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!)
  const { openTime, open, high, low, close, volume, takerBuyVolume } = candles
  const server = await served({
    ...market,
    candles: {
      interval: candles.interval,
      openTime: pick(openTime),
      open: pick(open),
      high: pick(high),
      low: pick(low),
      close: pick(close),
      volume: pick(volume),
      takerBuyVolume: pick(takerBuyVolume),
    },
  })
  const { body } = await server.json(`${ROUTES.year}?instrument=${ID}`)
  const { days } = yearSchema.parse(body)
  expect(days.known.map((known, i) => [i, known]).filter(([, known]) => known !== 1)).toEqual([
    [10, 0.25],
  ])
  expect(days.change[10]).toBeNull()
  expect(days.change[11]).toBeNull()
})

const DATA = fileURLToPath(new URL('../../../shared/data/binance-usdm-2024-1h', import.meta.url))
const absent = !existsSync(DATA)
if (absent) console.warn('test/server/year: skipped in part, ../shared/data is not there')

describe.skipIf(absent)('recorded hours of ETH, weights learnt from its liquidations', () => {
  /** The year of a history that ends at a time. */
  async function yearUntil(end: number): Promise<YearAnswer> {
    const folder = mkdtempSync(join(tmpdir(), 'isotherm-year-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    // The name says whose bars they are.
    const history = join(folder, 'binance-usdm-2024-1h')
    mkdirSync(history)
    const [head, ...rows] = readFileSync(join(DATA, 'ETHUSDT-1h.csv'), 'utf8').trim().split('\n')
    const known = rows.filter((row) => Date.parse(row.split(',')[0]!) < end)
    writeFileSync(join(history, 'ETHUSDT-1h.csv'), `${[head, ...known].join('\n')}\n`)
    const flags = ['--history', history, '--data', folder, '--port', '0', '--log-level', 'silent']
    const server = await openServer(flags, { out: () => {}, err: () => {}, readFile: () => '' })
    try {
      const answer = await fetch(`${server.url}${ROUTES.year}?instrument=binance:ETHUSDT`)
      return yearSchema.parse(await answer.json())
    } finally {
      await server.close()
    }
  }

  test('a day is told as it was known when it ended', async () => {
    const whole = await yearUntil(Date.UTC(2024, 8, 1))
    expect(whole.days.time).toHaveLength(61)
    expect(whole.newest!.band.basis).toBe('learnt')
    for (const end of [Date.UTC(2024, 6, 25), Date.UTC(2024, 7, 6)]) {
      const { newest, days } = await yearUntil(end)
      const i = whole.days.time.indexOf(end)
      const told = (of: YearAnswer['days'], row: number) => {
        const { price, change, aboveUsd, belowUsd, ratio, regime } = of
        return [price, change, aboveUsd, belowUsd, ratio, regime].map((column) => column[row])
      }
      expect(told(days, days.time.length - 1)).toEqual(told(whole.days, i))
      expect([newest!.above.usd, newest!.below.usd]).toEqual([
        whole.days.aboveUsd[i],
        whole.days.belowUsd[i],
      ])
    }
  })
})
