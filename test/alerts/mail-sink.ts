import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { createSecureContext, createServer as createSecureServer, TLSSocket } from 'node:tls'
import { CERTIFICATE } from './receivers.ts'

export interface MailSink {
  readonly port: number
  /** Whole messages, as they came. */
  readonly mails: readonly string[]
  /** What was said to it, without the messages: what came encrypted begins with `tls `. */
  readonly said: readonly string[]
  /** The reply to a command, by its first word; 250 unless told otherwise. */
  reply: (command: string) => string | undefined
  close(): Promise<void>
}

const IDENTITY = { key: CERTIFICATE, cert: CERTIFICATE }

/**
 * A receiver of mail on this machine: SMTP as far as it is needed to take a message. Encrypted it is
 * hooks.example, by a certificate that nobody vouches for.
 */
export async function mailSink(tls: 'none' | 'implicit' | 'starttls' = 'none'): Promise<MailSink> {
  const mails: string[] = []
  const said: string[] = []
  const sockets = new Set<Socket>()

  function speak(socket: Socket, isSecure: boolean): void {
    sockets.add(socket)
    socket.on('error', () => {})
    let text = ''
    let isMail = false
    const take = (line: string): string => {
      said.push(`${isSecure ? 'tls ' : ''}${line}`)
      const command = line.split(' ')[0]!.toUpperCase()
      const told = sink.reply(command)
      if (told !== undefined) return told
      const offers = tls === 'starttls' && !isSecure
      if (command === 'EHLO') return `250-mail${offers ? '\r\n250-STARTTLS' : ''}\r\n250 AUTH PLAIN`
      if (command === 'STARTTLS') return offers ? '220 go on' : '502 there is none'
      if (command === 'AUTH') return '235 accepted'
      if (command === 'QUIT') return '221 bye'
      if (command !== 'DATA') return '250 fine'
      isMail = true
      return '354 go on'
    }
    function read(chunk: Buffer): void {
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
          continue
        }
        const reply = take(part)
        socket.write(`${reply}\r\n`)
        if (reply !== '220 go on') continue
        socket.off('data', read)
        const secureContext = createSecureContext(IDENTITY)
        speak(new TLSSocket(socket, { isServer: true, secureContext }), true)
        return
      }
    }
    socket.on('data', read)
  }

  function greet(socket: Socket): void {
    speak(socket, tls === 'implicit')
    socket.write('220 mail.example\r\n')
  }
  const server = tls === 'implicit' ? createSecureServer(IDENTITY, greet) : createServer(greet)
  // A handshake that the other side breaks off is its to tell.
  server.on('tlsClientError', () => {})
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
