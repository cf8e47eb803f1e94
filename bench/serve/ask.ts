import { connect } from 'node:net'

export interface Asked {
  readonly answers: number
  readonly p50: number
  readonly p99: number
  /** Of the body of an answer. */
  readonly bytes: number
}

interface Ask {
  readonly port: number
  readonly path: string
  readonly connections: number
  readonly seconds: number
}

const END = Buffer.from('\r\n\r\n')

/** Asks over and over, each connection again once it has its answer. Bare sockets: a client of HTTP would cost more than the server. */
export async function askFor({ port, path, connections, seconds }: Ask): Promise<Asked> {
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n\r\n`
  const waits: number[] = []
  let bytes = 0
  const until = performance.now() + seconds * 1_000

  const one = () =>
    new Promise<void>((done, fail) => {
      const socket = connect(port, '127.0.0.1').setNoDelay()
      let began = 0
      let head: Buffer = Buffer.alloc(0)
      let missing = -1
      const send = () => {
        began = performance.now()
        head = Buffer.alloc(0)
        missing = -1
        socket.write(request)
      }
      socket.on('error', fail)
      socket.on('connect', send)
      socket.on('data', (chunk: Buffer) => {
        if (missing >= 0) missing -= chunk.length
        else {
          head = Buffer.concat([head, chunk])
          const end = head.indexOf(END)
          if (end < 0) return
          const text = head.toString('latin1', 0, end)
          if (!text.startsWith('HTTP/1.1 200')) return fail(new Error(text.split('\r\n')[0]))
          bytes = Number(/content-length: (\d+)/i.exec(text)?.[1])
          missing = bytes - (head.length - end - END.length)
        }
        if (missing > 0) return
        waits.push(performance.now() - began)
        if (performance.now() < until) send()
        else {
          socket.destroy()
          done()
        }
      })
    })
  await Promise.all(Array.from({ length: connections }, one))
  waits.sort((a, b) => a - b)
  const at = (share: number) => waits[Math.floor(share * (waits.length - 1))] ?? Number.NaN
  return { answers: waits.length, p50: at(0.5), p99: at(0.99), bytes }
}
