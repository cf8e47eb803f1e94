import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { T0, liquidation, liveServer, openViewer } from './live-fixture.ts'
import type { LiveServer } from './live-fixture.ts'

interface Outcome {
  readonly status: number
  readonly retryAfter: string | undefined
}

/** Asks for a WebSocket from an address of this machine; one that is let in stays until the test ends. */
async function connectFrom({ app }: LiveServer, localAddress: string): Promise<Outcome> {
  const { port } = app.server.address() as AddressInfo
  const asked = request({
    port,
    host: '127.0.0.1',
    localAddress,
    path: ROUTES.live,
    agent: false,
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    },
  })
  asked.end()
  return new Promise((resolve, reject) => {
    asked.on('error', reject)
    asked.on('response', (answer) => {
      answer.resume()
      resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] })
    })
    asked.on('upgrade', (_, socket) => {
      socket.on('error', () => undefined)
      socket.resume()
      onTestFinished(() => void socket.destroy())
      resolve({ status: 101, retryAfter: undefined })
    })
  })
}

function count(outcomes: readonly Outcome[]) {
  const refused = outcomes.filter(({ status }) => status === 503)
  expect(refused.every(({ retryAfter }) => retryAfter === '10')).toBe(true)
  return { in: outcomes.filter(({ status }) => status === 101).length, refused: refused.length }
}

/** What is recorded is shown meanwhile, in its order, to who was there before. */
async function watched(server: LiveServer) {
  const viewer = await openViewer(server.url)
  await viewer.next('hello')
  server.live.setReady()
  let pushed = 0
  return {
    push: () => server.live.push([liquidation(T0 + pushed++ * 1_000, 90)]),
    async allSeen() {
      await viewer.next('liquidations', ({ liquidations }) =>
        liquidations.some(({ time }) => time === T0 + (pushed - 1) * 1_000),
      )
      const seen = viewer.messages.flatMap((one) =>
        one.type === 'liquidations' ? one.liquidations.map(({ time }) => time) : [],
      )
      expect(seen).toEqual(Array.from({ length: pushed }, (_, i) => T0 + i * 1_000))
    },
  }
}

test('fault 67: of 1,000 connections that one address opens at once it has 50, and others come in', async () => {
  const server = await liveServer()
  const crowd = Array.from({ length: 1_000 }, () => connectFrom(server, '127.0.0.2'))
  expect(count(await Promise.all(crowd))).toEqual({ in: 50, refused: 950 })
  expect((await connectFrom(server, '127.0.0.3')).status).toBe(101)
  expect((await server.get(ROUTES.status)).status).toBe(200)
})

test('fault 67: of 5,000 connections from a hundred addresses 900 are let in, and what is recorded is shown all the while', async () => {
  const server = await liveServer()
  const before = await watched(server)
  const outcomes: Outcome[] = []
  for (let wave = 0; wave < 10; wave++) {
    const addresses = Array.from({ length: 500 }, (_, i) => `127.0.1.${1 + (i % 100)}`)
    before.push()
    // oxlint-disable-next-line no-await-in-loop
    outcomes.push(...(await Promise.all(addresses.map((one) => connectFrom(server, one)))))
  }
  // One place is the viewer's who was there before.
  expect(count(outcomes)).toEqual({ in: 899, refused: 4_101 })
  await before.allSeen()
  expect((await server.get(ROUTES.status)).status).toBe(200)
})
