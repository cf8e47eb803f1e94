import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { WebSocketServer } from 'ws'
import type { RawData, WebSocket } from 'ws'
import { ROUTES } from '../api/routes.ts'
import type { Millis } from '../market/units.ts'
import { problemResponse } from './error-answers.ts'
import { checkCaller } from './guard.ts'
import type { LiveHub } from './live-hub.ts'
import { isProblem, problem } from './problems.ts'

/** Bound of a message of a client: it has little to say. */
const MAX_MESSAGE_BYTES = 64 * 1_024

export interface LiveSocketOptions {
  readonly hub: LiveHub
  readonly hosts: ReadonlySet<string>
  /** Bounds of the clients, from one address and in all. */
  readonly perAddress?: number
  readonly inAll?: number
  /** Time between two ticks of the hub; 0 where someone else lets time pass. */
  readonly tickEvery?: Millis
  readonly now: () => Millis
  readonly onError: (error: unknown) => void
}

/** Serves `/api/v1/live`: the one address that is upgraded to WebSocket. */
export function liveSocket(app: FastifyInstance, options: LiveSocketOptions): void {
  const { hub, hosts, perAddress = 50, inAll = 900, tickEvery = 100, now, onError } = options
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  })
  const byAddress = new Map<string, number>()

  function check({ url, headers, socket }: IncomingMessage): void {
    checkCaller(headers, hosts)
    if (url?.split('?')[0] !== ROUTES.live)
      throw problem('not-found', `only ${ROUTES.live} speaks WebSocket`)
    const address = socket.remoteAddress ?? ''
    if (hub.clients.size >= inAll)
      throw problem('too-many-viewers', `${inAll} pages are connected, more cannot be served`)
    if ((byAddress.get(address) ?? 0) >= perAddress)
      throw problem('too-many-viewers', `${perAddress} pages are connected from ${address}`)
  }

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    try {
      check(request)
    } catch (error) {
      if (isProblem(error)) socket.end(problemResponse(error.problem))
      else socket.destroy()
      return
    }
    server.handleUpgrade(request, socket, head, (client) => connect(client, request))
  }

  function connect(socket: WebSocket, request: IncomingMessage): void {
    const address = request.socket.remoteAddress ?? ''
    byAddress.set(address, (byAddress.get(address) ?? 0) + 1)
    const client = hub.add(socket)
    socket.on('message', (data: RawData) => client.receive(textOf(data), now()))
    socket.on('pong', () => client.pong())
    // Whatever is wrong with a connection also closes it.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      hub.remove(client)
      const left = (byAddress.get(address) ?? 1) - 1
      if (left > 0) byAddress.set(address, left)
      else byAddress.delete(address)
    })
  }

  app.server.on('upgrade', onUpgrade)
  let timer: NodeJS.Timeout | undefined
  if (tickEvery > 0) timer = setInterval(() => void hub.tick().catch(onError), tickEvery).unref()
  app.addHook('preClose', async () => {
    clearInterval(timer)
    app.server.off('upgrade', onUpgrade)
    hub.close()
  })
  app.get(ROUTES.live, async () => {
    throw problem('upgrade-required', `${ROUTES.live} is a WebSocket: connect to it with ws:`)
  })
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString()
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString()
}
