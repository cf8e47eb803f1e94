import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { emptyCandleColumns } from '../../src/market/candle-columns.ts'
import { MINUTE } from '../../src/market/units.ts'
import type { AppOptions } from '../../src/server/app.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { keyOf, keyRing } from './key-ring.ts'
import { ID, START, fakeMarket, fakeServer } from './serve-fixture.ts'

const ROWS = 50_000
const HEAVY = `${ROUTES.candles}?instrument=${ID}&from=${START}&to=${START + ROWS * MINUTE}&interval=${MINUTE}`

/** A market whose answer is of more bytes than two sockets hold. */
function longMarket() {
  const candles = emptyCandleColumns(MINUTE, ROWS)
  for (let i = 0; i < ROWS; i++) {
    const price = 100 + Math.sin(i)
    candles.openTime[i] = START + i * MINUTE
    for (const column of ['open', 'high', 'low', 'close', 'volume', 'takerBuyVolume'] as const)
      candles[column][i] = price
  }
  return memorySource({ ...fakeMarket, candles }, { simulated: true, fingerprint: 'long' })
}

const reader = keyOf('read')
const keys = keyRing(reader)

async function listening(options: Partial<AppOptions> = {}) {
  const { app } = await fakeServer({ sources: [longMarket()], ...options })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return { app, port, url: `http://localhost:${port}` }
}

/** Asks, and reads no more once the answer has begun. */
async function askedDeaf(port: number) {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  socket.write(`GET ${HEAVY} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${reader.text}\r\n\r\n`)
  const [begin] = (await once(socket, 'data')) as [Buffer]
  socket.pause()
  return { socket, begin: begin.toString('latin1') }
}

const asked = (url: string) => fetch(url, { headers: { 'x-api-key': reader.text } })

// Where something is still done with an answer before it leaves, it is not sent at once.
test.each([
  ['anyone may read', {}],
  [
    'a key is needed and another site may read',
    { access: { keys, isKeyRequired: true, origins: new Set(['https://example.org']) } },
  ],
] as const)(
  'fault 66: where %s, who does not read a heavy answer keeps nobody waiting for another',
  async (_, options) => {
    const { app, port, url } = await listening(options)
    const places = 2 * availableParallelism()
    const deaf = []
    // oxlint-disable-next-line no-await-in-loop -- each has begun to be answered
    for (let i = 0; i < places; i++) deaf.push(await askedDeaf(port))
    for (const { begin } of deaf) expect(begin).toMatch(/^HTTP\/1\.1 200 /)
    const answer = await asked(`${url}${HEAVY}`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ interval: MINUTE })
    expect(app.heavyGate.waiting).toBe(0)
  },
)

test('fault 66: who reads nothing of an answer for so long is cut off, and no other', async () => {
  const { app, port, url } = await listening({ stallMs: 200 })
  const cut = new Promise<number | undefined>((resolve) => {
    app.server.on('connection', (socket) => {
      const { remotePort } = socket
      socket.on('close', () => resolve(remotePort))
    })
  })
  const { socket } = await askedDeaf(port)
  const { localPort } = socket
  expect((await asked(`${url}${ROUTES.status}`)).status).toBe(200)
  expect(await cut).toBe(localPort)
  // The connection of before is there still, and is answered.
  expect((await asked(`${url}${ROUTES.status}`)).status).toBe(200)
})
