import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { WebSocketServer } from 'ws'
import type { RawData, WebSocket } from 'ws'
import { contractAddress } from '../../api/coinglass/address.ts'
import type { Millis } from '../../market/units.ts'
import type { Access } from '../access/access.ts'
import { problemResponse } from '../http/error-answers.ts'
import { checkCaller } from '../http/guard.ts'
import type { ClientSocket } from './live-client.ts'
import { isProblem, problem } from '../http/problems.ts'
import { GOODBYE } from './socket-life.ts'
import type { ViewerPlaces } from './viewer-places.ts'

/** Bound of a message of a client: it has little to say. */
const MAX_MESSAGE_BYTES = 64 * 1_024

/** One who is connected. */
interface SocketClient {
  receive(text: string, now: Millis): void
  /** The socket has answered a ping. */
  pong(): void
  /** Ends the connection. */
  close(code: number, reason: string): void
}

/** All who are connected to one address, and what they are told. */
export interface SocketHub {
  /** Reads what is asked for by who wants to connect. Throws a problem. */
  admit(query: URLSearchParams): (socket: ClientSocket) => SocketClient
  /** @param client one that was added */
  remove(client: SocketClient): void
  /** Lets time pass. */
  tick(): Promise<void>
  /** Says goodbye to all. */
  close(): void
}

export interface LiveSocketOptions {
  /** By their addresses. */
  readonly hubs: ReadonlyMap<string, SocketHub>
  readonly hosts: ReadonlySet<string>
  readonly access: Access
  readonly places: ViewerPlaces
  /** Time between two ticks of the hubs; 0 where someone else lets time pass. */
  readonly tickEvery?: Millis
  /** Calls once a while has passed, and keeps no process alive for it; what is returned calls it off. */
  readonly after?: (wait: Millis, call: () => void) => () => void
  readonly now: () => Millis
  readonly onError: (error: unknown) => void
}

function afterUnref(wait: Millis, call: () => void): () => void {
  const timer = setTimeout(call, wait).unref()
  return () => clearTimeout(timer)
}

/** Serves the addresses that are upgraded to WebSocket. */
export function liveSocket(app: FastifyInstance, options: LiveSocketOptions): void {
  const { hubs, hosts, access, places, tickEvery = 100, after = afterUnref, now, onError } = options
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  })

  /** Those who are connected, also while they take their leave. */
  const open = new Set<WebSocket>()
  let callOff: (() => void) | undefined

  /** What is asked for, and who may connect to it. */
  function check(request: IncomingMessage) {
    checkCaller(request.headers, hosts, access.origins)
    const [path = '', query] = contractAddress(request.url ?? '').split('?')
    const hub = hubs.get(path)
    if (hub === undefined)
      throw problem('not-found', `only ${[...hubs.keys()].join(' and ')} speak WebSocket`)
    const caller = access.caller(request)
    access.demand(caller, 'read')
    const add = hub.admit(new URLSearchParams(query))
    places.check(caller)
    return { hub, caller, add }
  }

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    let asked: ReturnType<typeof check>
    try {
      asked = check(request)
    } catch (error) {
      // A peer that does not close its end is not waited for.
      socket.once('finish', () => socket.destroy())
      if (isProblem(error)) socket.end(problemResponse(error.problem))
      else socket.destroy()
      return
    }
    server.handleUpgrade(request, socket, head, (client) => connect(asked, client))
  }

  function connect({ hub, caller, add }: ReturnType<typeof check>, socket: WebSocket): void {
    const client = add(socket)
    const leave = places.take(caller, client)
    open.add(socket)
    socket.on('message', (data: RawData) => client.receive(textOf(data), now()))
    socket.on('pong', () => client.pong())
    // Whatever is wrong with a connection also closes it.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      hub.remove(client)
      leave()
      open.delete(socket)
      if (open.size === 0) callOff?.()
    })
  }

  app.server.on('upgrade', onUpgrade)
  let timer: NodeJS.Timeout | undefined
  if (tickEvery > 0)
    timer = setInterval(() => {
      places.look(access)
      for (const hub of hubs.values()) hub.tick().catch(onError)
    }, tickEvery).unref()
  app.addHook('preClose', async () => {
    clearInterval(timer)
    app.server.off('upgrade', onUpgrade)
    for (const hub of hubs.values()) hub.close()
    // Nobody ticks any more, and a server is not closed before the last of them is gone.
    if (open.size > 0)
      callOff = after(GOODBYE, () => {
        for (const socket of open) socket.terminate()
      })
  })
  for (const path of hubs.keys())
    app.get(path, async () => {
      throw problem('upgrade-required', `${path} is a WebSocket: connect to it with ws:`)
    })
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString()
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString()
}
