import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { serverMessageSchema } from '../../src/api/live-messages.ts'
import type { ServerMessage } from '../../src/api/live-messages.ts'
import { ROUTES } from '../../src/api/routes.ts'
import type { VenueStatus } from '../../src/feed/feed.ts'
import type { Liquidation, OpenInterest, Trade } from '../../src/market/event.ts'
import { DAY, quantity } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { createPositionMap } from '../../src/pipeline/position-map.ts'
import { createApp } from '../../src/server/app.ts'
import type { AppOptions } from '../../src/server/app.ts'
import { liveSource } from '../../src/server/live/live-source.ts'
import { createLive } from '../../src/server/live/live.ts'
import type { Live } from '../../src/server/live/live.ts'
import type { MarketSource } from '../../src/server/market/market.ts'
import { openTileCache } from '../../src/store/tile-cache.ts'
import { instrument } from './serve-fixture.ts'

/** A made-up instrument and its events, to test the live part of the server. */

export const T0 = 20_600 * DAY

export { instrument }
const { id, venue } = instrument
export const ID = id

/** A venue of which nothing is followed and nothing has come. */
export const venueStatus = (more: Partial<VenueStatus> = {}): VenueStatus => ({
  venue,
  streams: [],
  sockets: { open: 0, wanted: 0 },
  clockSkew: undefined,
  lag: undefined,
  pausedUntil: undefined,
  counts: {
    frames: 0,
    events: 0,
    malformed: 0,
    duplicates: 0,
    untracked: 0,
    reconnects: 0,
    requests: 0,
  },
  problem: undefined,
  ...more,
})

const header = (time: Millis, late: Millis) =>
  ({ venue, instrument: id, exchangeTime: time, receivedTime: time + late }) as const

export const trade = (time: Millis, price: number, amount = 1, late = 100): Trade => ({
  type: 'trade',
  ...header(time, late),
  price,
  quantity: quantity(amount),
  takerSide: amount > 1 ? 'buy' : 'sell',
})

export const openInterest = (time: Millis, value: number, late = 100): OpenInterest => ({
  type: 'open-interest',
  ...header(time, late),
  openInterest: quantity(value),
})

export const liquidation = (time: Millis, price: number, amount = 2): Liquidation => ({
  type: 'liquidation',
  ...header(time, 100),
  position: 'long',
  price,
  priceKind: 'fill',
  quantity: quantity(amount),
})

/** A trade every ten seconds and open interest every twenty, over minutes from T0 on. */
export function minutesOfTrade(from: number, to: number) {
  return Array.from({ length: (to - from) * 6 }, (_, i) => {
    const n = from * 6 + i
    const time = T0 + n * 10_000 + 1
    const price = 100 + 3 * Math.sin(n / 7) + 0.01 * (n % 13)
    const traded = trade(time, Math.round(price * 10) / 10, 5 + (n % 7))
    return n % 2 === 0 ? [traded, openInterest(time + 1, 1_000 + 10 * Math.cos(n / 5))] : [traded]
  }).flat()
}

export interface LiveServer {
  readonly app: FastifyInstance
  readonly live: Live
  readonly url: string
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>
}

const distanceAt = (_: 'long' | 'short', leverage: number) =>
  leverage <= 100 ? 1 / leverage - 0.005 : undefined

/** A real server over live data alone, or over those and what is stored; closed when the test ends. */
export async function liveServer(
  options: Partial<AppOptions> & { readonly stored?: MarketSource } = {},
): Promise<LiveServer> {
  const { stored = { markets: () => Promise.resolve([]) }, ...rest } = options
  const live = options.live ?? createLive([instrument])
  const tiles = await mkdtemp(join(tmpdir(), 'isotherm-live-'))
  const app = createApp({
    sources: [liveSource(stored, live, options.now)],
    models: [{ id: 'isotherm', name: 'Isotherm', description: 'The model.' }],
    createMap: (data, model) => ({
      map: createPositionMap({ ...data, distanceAt }, model),
      basis: 'test',
    }),
    tileCache: await openTileCache({
      directory: tiles,
      maxBytes: 1e7,
      memoryBytes: 1e6,
      onProblem: () => undefined,
    }),
    page: new Map(),
    status: { version: '0', notice: 'A made-up market.', hasHistory: true, live: true },
    hosts: new Set(['localhost', '127.0.0.1']),
    logger: pino({ level: 'silent' }),
    live,
    ...rest,
  })
  onTestFinished(async () => {
    await app.close()
    await rm(tiles, { recursive: true, force: true })
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  return { app, live, url, get: (path, headers = {}) => fetch(`${url}${path}`, { headers }) }
}

type Of<Type> = Extract<ServerMessage, { type: Type }>

/** A page's connection, which checks every message against the schema. */
export interface Viewer {
  readonly socket: WebSocket
  readonly messages: readonly ServerMessage[]
  send(message: object): void
  /** The first message of a type, now or later, that fits. */
  next<Type extends ServerMessage['type']>(
    type: Type,
    fits?: (message: Of<Type>) => boolean,
  ): Promise<Of<Type>>
  /** Resolves with the close code. */
  readonly closed: Promise<number>
}

export function openViewer(
  url: string,
  headers: Record<string, string> = {},
  query = '',
): Promise<Viewer> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${ROUTES.live}${query}`, { headers })
  const messages: ServerMessage[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (data: Buffer) => {
    messages.push(serverMessageSchema.parse(JSON.parse(data.toString())))
    for (const look of waiting) look()
  })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  onTestFinished(() => socket.terminate())
  const viewer: Viewer = {
    socket,
    messages,
    closed,
    send: (message) => socket.send(JSON.stringify(message)),
    next: <Type extends ServerMessage['type']>(
      type: Type,
      fits: (message: Of<Type>) => boolean = () => true,
    ) =>
      new Promise((resolve: (message: Of<Type>) => void) => {
        const look = () => {
          for (const one of messages) {
            const message = one as Of<Type>
            if (one.type !== type || !fits(message)) continue
            waiting.delete(look)
            resolve(message)
            return
          }
        }
        waiting.add(look)
        look()
      }),
  }
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(viewer))
    socket.on('error', reject)
    socket.on('unexpected-response', (_, answer) => {
      let body = ''
      answer.on('data', (data: Buffer) => (body += data.toString()))
      answer.on('end', () => {
        const { statusCode, headers: given } = answer
        reject(Object.assign(new Error(body), { statusCode, retryAfter: given['retry-after'] }))
      })
    })
  })
}
