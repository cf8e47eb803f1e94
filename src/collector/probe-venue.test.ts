import { expect, test } from 'vitest'
import type { FeedPorts, HttpAnswer, SocketHandlers } from '../feed/ports.ts'
import { parseVenueId } from '../market/instrument.ts'
import { SECOND } from '../market/units.ts'
import type { VenueReader } from '../venues/wire/reader.ts'
import { probeVenue } from './probe-venue.ts'

const reader = {
  venue: parseVenueId('bybit')!,
  hosts: { rest: ['https://rest.example'], public: ['wss://socket.example'] },
  supplies: [],
  limits: { usedWeightHeader: 'X-Used' },
  instruments: () => [],
  sockets: () => [{ key: 'a', host: 'public', path: '/v5', topics: [] }],
  serverTime: () => ({
    host: 'rest',
    path: '/time',
    weight: 1,
    parse: (text: string) => ({ value: Number(text), problems: [] }),
  }),
} as unknown as VenueReader

/** A world in which requests take a second and the venue's clock is 500 ms ahead. */
function world(
  answer: (url: string) => Promise<HttpAnswer>,
  socket: (handlers: SocketHandlers) => void,
): FeedPorts {
  let time = Date.UTC(2026, 10, 22)
  return {
    clock: {
      wall: () => time,
      monotonic: () => time,
      after(wait, call) {
        const timer = setTimeout(call, wait / 1_000)
        return () => clearTimeout(timer)
      },
    },
    random: () => 0,
    connect(url, handlers) {
      expect(url).toMatch(/socket\.example\/v5$|^ws:\/\/127\.0\.0\.1\/v5$/)
      socket(handlers)
      return { send: () => undefined, ping: () => undefined, terminate: () => undefined }
    },
    request({ url }) {
      time += SECOND
      return answer(url)
    },
  }
}

const told = (headers = {}) =>
  Promise.resolve({
    status: 200,
    headers,
    body: String(Date.UTC(2026, 10, 22) + SECOND / 2 + 500),
  })

test('tells what was reached, how far its clock is off and what weight is used', async () => {
  const ports = world(
    () => told({ 'x-used': '12' }),
    (handlers) => queueMicrotask(() => handlers.onOpen()),
  )
  const probe = await probeVenue(reader, {}, ports)
  expect(probe).toMatchObject({ clockSkew: 500, usedWeight: 12 })
  expect(probe.hosts).toMatchObject([
    { host: 'rest', url: 'https://rest.example/time', reached: true, took: SECOND },
    { host: 'public', url: 'wss://socket.example/v5', reached: true, outcome: 'connected' },
  ])
})

test('a base URL of the user stands in place of the own one', async () => {
  const asked: string[] = []
  const ports = world(
    (url) => {
      asked.push(url)
      return told()
    },
    (handlers) => queueMicrotask(() => handlers.onOpen()),
  )
  await probeVenue(reader, { 'bybit.rest': 'http://127.0.0.1:9' }, ports)
  expect(asked).toEqual(['http://127.0.0.1:9/time'])
})

test.each([
  [451, /answered 451: not served in this region/],
  [418, /banned/],
  [503, /^answered 503$/],
])('fault 39: names what a status of %i means', async (status, outcome) => {
  const ports = world(
    () => Promise.resolve({ status, headers: {}, body: '<html>' }),
    (handlers) => queueMicrotask(() => handlers.onClose(1006, 'Unexpected response 403')),
  )
  const { hosts, clockSkew } = await probeVenue(reader, {}, ports)
  expect(hosts[0]).toMatchObject({ reached: false })
  expect(hosts[0]?.outcome).toMatch(outcome)
  expect(hosts[1]).toMatchObject({ reached: false, outcome: 'Unexpected response 403' })
  expect(clockSkew).toBeUndefined()
})

test('fault 1: no network is a reason, not a crash; fault 2: silence ends', async () => {
  const refused = Object.assign(new Error('fetch failed'), {
    cause: Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }),
  })
  const ports = world(
    () => Promise.reject(refused),
    () => undefined,
  )
  const { hosts } = await probeVenue(reader, {}, ports)
  expect(hosts.map(({ outcome }) => outcome)).toEqual([
    'cannot be reached (ENOTFOUND)',
    'said nothing in 10 s',
  ])
})
