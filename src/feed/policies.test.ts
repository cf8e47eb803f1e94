import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { VirtualWorld } from '../../test/world/virtual-world.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../market/units.ts'
import { allowance } from './allowance.ts'
import { RECONNECT, failuresAfter, waitBefore } from './backoff.ts'
import { receiveClock } from './receive-clock.ts'
import { judge, retryAfter } from './request-verdict.ts'
import { sleepWatch } from './sleep-watch.ts'
import { TELLING, speechRate } from './speech-rate.ts'
import { venueClock } from './venue-clock.ts'

test.each([
  [0, 0, 0],
  [0, 0.999, 999],
  [1, 0.5, SECOND],
  [3, 0.5, 4 * SECOND],
  [6, 0.5, 30 * SECOND],
  [1000, 0.999, 59_940],
])('fault 12: after %i failures, by chance %f, %i ms', (failures, chance, wait) => {
  expect(waitBefore(RECONNECT, failures, chance)).toBe(wait)
})

test.each([
  [5, 0, 6],
  [5, 59_999, 6],
  [5, 60_000, 0],
])('fault 12: %i failures and %i ms of data make %i', (failures, healthy, next) => {
  expect(failuresAfter(RECONNECT, failures, healthy)).toBe(next)
})

test('in no window is more taken than half of the limit, and nothing waits longer than a window', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ weight: fc.integer({ min: 1, max: 20 }), pause: fc.nat(3000) }), {
        maxLength: 60,
      }),
      (asked) => {
        const limit = allowance({ count: 100, per: 10 * SECOND })
        const taken: { at: number; weight: number }[] = []
        let now = 0
        for (const { weight, pause } of asked) {
          now += pause
          const wait = limit.wait(weight, now)
          expect(wait).toBeLessThanOrEqual(10 * SECOND)
          now += wait
          expect(limit.wait(weight, now)).toBe(0)
          limit.take(weight, now)
          taken.push({ at: now, weight })
          const sum = taken
            .filter(({ at }) => at > now - 10 * SECOND)
            .reduce((total, { weight: one }) => total + one, 0)
          expect(sum).toBeLessThanOrEqual(50)
        }
      },
    ),
  )
})

describe('an answer', () => {
  const NOW = 1_660_090_000_000
  const answer = (status: number, body = '{}', headers: Record<string, string> = {}) => ({
    status,
    body,
    headers,
  })
  test.each([
    ['200', answer(200), { kind: 'ok' }],
    [
      'fault 37: 429 of 2 s',
      answer(429, '', { 'retry-after': '2' }),
      { why: 'limited', wait: 2000 },
    ],
    ['fault 37: 429 without a word', answer(429), { why: 'limited', wait: MINUTE }],
    [
      'fault 37: 429 with a date',
      answer(429, '', { 'retry-after': new Date(NOW + 30_000).toUTCString() }),
      { why: 'limited', wait: 30_000 },
    ],
    [
      'fault 38: 418 with its end',
      answer(418, 'Way too much request weight used; IP banned until 1660090423228. Please'),
      { why: 'banned', wait: 423_228 + 10_000 },
    ],
    [
      'fault 38: 418 in the past',
      answer(418, 'until 1560090423228'),
      { why: 'banned', wait: 10_000 },
    ],
    [
      'fault 38: 418 with Retry-After',
      answer(418, '', { 'retry-after': '120' }),
      { why: 'banned', wait: 130_000 },
    ],
    [
      'fault 38: 403 that names an end',
      answer(403, 'banned until 1660090423228'),
      { why: 'banned', wait: 433_228 },
    ],
    [
      '403 for asking too often',
      answer(403, 'access too frequent'),
      { why: 'limited', wait: 10 * MINUTE },
    ],
    ['fault 39: 403', answer(403, '<html>blocked</html>'), { why: 'blocked', wait: HOUR }],
    ['fault 39: 451', answer(451, '{"code":0}'), { why: 'blocked', wait: HOUR }],
    ['fault 40: 503', answer(503), { why: 'maintenance', wait: MINUTE }],
    [
      'fault 40: 503 for longer',
      answer(503, '', { 'retry-after': '300' }),
      { why: 'maintenance', wait: 300_000 },
    ],
    ['fault 14: 404', answer(404), { kind: 'moved' }],
    ['fault 14: 410', answer(410), { kind: 'moved' }],
    ['fault 14: a redirect', answer(302), { kind: 'moved' }],
    ['fault 16: a page', answer(200, '  <!doctype html><p>Sign in'), { kind: 'moved' }],
    ['500', answer(500, 'x'), { kind: 'failed', cause: 'HTTP 500: x' }],
    ['400', answer(400), { kind: 'failed' }],
  ])('%s', (_name, given, verdict) => {
    expect(judge(given, NOW)).toMatchObject(verdict)
  })

  test.each(['', 'soon', '-1', '1e9', 'Mars/Phobos', '2026-01-01'])(
    'that says to wait "%s" says nothing',
    (text) => {
      expect(retryAfter(answer(429, '', { 'retry-after': text }), NOW)).toBeUndefined()
    },
  )
})

