import { serverMessageSchema } from '../../src/api/live-messages.ts'
import type { ClientSocket } from '../../src/server/live/live-client.ts'

/** A socket whose peer reads what it is told to. */
export function fakeSocket(options: { readonly reads: boolean }) {
  const sent: string[] = []
  const closed: number[] = []
  let buffered = 0
  const socket: ClientSocket & { terminated: boolean; pings: number } = {
    get bufferedAmount() {
      return buffered
    },
    send(text) {
      sent.push(text)
      if (!options.reads) buffered += text.length
    },
    ping: () => void socket.pings++,
    pings: 0,
    close: (code) => void closed.push(code),
    terminate: () => void (socket.terminated = true),
    terminated: false,
  }
  const messages = () => sent.map((text) => serverMessageSchema.parse(JSON.parse(text)))
  return { socket, sent, closed, messages, readAll: () => void (buffered = 0) }
}
