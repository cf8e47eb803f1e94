import { expect, test } from 'vitest'
import { coverageSchema } from '../../src/api/live.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { instrumentsSchema } from '../../src/api/schema.ts'
import { emptyCandleColumns } from '../../src/market/candle-columns.ts'
import { MINUTE, SECOND } from '../../src/market/units.ts'
import { MOST_GAPS_TOLD } from '../../src/server/live/live-coverage.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { answer, candlesOf, mapOf, range } from './live-ask-fixture.ts'
import { ID, T0, instrument, liveServer, minutesOfTrade, openViewer } from './live-fixture.ts'

/** Stored minutes [from, to) after T0, each with a close of its own. */
function storedMinutes(from: number, to: number) {
  const candles = emptyCandleColumns(MINUTE, to - from)
  for (let i = 0; i < to - from; i++) {
    candles.openTime[i] = T0 + (from + i) * MINUTE
    for (const column of [candles.open, candles.high, candles.low, candles.close])
      column[i] = 200 + from + i
    candles.volume[i] = 10
  }
  const time = candles.openTime.map((one) => one + MINUTE)
  return memorySource(
    { instrument, candles, openInterest: { time, value: time.map(() => 900) } },
    { simulated: false, fingerprint: `stored ${from} ${to}` },
  )
}

test('live bars follow the stored ones; of a minute that both have a whole live one holds', async () => {
  const server = await liveServer({ stored: storedMinutes(-60, 3), now: () => T0 + 6 * MINUTE })
  const { live } = server
  // The first trade comes in the middle of the minute 1: that minute is not whole.
  live.push(minutesOfTrade(0, 6).filter(({ exchangeTime }) => exchangeTime > T0 + 1.5 * MINUTE))
  live.setReady()
  const { openTime, close, asOf } = await candlesOf(server, T0 - 2 * MINUTE, T0 + 10 * MINUTE)
  expect(openTime).toEqual([-2, -1, 0, 1, 2, 3, 4].map((i) => T0 + i * MINUTE))
  expect(close.slice(0, 4)).toEqual([198, 199, 200, 201])
  expect(close.slice(4).every((one) => one < 110)).toBe(true)
  expect(asOf).toBe(T0 + 5 * MINUTE)
  const { instruments } = await answer(server, ROUTES.instruments, instrumentsSchema)
  expect(instruments[0]).toMatchObject({ from: T0 - 60 * MINUTE, to: T0 + 5 * MINUTE })
  expect(instruments[0]!.lastPrice).toBeLessThan(110)
  const map = await mapOf(server)
  expect([map.from, map.to]).toEqual([T0 - 60 * MINUTE, T0 + 5 * MINUTE])
})

test('a stored history that grows under the live one is a revision of it', async () => {
  let stored = storedMinutes(-60, 0)
  let asked = stored
  let now = T0 + 6 * MINUTE
  const server = await liveServer({
    // A source that remembers, as that of a folder does.
    stored: { markets: () => asked.markets(), refresh: () => void (asked = stored) },
    now: () => now,
  })
  const { live } = server
  live.push(minutesOfTrade(0, 6))
  live.setReady()
  const before = await mapOf(server)
  const viewer = await openViewer(server.url)
  await viewer.next('hello')
  stored = storedMinutes(-90, 0)
  live.stored(ID, T0 - 80 * MINUTE)
  live.stored(ID, T0 - 90 * MINUTE)
  live.stored(ID, T0 - 70 * MINUTE)
  now += 2 * SECOND
  expect((await viewer.next('revised')).from).toBe(T0 - 90 * MINUTE)
  const after = await mapOf(server)
  expect(after.from).toBe(T0 - 90 * MINUTE)
  expect(after.version).not.toBe(before.version)
})

test('coverage knows the gaps that an earlier run has recorded, and from when on there is a record', async () => {
  const recorded = { cause: 'stopped', certainty: 'certain', stream: 'trade' } as const
  const gaps = [
    { ...recorded, from: T0 - 40 * MINUTE, to: T0 - 30 * MINUTE },
    { ...recorded, from: T0 - 20 * MINUTE, to: T0 - 10 * MINUTE, repaired: true } as const,
  ]
  const [market] = await storedMinutes(-60, 0).markets()
  const stored = { ...market!, gaps: () => Promise.resolve(gaps) }
  const server = await liveServer({
    stored: { markets: () => Promise.resolve([stored]) },
    now: () => T0 + 40 * MINUTE,
  })
  server.live.push(minutesOfTrade(0, 5))
  server.live.setReady()
  const asked = `${ROUTES.coverage}?${range(T0 - 60 * MINUTE, T0 + 40 * MINUTE)}`
  const { streams } = await answer(server, asked, coverageSchema)
  expect(streams.find(({ stream }) => stream === 'trade')).toMatchObject({
    covered: 0.9,
    gaps: [
      { from: T0 - 40 * MINUTE, to: T0 - 30 * MINUTE, repaired: false },
      { from: T0 - 20 * MINUTE, to: T0 - 10 * MINUTE, repaired: true },
    ],
  })
})

test('a range with more gaps than one answer tells is refused with a shorter one that is not', async () => {
  const gaps = Array.from({ length: MOST_GAPS_TOLD + 1 }, (_, i) => ({
    stream: 'candle' as const,
    from: T0 + i * MINUTE,
    to: T0 + (i + 0.5) * MINUTE,
    cause: 'no candle stored',
    certainty: 'certain' as const,
  }))
  const markets = (await storedMinutes(-60, 3).markets()).map((one) => ({
    ...one,
    gaps: async () => gaps,
  }))
  const end = T0 + gaps.length * MINUTE
  const server = await liveServer({ stored: { markets: async () => markets }, now: () => end })
  server.live.push(minutesOfTrade(0, 6))
  server.live.setReady()
  const ask = (to: number) => server.get(`${ROUTES.coverage}?${range(T0, to)}`)
  const refused = await ask(end)
  expect(refused.status).toBe(400)
  expect(await refused.json()).toMatchObject({
    code: 'range-too-large',
    numbers: { estimatedRows: MOST_GAPS_TOLD + 1, limit: MOST_GAPS_TOLD },
  })
  expect((await ask(end - MINUTE)).status).toBe(200)
})