test('fault 61: the stamp of receipt never goes back, and catches up with a clock that was set back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ pass: fc.nat(10_000), shift: fc.integer({ min: -5000, max: 5000 }) }), {
        maxLength: 40,
      }),
      (steps) => {
        let [wall, monotonic] = [1_000_000, 0]
        const clock = receiveClock({
          wall: () => wall,
          monotonic: () => monotonic,
          after: () => () => {},
        })
        let last = clock.stamp()
        const pass = (time: number) => {
          wall += time
          monotonic += time
          const stamp = clock.stamp()
          expect(stamp).toBeGreaterThanOrEqual(last)
          expect(stamp).toBeGreaterThanOrEqual(Math.floor(wall))
          last = stamp
        }
        for (const { pass: time, shift } of steps) {
          wall += shift
          pass(time)
        }
        // Half speed until it has: twice what was set back at most.
        pass(2 * 40 * 5000 + 1)
        expect(last).toBe(wall)
      },
    ),
  )
})

test.each([
  [SECOND, SECOND, undefined],
  [1500, 1400, undefined],
  [10 * MINUTE, 10 * MINUTE, 'stopped'],
  [8 * HOUR, SECOND, 'leapt'],
  [-HOUR, SECOND, 'set-back'],
  [4 * SECOND, SECOND, 'drawn'],
  [25 * SECOND, 25 * SECOND, undefined],
])('fault 15, 61: %i ms on the wall and %i ms evenly: %s', (wall, monotonic, kind) => {
  const watch = sleepWatch(SECOND, 0, 0)
  expect(watch(wall, monotonic)?.kind).toBe(kind)
  expect(watch(wall + SECOND, monotonic + SECOND)).toBeUndefined()
})

test('fault 5: silence tells something where it should have held fourteen events', () => {
  const rate = speechRate()
  expect(rate.perHour()).toBeUndefined()
  expect(rate.expected(DAY)).toBe(0)
  for (let hour = 0; hour < 24; hour++) {
    rate.listen(HOUR)
    rate.count(30)
  }
  expect(rate.perHour()).toBeCloseTo(30, 0)
  expect(rate.expected(20 * MINUTE)).toBeLessThan(TELLING)
  expect(rate.expected(32 * MINUTE)).toBeGreaterThan(TELLING)
  // A few events prove nothing, and an earlier run counts as a day.
  const few = speechRate()
  few.listen(MINUTE)
  few.count(4)
  expect(few.expected(HOUR)).toBe(0)
  expect(speechRate(30).perHour()).toBeCloseTo(30)
  expect(speechRate(30).expected(32 * MINUTE)).toBeGreaterThan(TELLING)
})

test('fault 5: a silence hardly explains itself, and a burst is no habit', () => {
  const heard = (events: number, time: number, silence: number) => {
    const rate = speechRate()
    rate.listen(time)
    rate.count(events)
    rate.listen(silence)
    return rate.expected(silence)
  }
  // Trades every five seconds for two minutes: three minutes without one are no accident.
  expect(heard(24, 2 * MINUTE, 3 * MINUTE)).toBeGreaterThan(TELLING)
  // Ten liquidations in two minutes: an hour without one may well be.
  expect(heard(10, 2 * MINUTE, HOUR)).toBeLessThan(TELLING)
})

test("the venue's time lies between its bounds, whatever was measured, slept or set", async () => {
  const world = new VirtualWorld()
  const { clock } = world.ports
  const venue = venueClock(clock)
  const ahead = 90 * SECOND
  const holds = () => {
    expect(venue.earliest()).toBeLessThanOrEqual(world.now() + ahead + 5)
    expect(venue.latest()).toBeGreaterThanOrEqual(world.now() + ahead - 5)
  }
  const measure = () => venue.measured(clock.monotonic(), world.now() + ahead, clock.monotonic())
  venue.heard(world.now() + ahead - 100, clock.wall())
  expect(venue.earliest()).toBeLessThanOrEqual(world.now() + ahead)
  measure()
  holds()
  expect(venue.skew()).toBe(ahead)
  world.shiftWall(HOUR)
  holds()
  await world.run(MINUTE)
  holds()
  measure()
  expect(venue.skew()).toBe(ahead - HOUR)
  await world.sleep(5 * SECOND)
  holds()
  await world.sleep(HOUR)
  venue.leapt(HOUR)
  holds()
  venue.settled(true)
  holds()
})
