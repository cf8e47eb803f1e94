import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import { BUCKETS, TILE_SIZE, binEdge, binOf } from '../../src/heatmap/grid.ts'
import { LEVERAGE_BANDS, planesOf } from '../../src/heatmap/planes.ts'
import { PLANE_BYTES, encodeTile } from '../../src/heatmap/tile-codec.ts'
import type { CandleColumns } from '../../src/market/candle-columns.ts'
import { emptyCandleColumns } from '../../src/market/candle-columns.ts'
import { parseInstrumentId, parseVenueId } from '../../src/market/instrument.ts'
import type { Instrument } from '../../src/market/instrument.ts'
import { DAY, HOUR } from '../../src/market/units.ts'
import { DEFAULT_BAND } from '../../src/model/level-band.ts'
import { rangeOf } from '../../src/pipeline/level-ranges.ts'
import { createApp } from '../../src/server/app.ts'
import type { AppOptions } from '../../src/server/app.ts'
import type { ServedMap } from '../../src/server/map/served-map.ts'
import { memorySource } from '../../src/server/market/market.ts'
import type { MarketData } from '../../src/server/market/market.ts'
import { openTileCache } from '../../src/store/tile-cache.ts'

/** A made-up market and a made-up map, to test the server apart from the model. */

export const START = 20_000 * DAY
export const HOURS = 24 * 20
export const END = START + HOURS * HOUR

export const instrument: Instrument = {
  id: parseInstrumentId('testvenue:FAKEUSD')!,
  venue: parseVenueId('testvenue')!,
  symbol: 'FAKEUSD',
  base: 'FAKE',
  quote: 'USD',
  contract: 'linear',
  contractSize: 1,
  tickSize: 0.1,
}

export function fakeCandles(): CandleColumns {
  const candles = emptyCandleColumns(HOUR, HOURS)
  for (let i = 0; i < HOURS; i++) {
    candles.openTime[i] = START + i * HOUR
    candles.open[i] = 100 + (i % 7)
    candles.high[i] = 110 + (i % 11)
    candles.low[i] = 90 - (i % 5)
    candles.close[i] = 100 + ((i + 1) % 7)
    candles.volume[i] = i
    candles.takerBuyVolume[i] = i % 2 === 0 ? i / 2 : Number.NaN
  }
  return candles
}

export const fakeMarket: MarketData = {
  instrument,
  candles: fakeCandles(),
  openInterest: {
    time: Float64Array.from({ length: HOURS }, (_, i) => START + (i + 1) * HOUR),
    value: Float64Array.from({ length: HOURS }, (_, i) => 1_000 + i),
  },
}

/** Tiles that this fake says hold something. */
export const FULL_Y = [33, 34]

function binAt(price: number, zoom: number) {
  const bin = binOf(price, zoom)
  return { bin, priceFrom: binEdge(bin, zoom), priceTo: binEdge(bin + 1, zoom) }
}

/** A map whose every tile at FULL_Y is a pattern of its address, and which counts what it is asked. */
export function fakeMap(asked: { strips: number }): ServedMap {
  const sides = { longUsd: 3, shortUsd: 4 }
  const byBand = LEVERAGE_BANDS.map(() => sides)
  const band = { ...DEFAULT_BAND, isSampled: false, isByOthers: false }
  const range = rangeOf(band, sides, 0.01)
  const isClosed = (bucket: number, x: number) => (x + 1) * TILE_SIZE * bucket <= END
  return {
    buckets: BUCKETS.filter((bucket) => bucket >= HOUR),
    from: START,
    to: END,
    band,
    priceRange: () => ({ from: 50, to: 200 }),
    tiles(set, bucket, zoom, x) {
      asked.strips++
      const planes = planesOf(set).length
      const cells = Uint8Array.from({ length: planes * PLANE_BYTES }, (_, i) => (i * 7 + x) % 251)
      const columnStatus = new Uint8Array(TILE_SIZE).fill(1)
      const shared = { bucket, zoom, x, planes, baseLevel: 300, columnStatus, cells }
      const closed = isClosed(bucket, x)
      return new Map(FULL_Y.map((y) => [y, encodeTile({ ...shared, y, closed })]))
    },
    emptyTile(set, address) {
      const planes = planesOf(set).length
      return encodeTile({
        ...address,
        planes,
        closed: isClosed(address.bucket, address.x),
        baseLevel: 0,
        columnStatus: new Uint8Array(TILE_SIZE),
        cells: new Uint8Array(planes * PLANE_BYTES),
      })
    },
    levels(time, zoom) {
      if (time <= START || time > END) return undefined
      return {
        time: Math.floor(time / HOUR) * HOUR,
        price: 100,
        levels: [{ ...binAt(90, zoom), ...sides, byBand }],
        total: sides,
        totalRange: range,
        band,
        byBand,
        openInterestUsd: 1e6,
        unleveredUsd: sides,
      }
    },
    around: () => ({ aboveUsd: 4, belowUsd: 3 }),
    cell(time, price, bucket, zoom) {
      const bucketFrom = Math.floor(time / bucket) * bucket
      if (bucketFrom < START || bucketFrom + bucket > END) return undefined
      const { priceFrom, priceTo } = binAt(price, zoom)
      const where = { bucketFrom, bucketTo: bucketFrom + bucket, priceFrom, priceTo, price: 100 }
      return { ...where, ...sides, byBand, columnTotal: sides, columnTotalRange: range, band }
    },
  }
}

export interface FakeServer {
  readonly app: FastifyInstance
  readonly asked: { strips: number }
  readonly tiles: string
  readonly problems: string[]
  /** Answer of a GET as JSON. */
  readonly json: (url: string) => Promise<{ readonly status: number; readonly body: unknown }>
}

/**
 * The server over the made-up market.
 * @param atEnd is given what closes it and removes its folder; the end of the test if nothing else is said
 */
export async function fakeServer(
  options: Partial<AppOptions> = {},
  atEnd: (close: () => Promise<void>) => void = onTestFinished,
): Promise<FakeServer> {
  const tiles = await mkdtemp(join(tmpdir(), 'isotherm-server-'))
  const problems: string[] = []
  const asked = { strips: 0 }
  const tileCache = await openTileCache({
    directory: tiles,
    maxBytes: 1e7,
    memoryBytes: 0,
    onProblem: (message) => problems.push(message),
  })
  const app = createApp({
    sources: [memorySource(fakeMarket, { simulated: true, fingerprint: 'f1' })],
    models: [{ id: 'isotherm', name: 'Isotherm', description: 'A fake of it.' }],
    createMap: () => ({ map: fakeMap(asked), basis: 'fake' }),
    tileCache,
    page: new Map(),
    status: { version: '0', notice: 'A made-up market.', hasHistory: false },
    hosts: new Set(['localhost']),
    logger: pino({ level: 'silent' }),
    ...options,
  })
  atEnd(async () => {
    await app.close()
    await rm(tiles, { recursive: true, force: true })
  })
  await app.ready()
  return {
    app,
    asked,
    tiles,
    problems,
    async json(url) {
      const answer = await app.inject(url)
      return { status: answer.statusCode, body: answer.json() }
    },
  }
}

export const ID = 'testvenue:FAKEUSD'
