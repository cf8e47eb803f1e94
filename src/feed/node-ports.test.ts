import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { nodePorts } from './node-ports.ts'
import type { SocketManner } from './ports.ts'

const MEBIBYTE = 1024 * 1024
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

function listening(server: Pick<Server, 'listen' | 'address' | 'close'>): Promise<string> {
  closing.push(() => server.close())
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  )
}

/** A loopback venue: `onSocket` has each client, `onRequest` everything that is no upgrade. */
async function venue(
  onSocket: (socket: WebSocket) => void,
  onRequest: (request: IncomingMessage, response: ServerResponse) => void = () => undefined,
  upgrades = true,
): Promise<string> {
  const http = createServer(onRequest)
  if (upgrades) {
    const sockets = new WebSocketServer({ server: http, perMessageDeflate: true })
    sockets.on('connection', onSocket)
    closing.push(() => {
      for (const client of sockets.clients) client.terminate()
    })
  }
  closing.push(() => http.closeAllConnections())
  return listening(http)
}

/** Connects and logs until the socket has ended. */
function watch(url: string, manner?: SocketManner, ports = nodePorts()) {
  const log: string[] = []
  let socket: ReturnType<typeof ports.connect> | undefined
  const ended = new Promise<{ code: number; reason: string; log: string[] }>((resolve) => {
    socket = ports.connect(
      url,
      {
        onOpen: () => log.push('open'),
        onMessage: (text) => log.push(text.length > 100 ? `${text.length} characters` : text),
        onLife: () => log.push('life'),
        onClose: (code, reason) => resolve({ code, reason, log }),
      },
      manner,
    )
  })
  return { ended, socket: socket as NonNullable<typeof socket> }
}

test('messages, pings and the end come through in order', async () => {
  const at = await venue((client) => {
    client.on('message', (text: Buffer) => {
      client.send(`echo ${text.toString()}`)
      client.ping()
      client.send(Buffer.from([0xff, 0x41]))
      client.close(1012, 'service restart')
    })
    client.send('hello')
  })
  const ports = nodePorts()
  const log: string[] = []
  const code = await new Promise<number>((resolve) => {
    const socket = ports.connect(`ws://${at}/`, {
      onOpen: () => socket.send('a'),
      onMessage: (text) => log.push(text),
      onLife: () => log.push('life'),
      onClose: resolve,
    })
    // Before it is open nothing is sent, and nothing thrown.
    socket.send('too early')
    socket.ping()
  })
  expect(log).toEqual(['hello', 'echo a', 'life', 'ÿA'])
  expect(code).toBe(1012)
})

test('fault 1: a refused connection ends with code 0, a refused request rejects', async () => {
  const at = await venue(() => undefined)
  for (const close of closing.splice(0)) close()
  const refused = await watch(`ws://${at}/`).ended
  expect(refused).toMatchObject({ code: 0, log: [] })
  expect(refused.reason).toContain('ECONNREFUSED')
  await expect(
    nodePorts().request({ url: `http://${at}/` }, new AbortController().signal),
  ).rejects.toThrow('fetch failed')
})

test('fault 2: a handshake that never completes is given up, and its socket is closed', async () => {
  let closed: () => void = () => undefined
  const gone = new Promise<void>((resolve) => {
    closed = resolve
  })
  const silent = createTcpServer((client) => {
    client.on('error', () => undefined)
    client.on('close', closed)
    client.resume()
  })
  const at = await listening(silent as unknown as Server)
  const { code, reason, log } = await watch(`ws://${at}/`, {}, nodePorts({ handshake: 20 })).ended
  expect({ code, log }).toEqual({ code: 0, log: [] })
  expect(reason).toContain('timed out')
  await gone
})

