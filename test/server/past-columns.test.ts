import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeMap } from '../../src/cli/history/make-map.ts'
import { openSource } from '../../src/cli/history/open-source.ts'
import { TILE_SIZE } from '../../src/heatmap/grid.ts'
import type { PlaneSet } from '../../src/heatmap/planes.ts'
import { PLANE_BYTES, decodeTile } from '../../src/heatmap/tile-codec.ts'
import { DAY, HOUR } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { createMapShelf } from '../../src/server/map/map-shelf.ts'
import type { Market } from '../../src/server/market/market.ts'
import { historySource } from '../../src/server/market/market.ts'
import type { ServedMap } from '../../src/server/map/served-map.ts'
import { marketUntil } from './market-until.ts'

/** Hourly candles, open interest and liquidations of Binance: weights are learnt from them. */
const DATA = fileURLToPath(new URL('../../../shared/data/binance-usdm-2024-1h', import.meta.url))
const absent = !existsSync(DATA)
if (absent) console.warn('test/server/past-columns: skipped, ../shared/data is not there')

/** What a strip's tiles hold in the columns up to a time: by y and plane, column by column. */
function columnsUntil(
  map: ServedMap,
  { planes, bucket, zoom, to }: { planes: PlaneSet; bucket: Millis; zoom: number; to: Millis },
) {
  const last = Math.floor(to / bucket) - 1
  const x = Math.floor(last / TILE_SIZE)
  const columns = last - x * TILE_SIZE + 1
  const found = new Map<string, { base: number; status: Uint8Array; cells: Uint8Array }>()
  for (const [y, bytes] of map.tiles(planes, bucket, zoom, x)) {
    const tile = decodeTile(bytes)
    for (let plane = 0; plane < tile.planes; plane++) {
      const cells = new Uint8Array(columns * TILE_SIZE)
      for (let row = 0; row < TILE_SIZE; row++) {
        const at = plane * PLANE_BYTES + row * TILE_SIZE
        cells.set(tile.cells.subarray(at, at + columns), row * columns)
      }
      if (!cells.some((byte) => byte > 0)) continue
      const status = tile.columnStatus.slice(0, columns)
      found.set(`${y} ${plane}`, { base: tile.baseLevel, status, cells })
    }
  }
  return found
}

describe.skipIf(absent)('the map of a past time', () => {
  let folder = ''
  let close = async () => {}
  const markets = new Map<string, Market>()
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isotherm-past-'))
    const io = { out: () => undefined, err: () => undefined, readFile: () => '' }
    const history = await openSource(DATA, folder, io)
    close = () => history.close()
    for (const market of await historySource(history).markets())
      markets.set(market.instrument.symbol, market)
  })
  afterAll(async () => {
    await close()
    await rm(folder, { recursive: true, force: true })
  })

  const open = async (market: Market) =>
    (await createMapShelf(makeMap, 1e6).open(market, 'isotherm')).map

  test('has the same columns whether or not it is known what came later', async () => {
    const market = markets.get('ETHUSDT')!
    const whole = await open(market)
    for (const text of ['2024-07-12T05:00Z', '2024-08-05T06:00Z']) {
      const time = Date.parse(text)
      // oxlint-disable-next-line no-await-in-loop -- each takes a thread's whole time
      const then = await open(marketUntil(market, time))
      expect(then.to).toBe(time)
      const known = whole.weightTable!().known.filter(({ since }) => since <= time)
      // It has learnt by then, and goes on learning.
      expect(known.length).toBeGreaterThan(5)
      expect(whole.weightTable!().known.length).toBeGreaterThan(known.length)
      expect(then.weightTable!().known.filter(({ since }) => since <= time)).toEqual(known)
      for (const zoom of [0, 3])
        for (let at = time; at > time - 3 * DAY; at -= 17 * HOUR)
          expect(whole.levels(at, zoom)).toEqual(then.levels(at, zoom))
      for (const [planes, bucket, zoom] of FORMS) {
        const form = { planes, bucket, zoom, to: time }
        const [all, early] = [columnsUntil(whole, form), columnsUntil(then, form)]
        expect(early.size).toBeGreaterThan(0)
        expect([...all.keys()]).toEqual([...early.keys()])
        for (const [key, tile] of early) {
          const { base, status, cells } = all.get(key)!
          const where = `${text} ${planes} ${bucket / HOUR} h zoom ${zoom} tile ${key}`
          expect(base, where).toBe(tile.base)
          expect(Buffer.compare(status, tile.status), where).toBe(0)
          expect(Buffer.compare(cells, tile.cells), where).toBe(0)
        }
      }
    }
  })
})

const FORMS = [
  ['side', HOUR, 0],
  ['side', 4 * HOUR, 2],
  ['side', DAY, 5],
  ['band', 4 * HOUR, 3],
] as const
