import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROUTES, tilePath } from '../../src/api/routes.ts'
import {
  candlesSchema,
  cellSchema,
  instrumentsSchema,
  levelsSchema,
  mapSchema,
  openInterestSchema,
  problemSchema,
  statusSchema,
} from '../../src/api/schema.ts'
import type { MapDescriptor } from '../../src/api/schema.ts'
import { openServer } from '../../src/cli/serve/serve.ts'
import { TILE_SIZE, binOf } from '../../src/heatmap/grid.ts'
import { LEVERAGE_BANDS } from '../../src/heatmap/planes.ts'
import { MAX_RELATIVE_ERROR } from '../../src/heatmap/quantise.ts'
import { decodeTile, tileCellUsd } from '../../src/heatmap/tile-codec.ts'
import { DAY, HOUR } from '../../src/market/units.ts'
import type { RunningServer } from '../../src/server/start-server.ts'

const DATA = fileURLToPath(new URL('../../../shared/data/binance-usdm-2024-1h', import.meta.url))
const absent = !existsSync(DATA)
if (absent) console.warn('test/server/real-history: skipped, ../shared/data is not there')

const ID = 'binance:BTCUSDT'
const FROM = Date.UTC(2024, 5, 19, 21)
const ROWS = 1_465

describe.skipIf(absent)('a server over Binance BTC, ETH and SOL of summer 2024', () => {
  let server: RunningServer
  let folder = ''
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'isotherm-real-'))
    server = await openServer(
      ['--history', DATA, '--data', folder, '--port', '0', '--log-level', 'silent'],
      { out: () => {}, err: () => {}, readFile: () => '' },
    )
  })
  afterAll(async () => {
    await server?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const get = async (path: string): Promise<unknown> => (await fetch(server.url + path)).json()
  const map = async (model = 'isotherm'): Promise<MapDescriptor> =>
    mapSchema.parse(await get(`${ROUTES.map}?instrument=${ID}&model=${model}`))

  test('status and instruments', async () => {
    expect(statusSchema.parse(await get(ROUTES.status)).hasHistory).toBe(true)
    const { instruments, models } = instrumentsSchema.parse(await get(ROUTES.instruments))
    expect(instruments.map(({ id }) => id)).toEqual([ID, 'binance:ETHUSDT', 'binance:SOLUSDT'])
    for (const { from, to, simulated } of instruments)
      expect({ from, to, simulated }).toEqual({
        from: FROM,
        to: FROM + ROWS * HOUR,
        simulated: false,
      })
    expect(models.map(({ id }) => id)).toContain('opening-only')
  })

  test('candles and open interest equal the file', async () => {
    const lines = readFileSync(join(DATA, 'BTCUSDT-1h.csv'), 'utf8').trimEnd().split('\n').slice(1)
    const rows = lines.map((line) => line.split(','))
    const range = `instrument=${ID}&from=${FROM}&to=${FROM + (ROWS + 1) * HOUR}`
    const candles = candlesSchema.parse(await get(`${ROUTES.candles}?${range}&interval=${HOUR}`))
    expect(candles.openTime).toHaveLength(ROWS)
    for (const [i, name] of (['open', 'high', 'low', 'close', 'volume'] as const).entries())
      expect(candles[name]).toEqual(rows.map((row) => Number(row[i + 1])))
    const open = openInterestSchema.parse(await get(`${ROUTES.openInterest}?${range}`))
    const column = readFileSync(join(DATA, 'BTCUSDT-1h.csv'), 'utf8')
      .split('\n')[0]!
      .split(',')
      .indexOf('oi_close')
    expect(open.openInterest).toEqual(rows.map((row) => Number(row[column])))
    const days = candlesSchema.parse(await get(`${ROUTES.candles}?${range}&interval=${DAY}`))
    // 20 June to 18 August: the days that are there from midnight to midnight.
    expect(days.openTime).toHaveLength(60)
    const first = rows.slice(3, 27)
    expect(days.high[0]).toBe(Math.max(...first.map((row) => Number(row[2]))))
    expect(days.close[0]).toBe(Number(first.at(-1)![4]))
  })

  test.each(['isotherm', 'opening-only'])(
    '%s: a cell, its column and its tile agree',
    async (model) => {
      const about = await map(model)
      const time = Date.UTC(2024, 7, 4, 12)
      const query = `instrument=${ID}&model=${model}`
      const column = levelsSchema.parse(
        await get(`${ROUTES.levels}?${query}&time=${time + HOUR}&zoom=2`),
      )
      expect(column.levels.length).toBeGreaterThan(50)
      const sum = (list: readonly { longUsd: number; shortUsd: number }[]) =>
        list.reduce((total, { longUsd, shortUsd }) => total + longUsd + shortUsd, 0)
      expect(sum(column.levels) / sum([column.total])).toBeCloseTo(1, 9)
      expect(sum(column.byBand) / sum([column.total])).toBeCloseTo(1, 9)
      expect(column.byBand.map(({ band }) => band)).toEqual(LEVERAGE_BANDS.map(({ id }) => id))

      const level = column.levels.reduce((a, b) => (sum([b]) > sum([a]) ? b : a))
      const price = Math.sqrt(level.priceFrom * level.priceTo)
      const cell = cellSchema.parse(
        await get(
          `${ROUTES.cell}?${query}&time=${time}&price=${price.toFixed(4)}&bucket=${HOUR}&zoom=2`,
        ),
      )
      expect(cell).toMatchObject({ bucketFrom: time, bucketTo: time + HOUR })
      expect(cell.longUsd).toBeCloseTo(level.longUsd, 3)
      expect(sum(cell.byBand) / sum([cell])).toBeCloseTo(1, 9)
      expect(cell.columnTotal).toEqual(column.total)
      expect([cell.low, cell.high, cell.band]).toEqual([level.low, level.high, column.band])
      expect(column.band.basis).toBe(model === 'isotherm' ? 'learnt' : 'default')
      expect(level.high.longUsd).toBeCloseTo(column.band.factor * level.longUsd, 3)
      expect(level.low.shortUsd).toBeCloseTo(level.shortUsd / column.band.factor, 3)

      const below = { from: 0.97 * column.price, to: column.price }
      const part = levelsSchema.parse(
        await get(
          `${ROUTES.levels}?${query}&time=${time + HOUR}&zoom=2&priceFrom=${below.from}&priceTo=${below.to}`,
        ),
      )
      const middle = ({ priceFrom, priceTo }: (typeof column.levels)[0]) =>
        Math.sqrt(priceFrom * priceTo)
      const within = column.levels.filter(
        (one) => middle(one) >= below.from && middle(one) < below.to,
      )
      const { between } = part
      expect(part.levels).toEqual(within)
      expect(part.total).toEqual(column.total)
      expect(between!.longUsd).toBeCloseTo(
        within.reduce((all, { longUsd }) => all + longUsd, 0),
        3,
      )
      expect(between!.high.longUsd / between!.longUsd).toBeLessThan(column.band.factor)
      expect(between!.low.longUsd / between!.longUsd).toBeGreaterThan(1 / column.band.factor)
      expect(cell.byVenue).toEqual([
        { venue: 'binance', longUsd: cell.longUsd, shortUsd: cell.shortUsd },
      ])

      const bin = binOf(price, 2)
      const address = {
        bucket: HOUR,
        zoom: 2,
        x: Math.floor(time / HOUR / TILE_SIZE),
        y: Math.floor(bin / TILE_SIZE),
      }
      const path = tilePath(about.version, about.instrument, model, 'side', address)
      const answer = await fetch(server.url + path)
      expect(answer.headers.get('cache-control')).toContain('immutable')
      const tile = decodeTile(new Uint8Array(await answer.arrayBuffer()))
      const at = [bin - address.y * TILE_SIZE, time / HOUR - address.x * TILE_SIZE] as const
      const shown = tileCellUsd(tile, 0, ...at) + tileCellUsd(tile, 1, ...at)
      expect(Math.abs(shown / sum([cell]) - 1)).toBeLessThanOrEqual(MAX_RELATIVE_ERROR + 1e-9)
    },
  )

  test('the crash of 5 August sweeps the long levels beneath it', async () => {
    const longsNear = async (time: number) => {
      const query = `instrument=${ID}&model=isotherm&time=${time}&zoom=0`
      const { levels } = levelsSchema.parse(await get(`${ROUTES.levels}?${query}`))
      return levels
        .filter(({ priceFrom, priceTo }) => priceFrom > 49_500 && priceTo < 54_000)
        .reduce((total, { longUsd }) => total + longUsd, 0)
    }
    expect(await longsNear(Date.UTC(2024, 7, 4, 12))).toBeGreaterThan(5e6)
    const low = candlesSchema.parse(
      await get(
        `${ROUTES.candles}?instrument=${ID}&from=${Date.UTC(2024, 7, 5)}&to=${Date.UTC(2024, 7, 6)}&interval=${HOUR}`,
      ),
    )
    const lowest = low.low.indexOf(Math.min(...low.low))
    expect(low.low[lowest]).toBeLessThan(49_500)
    const swept = await longsNear(low.openTime[lowest]! + HOUR)
    // What the hour of the low opened itself may stand there again.
    expect(swept).toBeLessThan((await longsNear(Date.UTC(2024, 7, 4, 12))) / 10)
  })

  test('a version of another history is told to fetch the descriptor anew', async () => {
    const about = await map()
    const address = { bucket: HOUR, zoom: 0, x: Math.floor(about.from / HOUR / TILE_SIZE), y: 80 }
    const path = tilePath('0123456789abcdef', about.instrument, about.model, 'side', address)
    const answer = await fetch(server.url + path)
    expect(answer.status).toBe(404)
    expect(problemSchema.parse(await answer.json()).detail).toContain(about.version)
  })
})