test('fault 14, 16: what answers without an upgrade gives its status and the start of its page', async () => {
  const page = `<html>${'x'.repeat(100_000)}`
  const at = await venue(
    () => undefined,
    (request, response) => {
      if (request.url === '/moved') response.writeHead(301, { location: '/new' }).end('moved')
      else if (request.url === '/gone') response.writeHead(410).end('gone')
      else response.writeHead(200, { 'content-type': 'text/html' }).end(page)
    },
    false,
  )
  expect(await watch(`ws://${at}/moved`).ended).toMatchObject({ code: 301, reason: 'moved' })
  expect(await watch(`ws://${at}/gone`).ended).toMatchObject({ code: 410, reason: 'gone' })
  expect(await watch(`ws://${at}/`).ended).toMatchObject({ code: 200, reason: page.slice(0, 8192) })

  const ask = (path: string) =>
    nodePorts().request({ url: `http://${at}${path}` }, new AbortController().signal)
  expect(await ask('/moved')).toMatchObject({ status: 301, headers: { location: '/new' } })
  expect(await ask('/')).toMatchObject({ status: 200, body: page })
})

test('fault 18: a message over 4 MiB ends the connection, the one before it came through', async () => {
  const at = await venue((client) => {
    client.on('error', () => undefined)
    client.send('x'.repeat(4 * MEBIBYTE))
    client.send('x'.repeat(4 * MEBIBYTE + 1))
    client.send('after')
  })
  const { reason, log } = await watch(`ws://${at}/`).ended
  expect(log).toEqual(['open', `${4 * MEBIBYTE} characters`])
  expect(reason).toContain('Max payload size exceeded')
})

test('fault 18: deflate is not agreed on, so that no frame can inflate', async () => {
  const at = await venue((client) => {
    client.send(`agreed: ${client.extensions}`)
    client.close(1000)
  })
  expect((await watch(`ws://${at}/`).ended).log).toEqual(['open', 'agreed: '])
})

test('fault 18: a compressed message is inflated up to 4 MiB, a bomb ends the connection', async () => {
  const at = await venue((client) => {
    client.send(gzipSync('{"ping":1}'))
    client.send(gzipSync('x'.repeat(5 * MEBIBYTE)))
    client.send(gzipSync('after'))
  })
  const { reason, log } = await watch(`ws://${at}/`, { compression: 'gzip' }).ended
  expect(log).toEqual(['open', '{"ping":1}'])
  expect(reason).toContain('no gzip of at most 4194304 bytes')
})

test('fault 18: an answer that inflates beyond the limit is given up', async () => {
  const at = await venue(
    () => undefined,
    (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(gzipSync(Buffer.alloc(3 * MEBIBYTE)))
    },
  )
  await expect(
    nodePorts({ bodyBytes: MEBIBYTE }).request(
      { url: `http://${at}/` },
      new AbortController().signal,
    ),
  ).rejects.toThrow('more than 1048576 bytes')
})

test('a request posts its body and can be given up', async () => {
  const at = await venue(
    () => undefined,
    (request, response) => {
      if (request.url === '/never') return
      let body = ''
      request.on('data', (text: Buffer) => (body += text.toString()))
      request.on('end', () =>
        response.end(`${request.method} ${request.headers['content-type']} ${body}`),
      )
    },
  )
  const never = new AbortController().signal
  const posted = await nodePorts().request({ url: `http://${at}/`, body: '{"a":1}' }, never)
  expect(posted.body).toBe('POST application/json {"a":1}')
  const giveUp = new AbortController()
  const given = nodePorts().request({ url: `http://${at}/never` }, giveUp.signal)
  giveUp.abort()
  await expect(given).rejects.toThrow('abort')
  await expect(
    nodePorts({ request: 20 }).request({ url: `http://${at}/never` }, never),
  ).rejects.toThrow('timeout')
})

test('the venue is sent the headers that it wants', async () => {
  const at = await listening(
    createServer().on('upgrade', (request, socket) =>
      socket.end(`HTTP/1.1 418 x\r\n\r\n${String(request.headers['x-size'])}`),
    ),
  )
  expect(await watch(`ws://${at}/`, { headers: { 'X-Size': '1' } }).ended).toMatchObject({
    code: 418,
    reason: '1',
  })
})
