import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { coverageSchema } from '../../src/api/live.ts'
import { clientMessageSchema, serverMessageSchema } from '../../src/api/live-messages.ts'
import type { CoverageAnswer, GapInfo, VenueInfo } from '../../src/api/live.ts'
import type { ClientMessage, ServerMessage } from '../../src/api/live-messages.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { makeMap } from '../../src/cli/history/make-map.ts'
import type { CandleColumns } from '../../src/market/candle-columns.ts'
import type { InstrumentId } from '../../src/market/instrument.ts'
import { MODELS } from '../../src/model/models.ts'
import { createApp } from '../../src/server/app.ts'
import type { ServedMap } from '../../src/server/map/served-map.ts'
import type { MarketData } from '../../src/server/market/market.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { readPageFiles } from '../../src/server/http/page-files.ts'

/**
 * A server whose live part is played by hand: the page, the candles and the map come from the real
 * server over a market of which a part is still to come, and what the WebSocket says comes from the
 * test, checked against the contract.
 */
export interface LivePage {
  readonly url: string
  readonly instrument: InstrumentId
  /** Messages of the pages, in order, over all connections. */
  readonly heard: ClientMessage[]
  /** Paths that were asked for, without those of the page itself. */
  readonly asked: string[]
  /** Sends to every page. Throws where the message is not of the contract. */
  readonly say: (message: ServerMessage) => void
  /** Sends text as it is. */
  readonly sayRaw: (text: string) => void
  /** What the next pages are told first. */
  hello: Extract<ServerMessage, { type: 'hello' }>
  gaps: GapInfo[]
  /** The hour that is open: its bar is the next of the market. */
  readonly openBar: () => { readonly openTime: number } & Record<'open' | 'close', number>
  /** Closes the open bar: candles and map reach further from now on. */
  readonly extend: () => void
  /** Cuts the WebSockets alone; new ones are taken. */
  readonly cut: () => void
  /** Cuts all connections and refuses new ones, as a server that was killed. */
  readonly kill: () => Promise<void>
  /** Comes back at the same address. */
  readonly revive: () => Promise<void>
  /** Stops reading and writing without a word, as a peer whose cable was pulled. */
  readonly freeze: (frozen: boolean) => void
  readonly close: () => Promise<void>
}

export interface LivePageOptions {
  /** Folder of the built page. */
  readonly page: string
  readonly market: MarketData
  /** Bars at the end of the market that are not closed yet when the page opens. */
  readonly toCome: number
}

/** Starts it on a free port. */
export async function startLivePage(options: LivePageOptions): Promise<LivePage> {
  const { market, page } = options
  const { instrument, candles } = market
  let rows = candles.openTime.length - options.toCome
  const maps = new Map<string, { current: ServedMap }>()
  const upTo = (count: number): MarketData => cut(market, count)

  const app = createApp({
    // Named by its instrument alone, so that a map that has grown keeps its version.
    sources: [
      {
        markets: () =>
          memorySource(upTo(rows), { simulated: false, fingerprint: 'grows' }).markets(),
      },
    ],
    models: MODELS,
    createMap(_, model) {
      const held = { current: makeMap(upTo(rows), model).map as ServedMap }
      maps.set(model, held)
      return { map: following(held), basis: 'played' }
    },
    // Nothing is kept, so that an open tile is always as it is now.
    tileCache: { strip: (_key, make) => make() } as Parameters<typeof createApp>[0]['tileCache'],
    page: await readPageFiles(page),
    status: { version: '0.0.0', notice: 'A market of a test.', hasHistory: true, live: true },
    hosts: new Set(['127.0.0.1']),
    logger: pino({ level: process.env['LOG_LEVEL'] ?? 'silent' }),
  })
  await app.ready()

  const heard: ClientMessage[] = []
  const asked: string[] = []
  const sockets = new Set<WebSocket>()
  let frozen = false
  const live: LivePage = {
    url: '',
    instrument: instrument.id,
    heard,
    asked,
    hello: helloAt(candles.openTime[rows]!),
    gaps: [],
    say(message) {
      serverMessageSchema.parse(message)
      live.sayRaw(JSON.stringify(message))
    },
    sayRaw(text) {
      if (!frozen) for (const socket of sockets) socket.send(text)
    },
    openBar: () => ({
      openTime: candles.openTime[rows]!,
      open: candles.open[rows]!,
      close: candles.close[rows]!,
    }),
    extend() {
      rows++
      for (const [model, held] of maps) held.current = makeMap(upTo(rows), model).map
    },
    cut() {
      for (const socket of sockets) socket.terminate()
    },
    kill: () => stop(),
    revive: async () => void (await listen(port)),
    freeze: (on) => void (frozen = on),
    async close() {
      await stop()
      await app.close()
    },
  }

  const hub = new WebSocketServer({ noServer: true })
  hub.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('message', (data: Buffer) => {
      if (frozen) return
      const message = clientMessageSchema.parse(JSON.parse(data.toString('utf8')))
      if (message.op === 'ping') live.say({ type: 'pong', time: live.hello.time })
      else heard.push(message)
    })
    if (!frozen) socket.send(JSON.stringify(live.hello))
  })

  let server: Server | undefined
  let port = 0
  function listen(at: number): Promise<number> {
    const created = createServer((request, answer) => {
      const path = request.url ?? ''
      if (path.startsWith('/api/')) asked.push(path)
      if (!path.startsWith(ROUTES.coverage)) {
        app.routing(request, answer)
        return
      }
      answer.setHeader('content-type', 'application/json')
      answer.end(JSON.stringify(coverageOf(path, instrument.id, live.gaps)))
    })
    created.on('upgrade', (request, socket, head) =>
      request.url === ROUTES.live
        ? hub.handleUpgrade(request, socket, head, (open) => hub.emit('connection', open, request))
        : socket.destroy(),
    )
    server = created
    return new Promise((resolve) => {
      created.listen(at, '127.0.0.1', () => resolve((created.address() as AddressInfo).port))
    })
  }
  async function stop(): Promise<void> {
    const closing = server
    server = undefined
    for (const socket of sockets) socket.terminate()
    if (closing === undefined) return
    closing.closeAllConnections()
    await new Promise((resolve) => closing.close(resolve))
  }
  port = await listen(0)
  return Object.assign(live, { url: `http://127.0.0.1:${port}` })
}

