import { expect, test } from 'vitest'
import { feedBench } from '../../test/world/feed-bench.ts'
import { readerWith, testReader } from '../../test/world/test-reader.ts'
import { btc } from '../../test/world/test-venue.ts'
import type { Speaker, TestVenue } from '../../test/world/test-venue.ts'
import { VirtualWorld } from '../../test/world/virtual-world.ts'
import { HOUR, MINUTE, SECOND } from '../market/units.ts'
import type { Read } from '../venues/wire/reader.ts'

const SPEAKERS: Speaker[] = [
  { stream: 'trade', symbol: 'BTC', every: 500 },
  { stream: 'trade', symbol: 'ETH', every: 700 },
  { stream: 'mark', symbol: 'BTC', every: 1000 },
  { stream: 'mark', symbol: 'ETH', every: 1000 },
  { stream: 'liquidation', symbol: 'BTC', every: 7000 },
]
const speaking = (venue: TestVenue) => {
  venue.speakers = SPEAKERS
}
test('fault 13: every connection is given a new address', async () => {
  let token = 0
  const address: Read<string> = {
    host: 'rest',
    path: '/token',
    weight: 1,
    parse: (text) => ({ value: `wss://ws.test/ws?token=${text}`, problems: [] }),
  }
  const reader = readerWith({
    sockets: (instruments, wanted) =>
      testReader.sockets(instruments, wanted).map((plan) => ({ ...plan, address })),
  })
  const bench = feedBench({ reader }, (venue) => {
    speaking(venue)
    venue.rest = (path) => (path === '/token' ? { status: 200, body: String(++token) } : undefined)
    venue.handshake = (path) =>
      path === `/ws?token=${token}` ? undefined : { status: 401, body: 'token expired' }
  })
  await bench.world.run(MINUTE)
  bench.venue.cutAll()
  await bench.world.run(MINUTE)
  expect(bench.world.network.connects.map(({ url }) => url)).toEqual([
    'wss://ws.test/ws?token=1',
    'wss://ws.test/ws?token=2',
  ])
  expect(bench.health('trade', btc)).toBe('proven')
})

test.each([
  ['404', { status: 404, body: 'not found' }],
  ['410', { status: 410, body: 'gone' }],
  ['a redirect', { status: 301, body: '' }],
  ['a web page', { status: 200, body: '<html>moved</html>' }],
])(
  'fault 14: %s at the handshake: the other address is used, and the status says so',
  async (_name, answer) => {
    const bench = feedBench({}, (venue) => {
      speaking(venue)
      venue.handshake = (path) =>
        path === '/ws' && venue.connects.length === 1 ? answer : undefined
    })
    await bench.world.run(30 * SECOND)
    expect(bench.world.network.connects.map(({ url }) => url)).toEqual([
      'wss://ws.test/ws',
      'wss://alt.test/ws',
    ])
    expect(bench.feed.status().problem).toContain('endpoint changed? wss://ws.test')
    expect(bench.health('trade', btc)).toBe('proven')
  },
)

test('fault 16: a portal answers everything with a page: the reason is told, no tight loop, and it ends', async () => {
  const page = { status: 200, body: '<html><title>Sign in to the hotel</title></html>' }
  const bench = feedBench({}, (venue) => {
    speaking(venue)
    venue.rest = () => page
    venue.handshake = () => page
  })
  await bench.world.run(HOUR)
  expect(bench.feed.status().problem).toContain('Sign in to the hotel')
  expect(bench.venue.asked.length).toBeLessThan(300)
  bench.venue.rest = () => undefined
  await bench.world.run(2 * MINUTE)
  expect(bench.feed.status().streams.every(({ health }) => health === 'down')).toBe(true)
  expect(bench.venue.connects.length).toBeLessThan(30)
  bench.venue.handshake = () => undefined
  await bench.world.run(2 * MINUTE)
  expect(bench.health('trade', btc)).toBe('proven')
})

test('fault 64: no descriptor is left: this venue waits and comes back, nothing is thrown', async () => {
  const world = new VirtualWorld()
  const real = world.ports
  let left = false
  const ports = {
    ...real,
    connect: (...args: Parameters<typeof real.connect>) => {
      if (!left) throw new Error('connect EMFILE')
      return real.connect(...args)
    },
  }
  const bench = feedBench({}, speaking, Object.assign(world, { ports }))
  await world.run(10 * MINUTE)
  expect(bench.health('trade', btc)).toBe('down')
  expect(bench.feed.status().streams[0]?.cause).toContain('EMFILE')
  left = true
  await world.runUntil(() => bench.health('trade', btc) === 'proven', 2 * MINUTE)
  expect(bench.feed.status().problem).toBeUndefined()
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('a socket is opened in the manner that its plan asks for', async () => {
  const headers = { 'X-Size': 'decimal' }
  const reader = readerWith({
    sockets: (instruments, wanted) =>
      testReader
        .sockets(instruments, wanted)
        .map((plan) => ({ ...plan, headers, compression: 'gzip' })),
  })
  const bench = feedBench({ reader }, speaking)
  await bench.world.run(10 * SECOND)
  expect(bench.world.network.connects[0]?.manner).toEqual({ headers, compression: 'gzip' })
})
