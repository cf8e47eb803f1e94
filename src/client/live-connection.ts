import type { ClientMessage, ServerMessage } from '../api/live-messages.ts'
import { serverMessageSchema } from '../api/live-messages.ts'
import { retryWait } from './retry-wait.ts'

/** How the WebSocket to the server fares. */
export type Link =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  | {
      readonly state: 'lost'
      /** When the server was last heard; undefined where it never was. */
      readonly heardAt: number | undefined
      readonly retryAt: number
    }

/** What is followed; see `clientMessageSchema`. */
export type Watch = Omit<Extract<ClientMessage, { op: 'watch' }>, 'op'>

/** What is used of a WebSocket, of a browser or of the package `ws`. */
export interface LiveSocket {
  send(text: string): void
  close(): void
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
}

export interface LiveClientOptions {
  readonly open: () => LiveSocket
  readonly onMessage: (message: ServerMessage) => void
  readonly onLink: (link: Link) => void
  /** A message that could not be used, in a plain sentence. The connection goes on. */
  readonly onBadMessage: (detail: string) => void
  /** A number in [0, 1) that spreads the attempts of many pages. */
  readonly chance?: () => number
}

export interface LiveClient {
  /** Says what to follow, now and after every reconnect. */
  readonly watch: (watch: Watch | undefined) => void
  /** When the server was last heard on this connection; undefined while there is none. */
  readonly heardAt: () => number | undefined
  /** Something may have changed unseen (the computer slept, the network came): looks at once. */
  readonly wake: () => void
  readonly close: () => void
}

const SECOND = 1000
const BEAT = SECOND

/** After this silence the server is asked for a sign of life. */
const PING_AFTER = 4 * SECOND

/** A sign of life comes within this time, or the connection is given up. */
const PONG_WITHIN = 4 * SECOND

/** A connection is there within this time, or it is tried anew. */
const OPEN_WITHIN = 10 * SECOND

/** After this silence nothing that came over the connection is called live any more. */
export const SILENT_AFTER = PING_AFTER + PONG_WITHIN

/**
 * One WebSocket, kept open: found dead by silence, since a peer that vanishes says nothing, and
 * opened again with growing waits. One beat a second looks at the wall clock, so that a computer
 * that slept notices as soon as it is awake.
 */
export function createLiveClient(options: LiveClientOptions): LiveClient {
  const { chance = Math.random } = options
  let socket: LiveSocket | undefined
  let open = false
  let watched: Watch | undefined
  let attempt = 0
  let startedAt = 0
  let heardAt: number | undefined
  let pingedAt: number | undefined
  let retryAt: number | undefined

  const send = (message: ClientMessage): void => {
    if (open) socket?.send(JSON.stringify(message))
  }
  const sendWatch = (): void => {
    send(watched === undefined ? { op: 'unwatch' } : { op: 'watch', ...watched })
  }

  function connect(): void {
    retryAt = undefined
    startedAt = Date.now()
    const created = options.open()
    socket = created
    options.onLink({ state: 'connecting' })
    // A socket that was let go of is not heard any more.
    const isHeard = (): boolean => socket === created
    created.addEventListener('open', () => isHeard() && opened())
    created.addEventListener('message', ({ data }) => isHeard() && heard(data))
    created.addEventListener('close', () => isHeard() && lose())
    // Whatever is wrong with a connection also closes it; `ws` throws what nobody hears.
    created.addEventListener('error', () => undefined)
  }

  function opened(): void {
    open = true
    heardAt = Date.now()
    options.onLink({ state: 'open' })
    if (watched !== undefined) sendWatch()
  }

  function heard(data: unknown): void {
    heardAt = Date.now()
    pingedAt = undefined
    receive(data)
  }

  function receive(data: unknown): void {
    const read = readMessage(data)
    if ('problem' in read) options.onBadMessage(read.problem)
    else {
      // Only a server that speaks is there: one that accepts and closes must not be hammered.
      attempt = 0
      options.onMessage(read.message)
    }
  }

  function letGo(): void {
    const left = socket
    socket = undefined
    left?.close()
  }

  /** Lets go of the socket at once; its own close may take minutes where the peer is gone. */
  function lose(): void {
    if (socket === undefined) return
    letGo()
    const spread = 0.8 + 0.4 * chance()
    retryAt = Date.now() + Math.round(retryWait(attempt++) * spread)
    options.onLink({ state: 'lost', heardAt: open ? heardAt : undefined, retryAt })
    open = false
    heardAt = undefined
    pingedAt = undefined
  }

  function beat(): void {
    const now = Date.now()
    if (retryAt !== undefined) {
      if (now >= retryAt) connect()
    } else if (!open) {
      if (now - startedAt >= OPEN_WITHIN) lose()
    } else if (pingedAt !== undefined) {
      if (now - pingedAt >= PONG_WITHIN) lose()
    } else if (now - (heardAt ?? now) >= PING_AFTER) {
      pingedAt = now
      send({ op: 'ping' })
    }
  }

  const timer = setInterval(beat, BEAT)
  connect()

  return {
    watch(next) {
      watched = next
      sendWatch()
    },
    heardAt: () => heardAt,
    wake() {
      if (retryAt !== undefined) retryAt = Date.now()
      beat()
    },
    close() {
      clearInterval(timer)
      letGo()
      retryAt = undefined
      open = false
    },
  }
}

function readMessage(
  data: unknown,
): { readonly message: ServerMessage } | { readonly problem: string } {
  if (typeof data !== 'string') return { problem: 'a binary message: text was expected' }
  let json: unknown
  try {
    json = JSON.parse(data)
  } catch {
    return { problem: `no JSON: ${data.slice(0, 80)}` }
  }
  const parsed = serverMessageSchema.safeParse(json)
  if (parsed.success) return { message: parsed.data }
  const [issue] = parsed.error.issues
  const place = issue?.path.join('.') ?? ''
  return { problem: `${data.slice(0, 80)}: ${place} ${issue?.message ?? 'is not understood'}` }
}
