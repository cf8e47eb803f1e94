import type { ServerMessage } from '../api/live-messages.ts'
import { ROUTES } from '../api/routes.ts'
import { parseInstrumentId } from '../market/instrument.ts'
import { withQuery } from './address.ts'
import { createLiveClient } from './live-connection.ts'
import type { Link, LiveSocket } from './live-connection.ts'
import { lookOut } from './missed.ts'
import type { Missed } from './missed.ts'

/** The WebSocket of a browser, of Node 22, or of the package `ws`. */
export type SocketMaker = new (
  address: string,
  protocols?: string[],
  options?: { headers: Record<string, string> },
) => LiveSocket

/** What comes: what the server sends, how the connection fares, and what may have been missed. */
export type LiveEvent =
  | Exclude<ServerMessage, { type: 'pong' }>
  | ({ readonly type: 'link' } & Link)
  | Missed
  | { readonly type: 'not-understood'; readonly detail: string }

/** What can be left out: `hello`, `missed`, `problem` and what is not understood always come. */
export type LiveChannel = Exclude<
  LiveEvent['type'],
  'hello' | 'missed' | 'problem' | 'not-understood'
>

export interface LiveQuestion {
  /** Whose bar and newest column are followed; none unless given. */
  readonly instrument?: string
  readonly model?: string
  readonly zoom?: number
  /** Least time between two columns, in ms. */
  readonly columnEvery?: number
  /** Only these; all but `signals` unless given. */
  readonly channels?: readonly LiveChannel[]
  /** Events that wait for a slow reader: beyond, nothing is heard until it has read them. */
  readonly waiting?: number
}

const ALWAYS: ReadonlySet<string> = new Set(['hello', 'missed', 'problem', 'not-understood'])

interface Server {
  readonly origin: string
  readonly headers: Record<string, string>
  readonly webSocket: SocketMaker | undefined
}

/**
 * Follows a server over any number of connections, each of which goes on where the one before ended, as far
 * as the server has kept what came between. Where a reader is too slow the connection is closed, and opened
 * again once it has read all: memory is bounded.
 */
export async function* liveEvents(
  { origin, headers, webSocket }: Server,
  question: LiveQuestion,
  signal: AbortSignal | undefined,
): AsyncGenerator<LiveEvent, void, undefined> {
  const { channels, waiting = 10_000 } = question
  const wanted = channels && new Set<string>(channels)
  const watch = watchOf(question)
  const told = (channels ?? []).filter((one) => one !== 'link')
  const missed = lookOut()
  let cursor: string | undefined
  const queue: LiveEvent[] = []
  let wake: (() => void) | undefined

  function put(event: LiveEvent): void {
    if (wanted === undefined || ALWAYS.has(event.type) || wanted.has(event.type)) queue.push(event)
    if (queue.length > waiting) {
      connection?.close()
      connection = undefined
      missed.lost('slow-reader')
    }
    wake?.()
  }

  const Socket = webSocket ?? noSocket()

  function connect() {
    const opened = createLiveClient({
      open() {
        const query = { channels: told.length > 0 ? told.join(',') : undefined, after: cursor }
        const address = origin.replace(/^http/, 'ws') + withQuery(ROUTES.live, query)
        return new Socket(address, [], { headers })
      },
      onMessage(message) {
        if ('cursor' in message) cursor = message.cursor ?? cursor
        for (const event of missed.heard(message)) put(event)
      },
      onLink(link) {
        if (link.state === 'lost') missed.lost('disconnected')
        put({ type: 'link', ...link })
      },
      onBadMessage: (detail) => put({ type: 'not-understood', detail }),
    })
    opened.watch(watch)
    return opened
  }

  const ended = (): void => wake?.()
  signal?.addEventListener('abort', ended, { once: true })
  let connection: ReturnType<typeof connect> | undefined
  try {
    for (;;) {
      if (signal?.aborted) return
      const event = queue.shift()
      if (event !== undefined) {
        yield event
        continue
      }
      connection ??= connect()
      // What comes next is waited for.
      // oxlint-disable-next-line no-await-in-loop
      if (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    signal?.removeEventListener('abort', ended)
    connection?.close()
  }
}

function noSocket(): never {
  throw new TypeError('there is no WebSocket here: give createClient one, as of the package ws')
}

function watchOf({ instrument, model = 'isotherm', zoom = 0, columnEvery }: LiveQuestion) {
  if (instrument === undefined) return undefined
  const id = parseInstrumentId(instrument)
  if (id === undefined)
    throw new RangeError(`"${instrument}" is no instrument: use venue:symbol, like binance:BTCUSDT`)
  return { instrument: id, model, zoom, ...(columnEvery !== undefined && { columnEvery }) }
}
