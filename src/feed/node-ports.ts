import { gunzipSync } from 'node:zlib'
import { WebSocket } from 'ws'
import type { Millis } from '../market/units.ts'
import type {
  FeedPorts,
  FeedSocket,
  HttpAnswer,
  HttpRequest,
  SocketHandlers,
  SocketManner,
} from './ports.ts'

/** Bounds on what a peer may do to this process. */
export interface PortLimits {
  /** Longest message of a socket in bytes, after inflating. */
  readonly messageBytes: number
  /** Longest body of an answer in bytes, after inflating. */
  readonly bodyBytes: number
  /** A handshake that takes longer is given up. */
  readonly handshake: Millis
  /** A request that takes longer is given up. */
  readonly request: Millis
}

const MEBIBYTE = 1024 * 1024

const LIMITS: PortLimits = {
  messageBytes: 4 * MEBIBYTE,
  bodyBytes: 48 * MEBIBYTE,
  handshake: 10_000,
  request: 30_000,
}

/** How much of the body of an unwanted answer is kept to say what it was. */
const REASON_BYTES = 8192

/** Ports to the real world: this machine's clocks, its network, its chance. */
export function nodePorts(limits: Partial<PortLimits> = {}): FeedPorts {
  const bounds = { ...LIMITS, ...limits }
  return {
    clock: {
      wall: () => Date.now(),
      monotonic: () => performance.now(),
      after(wait, call) {
        const timer = setTimeout(call, wait)
        return () => clearTimeout(timer)
      },
    },
    random: () => Math.random(),
    connect: (url, handlers, manner) => openSocket(url, handlers, manner ?? {}, bounds),
    request: (request, signal) => ask(request, signal, bounds),
  }
}

function openSocket(
  url: string,
  handlers: SocketHandlers,
  manner: SocketManner,
  bounds: PortLimits,
): FeedSocket {
  // Deflate is off: a frame of a few KB could inflate to all the memory there is.
  const socket = new WebSocket(url, {
    maxPayload: bounds.messageBytes,
    perMessageDeflate: false,
    handshakeTimeout: bounds.handshake,
    followRedirects: false,
    ...(manner.headers ? { headers: manner.headers } : {}),
  })
  let opened = false
  /** Ended by this side: what had arrived before is still read, and no longer wanted. */
  let given = false
  let trouble: string | undefined
  let refusal: { status: number; body: string } | undefined
  socket.on('open', () => {
    opened = true
    handlers.onOpen()
  })
  const terminate = () => {
    given = true
    socket.terminate()
  }
  socket.on('message', (data: Buffer, isBinary) => {
    if (given) return
    if (!isBinary) handlers.onMessage(data.toString('utf8'))
    else if (manner.compression === undefined) handlers.onMessage(data.toString('latin1'))
    else {
      try {
        // At once, not in the pool: messages must keep their order.
        const text = gunzipSync(data, { maxOutputLength: bounds.messageBytes }).toString('utf8')
        handlers.onMessage(text)
      } catch (error) {
        trouble = `a message that is no gzip of at most ${bounds.messageBytes} bytes: ${messageOf(error)}`
        terminate()
      }
    }
  })
  socket.on('ping', () => handlers.onLife())
  socket.on('pong', () => handlers.onLife())
  socket.on('unexpected-response', (request, response) => {
    refusal = { status: response.statusCode ?? 0, body: '' }
    const seen = refusal
    response.setEncoding('utf8')
    response.on('data', (text: string) => {
      seen.body += text
      if (seen.body.length > REASON_BYTES) request.destroy()
    })
    response.on('close', () => socket.terminate())
    response.on('end', () => request.destroy())
  })
  socket.on('error', (error) => {
    trouble ??= error.message
  })
  socket.on('close', (code, reason) => {
    if (refusal !== undefined) handlers.onClose(refusal.status, refusal.body.slice(0, REASON_BYTES))
    else handlers.onClose(opened ? code : 0, trouble ?? reason.toString('utf8'))
  })
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    ping() {
      if (socket.readyState === WebSocket.OPEN) socket.ping()
    },
    terminate,
  }
}

async function ask(
  request: HttpRequest,
  signal: AbortSignal,
  bounds: PortLimits,
): Promise<HttpAnswer> {
  // Not AbortSignal.any with AbortSignal.timeout: Node 20 may collect what they are joined in before
  // it fires, and the request then waits for ever.
  const ended = new AbortController()
  const giveUp = (): void => ended.abort(signal.reason)
  const timer = setTimeout(
    () => ended.abort(new DOMException('aborted due to timeout', 'TimeoutError')),
    bounds.request,
  )
  signal.addEventListener('abort', giveUp)
  if (signal.aborted) giveUp()
  try {
    return await answerOf(request, ended.signal, bounds)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
  }
}

async function answerOf(
  request: HttpRequest,
  signal: AbortSignal,
  bounds: PortLimits,
): Promise<HttpAnswer> {
  const answer = await fetch(request.url, {
    method: request.body === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(request.body === undefined ? {} : { body: request.body }),
    // Where a redirect leads is not ours to follow: the venue has moved, and that is shown.
    redirect: 'manual',
    signal,
  })
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length
    if (bytes > bounds.bodyBytes)
      throw new Error(`an answer of more than ${bounds.bodyBytes} bytes from ${request.url}`)
    chunks.push(chunk)
  }
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: Buffer.concat(chunks).toString('utf8'),
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
