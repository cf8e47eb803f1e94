import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { deflateRawSync } from 'node:zlib'
import { type WebSocket, WebSocketServer } from 'ws'
import type {
  StandInAnswer,
  StandInConnection,
  StandInServer,
} from '../../src/sim/stand-in/server.ts'

/** Stand-in venues behind one real port of this machine, each under a prefix of its path. */
export interface LoopbackServer {
  readonly port: number
  /** Base URL of a stand-in, without a slash at the end. */
  url(prefix: string, scheme: 'http' | 'ws'): string
  /** Resets every connection of a stand-in, or of all; new ones are welcome. */
  killPeers(prefix?: string): void
  /** Says and hears nothing from now on, as a process that was stopped; connections stay. */
  freeze(): void
  /** Goes on after `freeze`: what was asked meanwhile is answered now. */
  thaw(): void
  /** Sends every client of a stand-in a small compressed frame that unfolds to so many bytes. */
  sendBomb(prefix: string, bytes: number): void
  /** Lets a call make the stand-ins speak, so that all they say leaves in as few segments as it fits in. */
  inOneBurst(call: () => void): void
  close(): Promise<void>
}

interface Client {
  readonly prefix: string
  readonly socket: Socket
  dead: boolean
}

/**
 * Serves stand-ins over HTTP and WebSocket on 127.0.0.1.
 * @param standIns by prefix, `binance` for `/binance/...`
 */
export async function serveStandIns(
  standIns: Readonly<Record<string, StandInServer>>,
  port = 0,
): Promise<LoopbackServer> {
  const clients = new Set<Client>()
  const sockets = new Set<Socket>()
  const upgrades = new WebSocketServer({ noServer: true, autoPong: false })
  let held: (() => void)[] | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  /** Runs a call now, or when thawed. */
  const whenAwake = (call: () => void) => {
    if (held === undefined) call()
    else held.push(call)
  }

  function inOneBurst(call: () => void): void {
    const corked = [...clients].map(({ socket }) => socket)
    for (const socket of corked) socket.cork()
    call()
    for (const socket of corked) socket.uncork()
  }

  function tick(): void {
    if (held !== undefined || closed) return
    inOneBurst(() => {
      for (const standIn of Object.values(standIns)) standIn.tick(Date.now())
    })
    plan()
  }

  function plan(): void {
    clearTimeout(timer)
    const due = Math.min(...Object.values(standIns).map((each) => each.nextDue()))
    if (due < Number.POSITIVE_INFINITY && !closed) {
      timer = setTimeout(tick, Math.max(1, due - Date.now()))
    }
  }

  function find(url: string | undefined) {
    const parts = /^\/([^/]+)(\/.*)$/.exec(url ?? '')
    const prefix = parts?.[1] ?? ''
    const standIn = standIns[prefix]
    return standIn === undefined ? undefined : { prefix, standIn, path: parts?.[2] ?? '/' }
  }

  function respond(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () =>
      whenAwake(() => {
        const found = find(request.url)
        const body = chunks.length === 0 ? undefined : Buffer.concat(chunks).toString('utf8')
        const answer: StandInAnswer = found?.standIn.request(found.path, body, Date.now()) ?? {
          status: 404,
          body: 'no stand-in of this name',
        }
        if (answer.delay === Number.POSITIVE_INFINITY) return
        setTimeout(() => {
          response.writeHead(answer.status, { ...answer.headers })
          response.end(answer.body)
        }, answer.delay ?? 0)
        plan()
      }),
    )
  }

  function upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const found = find(request.url)
    if (found === undefined) return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n')
    const client: Client = { prefix: found.prefix, socket, dead: false }
    // What the stand-in says before the handshake has ended waits for its end.
    let early: ((webSocket: WebSocket) => void)[] | undefined = []
    let open: WebSocket | undefined
    const say = (call: (webSocket: WebSocket) => void) => {
      if (client.dead) return
      if (open === undefined) early?.push(call)
      else call(open)
    }
    const answer = found.standIn.connect(
      found.path,
      {
        send: (text) => say((webSocket) => webSocket.send(text)),
        ping: () => say((webSocket) => webSocket.ping()),
        close: (code, reason) => say((webSocket) => closeAs(webSocket, socket, code, reason)),
        reset: () => say(() => socket.resetAndDestroy()),
        vanish: () => {
          client.dead = true
        },
      },
      Date.now(),
    )
    plan()
    if (answer === 'silent') return
    if (answer === 'refused') return void socket.resetAndDestroy()
    if ('status' in answer) {
      const length = Buffer.byteLength(answer.body)
      socket.end(
        `HTTP/1.1 ${answer.status} Refused\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${answer.body}`,
      )
      return
    }
    upgrades.handleUpgrade(request, socket, head, (webSocket) => {
      open = webSocket
      clients.add(client)
      hear(webSocket, client, answer)
      for (const call of early ?? []) call(webSocket)
      early = undefined
    })
  }

  function hear(webSocket: WebSocket, client: Client, peer: StandInConnection): void {
    const lively = (call: () => void) =>
      whenAwake(() => {
        if (client.dead) return
        call()
        plan()
      })
    webSocket.on('message', (data: Buffer) =>
      lively(() => peer.onMessage(data.toString('utf8'), Date.now())),
    )
    webSocket.on('ping', (data: Buffer) =>
      lively(() => {
        if (peer.onPing(Date.now())) webSocket.pong(data)
      }),
    )
    webSocket.on('error', () => undefined)
    webSocket.on('close', () => {
      clients.delete(client)
      peer.onClose(Date.now())
    })
  }

  const server = createServer(respond)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
  })
  server.on('upgrade', (request, socket, head) =>
    whenAwake(() => upgrade(request, socket as Socket, head)),
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  plan()
  const bound = (server.address() as AddressInfo).port

  return {
    port: bound,
    url: (prefix, scheme) => `${scheme}://127.0.0.1:${bound}/${prefix}`,
    killPeers(prefix) {
      for (const client of clients) {
        if (prefix === undefined || client.prefix === prefix) client.socket.resetAndDestroy()
      }
    },
    freeze() {
      held ??= []
    },
    thaw() {
      const calls = held ?? []
      held = undefined
      for (const call of calls) call()
      tick()
    },
    sendBomb(prefix, bytes) {
      const frame = compressedFrame(bytes)
      for (const client of clients) if (client.prefix === prefix) client.socket.write(frame)
    },
    inOneBurst,
    async close() {
      closed = true
      clearTimeout(timer)
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** Codes that stand for an end without a close frame cannot be sent as one. */
function closeAs(webSocket: WebSocket, socket: Socket, code: number, reason: string): void {
  if (code === 1005 || code === 1006 || code === 1015) socket.destroy()
  else webSocket.close(code, reason)
}

/** A text frame marked as compressed, that a client which asked for no compression must refuse. */
function compressedFrame(bytes: number): Buffer {
  const payload = deflateRawSync(Buffer.alloc(bytes, 0x20))
  const head = Buffer.alloc(10)
  // FIN, the bit of permessage-deflate, text; a length of 64 bits.
  head[0] = 0b1100_0001
  head[1] = 127
  head.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([head, payload])
}
