/** The server and a plain one, in one process: bench/serve.ts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import pino from 'pino'
import { ROUTES, tilePath } from '../../src/api/routes.ts'
import { mapSchema } from '../../src/api/schema.ts'
import { makeMap } from '../../src/cli/history/make-map.ts'
import { TILE_SIZE, binOf, bucketOf } from '../../src/heatmap/grid.ts'
import { parseInstrumentId } from '../../src/market/instrument.ts'
import { DAY, MINUTE, SECOND, quantity } from '../../src/market/units.ts'
import { createApp } from '../../src/server/app.ts'
import { createLive } from '../../src/server/live/live.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { openTileCache } from '../../src/store/tile-cache.ts'
import type { Ready } from './ready.ts'

const folder = mkdtempSync(join(tmpdir(), 'isotherm-serve-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
process.on('SIGTERM', () => process.exit(0))
process.on('disconnect', () => process.exit(0))

const market = simulatedMarket(7, 30, MINUTE)
const followed = { ...market.instrument, id: parseInstrumentId('testvenue:LIVE')! }
const live = createLive([followed])
live.setReady()
/** What no limit is to be measured of. */
const unlimited = { burst: 1e9, perSecond: 1e9 }
const logger = pino({ level: 'warn' })
const app = createApp({
  sources: [memorySource(market, { simulated: true, fingerprint: 'bench' })],
  models: [{ id: 'isotherm', name: 'Isotherm', description: 'The model.' }],
  createMap: makeMap,
  tileCache: await openTileCache({
    directory: folder,
    maxBytes: 512 * 2 ** 20,
    memoryBytes: 64 * 2 ** 20,
    onProblem: (message) => logger.warn(message),
  }),
  page: new Map(),
  status: { version: '0', notice: '', hasHistory: true },
  live,
  liveSocket: { perAddress: 5_000, inAll: 5_000 },
  rateLimits: unlimited,
  hosts: new Set(['localhost', '127.0.0.1']),
  logger,
})
await app.listen({ host: '127.0.0.1', port: 0 })

const { id } = market.instrument
const query = `instrument=${encodeURIComponent(id)}&model=isotherm`
const map = mapSchema.parse((await app.inject(`${ROUTES.map}?${query}`)).json())
const price = Math.sqrt(map.priceFrom * map.priceTo)
const y = Math.floor(binOf(price, 0) / TILE_SIZE)
const stripAt = (time: number) => Math.floor(bucketOf(time, MINUTE) / TILE_SIZE)
const tileAt = (x: number) =>
  tilePath(map.version, id, 'isotherm', 'side', { bucket: MINUTE, zoom: 0, x, y })
const [first, last] = [stripAt(map.from) + 1, stripAt(map.to) - 1]
const tile = tileAt(last)

// The same bytes, as a server of files sends them.
const packed = await app.inject({ url: tile, headers: { 'accept-encoding': 'br' } })
const file = join(folder, 'tile.br')
writeFileSync(file, packed.rawPayload)
const plain = Fastify()
plain.get('/tile', async (_, reply) => {
  reply.headers({
    'content-type': 'application/octet-stream',
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
    etag: packed.headers['etag'],
  })
  return reply.send(await readFile(file))
})
await plain.listen({ host: '127.0.0.1', port: 0 })

let pushed = 0
/** Tells all pages of a liquidation, so many times a second. */
function push(perSecond: number, seconds: number): void {
  const most = pushed + perSecond * seconds
  const timer = setInterval(() => {
    const now = Date.now()
    const shared = {
      venue: followed.venue,
      instrument: followed.id,
      quantity: quantity(1),
    } as const
    live.push([
      {
        type: 'liquidation',
        ...shared,
        exchangeTime: now,
        receivedTime: now,
        position: 'long',
        price: 100,
        priceKind: 'fill',
      },
    ])
    if (++pushed === most) clearInterval(timer)
  }, SECOND / perSecond)
}

type Ask =
  | { readonly what: 'memory' }
  | { readonly what: 'push'; perSecond: number; seconds: number }
process.on('message', (ask: Ask) => {
  if (ask.what === 'push') push(ask.perSecond, ask.seconds)
  else {
    globalThis.gc?.()
    const { heapUsed, external, rss } = process.memoryUsage()
    process.send!({ heap: heapUsed + external, rss })
  }
})

const portOf = ({ server }: { readonly server: Server }) => (server.address() as AddressInfo).port
const every = Math.max(1, Math.floor((last - first) / 40))
const cold = Array.from({ length: 40 }, (_, i) => first + i * every).filter((x) => x < last)
process.send!({
  port: portOf(app),
  plainPort: portOf(plain),
  tile,
  plain: '/tile',
  newest: `${ROUTES.levels}?${query}&time=newest&zoom=0`,
  levels: `${ROUTES.levels}?${query}&time=${map.to - DAY}&zoom=0`,
  cold: cold.map(tileAt),
} satisfies Ready)
