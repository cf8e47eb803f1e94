import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { WebSocketServer } from 'ws'
import type { RawData, WebSocket } from 'ws'
import { ROUTES } from '../api/routes.ts'
import type { Millis } from '../market/units.ts'
import type { Access, Caller } from './access/access.ts'
import { problemResponse } from './error-answers.ts'
import { checkCaller } from './guard.ts'
import type { ClientSocket } from './live-client.ts'
import { isProblem, problem } from './problems.ts'
import { callerOf } from './rate-limit.ts'

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
  readonly clients: { readonly size: number }
  add(socket: ClientSocket): SocketClient
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
  /** Bounds of the clients, from one address and in all. */
  readonly perAddress?: number
  readonly inAll?: number
  /** Time between two ticks of the hubs; 0 where someone else lets time pass. */
  readonly tickEvery?: Millis
  readonly now: () => Millis
  readonly onError: (error: unknown) => void
}

/** Serves the addresses that are upgraded to WebSocket. */
export function liveSocket(app: FastifyInstance, options: LiveSocketOptions): void {
  const {
    hubs,
    hosts,
    access,
    perAddress = 50,
    inAll = 900,
    tickEvery = 100,
    now,
    onError,
  } = options
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  })
  const byAddress = new Map<string, number>()
  const callers = new Map<SocketClient, Caller>()

  /** What is asked for, and who may connect to it. */
  function check(request: IncomingMessage): { hub: SocketHub; caller: Caller; address: string } {
    checkCaller(request.headers, hosts, access.origins)
    const hub = hubs.get(request.url?.split('?')[0] ?? '')
    if (hub === undefined) throw problem('not-found', `only ${ROUTES.live} speaks WebSocket`)
    const caller = access.caller(request)
    access.demand(caller, 'read')
    const address = callerOf(caller.address)
    const connected = [...hubs.values()].reduce((sum, { clients }) => sum + clients.size, 0)
    if (connected >= inAll)
      throw problem('too-many-viewers', `${inAll} pages are connected, more cannot be served`)
    if ((byAddress.get(address) ?? 0) >= perAddress)
      throw problem('too-many-viewers', `${perAddress} pages are connected from ${address}`)
    return { hub, caller, address }
  }

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    let asked: ReturnType<typeof check>
    try {
      asked = check(request)
    } catch (error) {
      if (isProblem(error)) socket.end(problemResponse(error.problem))
      else socket.destroy()
      return
    }
    server.handleUpgrade(request, socket, head, (client) => connect(asked, client))
  }

  function connect({ hub, caller, address }: ReturnType<typeof check>, socket: WebSocket): void {
    byAddress.set(address, (byAddress.get(address) ?? 0) + 1)
    const client = hub.add(socket)
    callers.set(client, caller)
    socket.on('message', (data: RawData) => client.receive(textOf(data), now()))
    socket.on('pong', () => client.pong())
    // Whatever is wrong with a connection also closes it.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      hub.remove(client)
      callers.delete(client)
      const left = (byAddress.get(address) ?? 1) - 1
      if (left > 0) byAddress.set(address, left)
      else byAddress.delete(address)
    })
  }

  app.server.on('upgrade', onUpgrade)
  let timer: NodeJS.Timeout | undefined
  if (tickEvery > 0)
    timer = setInterval(() => {
      for (const [client, caller] of callers)
        if (!access.isStill(caller)) client.close(1008, 'the key was revoked or the session ended')
      for (const hub of hubs.values()) hub.tick().catch(onError)
    }, tickEvery).unref()
  app.addHook('preClose', async () => {
    clearInterval(timer)
    app.server.off('upgrade', onUpgrade)
    for (const hub of hubs.values()) hub.close()
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
