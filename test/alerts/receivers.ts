import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
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

export interface MailSink {
  readonly port: number
  /** Whole messages, as they came. */
  readonly mails: readonly string[]
  /** What was said to it, without the messages. */
  readonly said: readonly string[]
  /** The reply to a command, by its first word; 250 unless told otherwise. */
  reply: (command: string) => string | undefined
  close(): Promise<void>
}

/** A receiver of mail on this machine: SMTP as far as it is needed to take a message. */
export async function mailSink(): Promise<MailSink> {
  const mails: string[] = []
  const said: string[] = []
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    let text = ''
    let isMail = false
    const take = (line: string): string => {
      said.push(line)
      const command = line.split(' ')[0]!.toUpperCase()
      const told = sink.reply(command)
      if (told !== undefined) return told
      if (command === 'EHLO') return '250-mail.example\r\n250 AUTH PLAIN'
      if (command === 'AUTH') return '235 accepted'
      if (command === 'QUIT') return '221 bye'
      if (command !== 'DATA') return '250 fine'
      isMail = true
      return '354 go on'
    }
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      for (;;) {
        const end = text.indexOf(isMail ? '\r\n.\r\n' : '\r\n')
        if (end < 0) return
        const part = text.slice(0, end)
        text = text.slice(end + (isMail ? 5 : 2))
        if (isMail) {
          isMail = false
          mails.push(part)
          socket.write('250 taken\r\n')
        } else socket.write(`${take(part)}\r\n`)
      }
    })
    socket.write('220 mail.example\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sink: MailSink = {
    port: (server.address() as AddressInfo).port,
    mails,
    said,
    reply: () => undefined,
    async close() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
  return sink
}