/** A map that is always the newest one made. */
const following = (held: { current: ServedMap }): ServedMap => ({
  get buckets() {
    return held.current.buckets
  },
  get from() {
    return held.current.from
  },
  get to() {
    return held.current.to
  },
  get band() {
    return held.current.band
  },
  priceRange: (...of) => held.current.priceRange(...of),
  tiles: (...of) => held.current.tiles(...of),
  emptyTile: (...of) => held.current.emptyTile(...of),
  levels: (...of) => held.current.levels(...of),
  cell: (...of) => held.current.cell(...of),
  around: (...of) => held.current.around(...of),
})

function cut({ instrument, candles, openInterest }: MarketData, rows: number): MarketData {
  const columns = Object.fromEntries(
    Object.entries(candles).map(([name, column]: [string, number | Float64Array]) => [
      name,
      typeof column === 'number' ? column : column.subarray(0, rows),
    ]),
  ) as unknown as CandleColumns
  const end = columns.openTime.at(-1)! + columns.interval
  const known = openInterest.time.findLastIndex((time) => time <= end) + 1
  return {
    instrument,
    candles: columns,
    openInterest: {
      time: openInterest.time.subarray(0, known),
      value: openInterest.value.subarray(0, known),
    },
  }
}

const helloAt = (time: number): LivePage['hello'] => ({
  type: 'hello',
  version: '0.0.0',
  time,
  venues: [],
  liquidations: [],
  backfill: { state: 'done', done: 0, total: 0, note: null },
  quoteRates: [],
})

function coverageOf(path: string, instrument: string, gaps: readonly GapInfo[]): CoverageAnswer {
  const query = new URL(path, 'http://page').searchParams
  const [from, to] = [Number(query.get('from')), Number(query.get('to'))]
  const streams = [...new Set(gaps.map(({ stream }) => stream))]
  return coverageSchema.parse({
    instrument,
    from,
    to,
    asOf: from,
    stale: false,
    streams: streams.map((stream) => ({
      stream,
      completeness: 'all',
      note: null,
      covered: 0.9,
      gaps: gaps
        .filter((gap) => gap.stream === stream && gap.instrument === instrument)
        .map(({ from: begin, to: end, cause, certainty, repaired }) => {
          return { from: begin, to: end, cause, certainty, repaired }
        }),
    })),
  })
}

/** A venue that follows trades and liquidations of one instrument, and fares well. */
export function venueOf(
  instrument: InstrumentId,
  lastEvent: number,
  changes: Partial<VenueInfo> = {},
): VenueInfo {
  const venue = instrument.slice(0, instrument.indexOf(':'))
  const streams = (['trade', 'open-interest', 'liquidation'] as const).map((stream) => ({
    instrument,
    stream,
    health: 'proven' as const,
    completeness: 'all' as const,
    lastEvent,
    cause: null,
  }))
  return {
    venue,
    name: venue,
    state: 'live',
    liquidations: 'sampled',
    liquidationsNote: 'the largest one per symbol and second',
    lagMs: 84,
    clockSkewMs: -12,
    lastEvent,
    pausedUntil: null,
    problem: null,
    streams,
    ...changes,
  }
}
