import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { readFileSync } from 'node:fs'

/** A request that came, with its whole body. */
export interface Received {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export interface HttpSink {
  readonly received: readonly Received[]
  readonly port: number
  readonly origin: string
  /** What is done with the next requests; 204 unless told otherwise. */
  answer: (response: ServerResponse, count: number) => void
  /** Names that were asked for in the handshakes. */
  readonly names: readonly string[]
  close(): Promise<void>
}

/** The certificate of hooks.example, its own authority; valid until 2126. */
export const CERTIFICATE = readFileSync(new URL('hooks.example.pem', import.meta.url), 'utf8')

/** A receiver of requests on this machine. */
export async function httpSink(isSecure = false): Promise<HttpSink> {
  const received: Received[] = []
  const names: string[] = []
  const sockets = new Set<Socket>()
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { url = '', headers } = request
      received.push({ path: url, headers, body: Buffer.concat(chunks) })
      sink.answer(response, received.length)
    })
  }
  const server: Server = isSecure
    ? createSecureServer(
        {
          cert: CERTIFICATE,
          key: CERTIFICATE,
          SNICallback: (name, call) => {
            names.push(name)
            call(null)
          },
        },
        take,
      )
    : createServer(take)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const sink: HttpSink = {
    received,
    names,
    port,
    origin: `${isSecure ? 'https://hooks.example' : 'http://127.0.0.1'}:${port}`,
    answer: (response) => response.writeHead(204).end(),
    async close() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
  return sink
}
