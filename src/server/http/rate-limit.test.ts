import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MINUTE, SECOND } from '../../market/units.ts'
import { RateLimiter, callerOf, retrySeconds } from './rate-limit.ts'

test('a burst is allowed, then as much as comes back', () => {
  const limiter = new RateLimiter({ burst: 3, perSecond: 2 })
  const used = [0, 0, 0].map((now) => limiter.take('a', now).used)
  expect(used).toEqual([1, 2, 3])
  expect(limiter.take('a', 0)).toEqual({ allowed: false, used: 3, retryAfter: 500 })
  expect(limiter.take('a', 499).allowed).toBe(false)
  expect(limiter.take('a', 500)).toEqual({ allowed: true, used: 3, retryAfter: 0 })
  expect(limiter.take('b', 500).used).toBe(1)
})

test('nobody is ever allowed more than the burst and what came back, however they ask', () => {
  const burst = 5
  const perSecond = 4
  fc.assert(
    fc.property(fc.array(fc.nat(700), { minLength: 1, maxLength: 200 }), (waits) => {
      const limiter = new RateLimiter({ burst, perSecond })
      const allowed: number[] = []
      let now = 0
      for (const wait of waits) {
        now += wait
        if (limiter.take('a', now).allowed) allowed.push(now)
      }
      allowed.forEach((from, i) =>
        allowed.slice(i).forEach((to, n) => {
          const most = burst + ((to - from) / SECOND) * perSecond
          expect(n + 1).toBeLessThanOrEqual(most + 1e-9)
        }),
      )
    }),
  )
})

test('after the time that a refusal names the same request is allowed', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(300), { maxLength: 60 }), fc.nat({ max: 4 }), (waits, more) => {
      const limiter = new RateLimiter({ burst: 5, perSecond: 3 })
      let now = 0
      for (const wait of waits) {
        now += wait
        limiter.take('a', now)
      }
      const { allowed, retryAfter } = limiter.take('a', now, 1 + more)
      if (allowed) return
      expect(limiter.take('a', now + retryAfter + 1e-6, 1 + more).allowed).toBe(true)
    }),
  )
})

test('a clock that is set back shuts nobody out for longer than the burst takes to come back', () => {
  const limiter = new RateLimiter({ burst: 2, perSecond: 1 })
  limiter.take('a', MINUTE)
  limiter.take('a', MINUTE)
  expect(limiter.take('a', 0)).toEqual({ allowed: false, used: 2, retryAfter: SECOND })
  expect(limiter.take('a', SECOND).allowed).toBe(true)
})

test('of more callers than are remembered those that ask now are still limited', () => {
  const limiter = new RateLimiter({ burst: 1, perSecond: 1 }, 2)
  for (const caller of ['a', 'b', 'c']) limiter.take(caller, 0)
  expect(limiter.take('c', 0).allowed).toBe(false)
  expect(limiter.take('a', 0).allowed).toBe(true)
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  [undefined, ''],
])('%s asks as %s', (address, caller) => {
  expect(callerOf(address)).toBe(caller)
})

test('a wait is told in whole seconds, never none', () => {
  expect([0, 1, 1_000, 1_001].map(retrySeconds)).toEqual([1, 1, 1, 2])
})
