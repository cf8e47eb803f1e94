import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../market/units.ts'
import { minutesOf } from '../model/feed-minutes.ts'
import { realisedOver, sourceOfMinutes, sourceOfRows } from './realised-sums.ts'
import { TimeSpans } from './time-spans.ts'

const missingOf = (...spans: readonly [number, number][]) => {
  const missing = new TimeSpans()
  for (const [from, to] of spans) missing.add(from, to)
  return missing
}

describe('sums of what was liquidated', () => {
  test('an hour without a liquidation is known to be 0, one in a gap is not known', () => {
    const minutes = minutesOf([{ time: 5 * MINUTE, position: 'long', usd: 100 }])
    const missing = missingOf([HOUR, 1.5 * HOUR])
    const source = sourceOfMinutes(minutes, { from: 0, to: 3 * HOUR, missing })
    expect(source.sum(0, HOUR)).toMatchObject({ longUsd: 100, shortUsd: 0, known: 1 })
    expect(source.sum(HOUR, 2 * HOUR)).toMatchObject({ longUsd: 0, known: 0.5 })
    expect(source.sum(2 * HOUR, 3 * HOUR)).toMatchObject({ longUsd: 0, known: 1 })
    expect(source.sum(3 * HOUR, 4 * HOUR).known).toBe(0)
    expect(realisedOver([source], 0, 4 * HOUR).known).toBeCloseTo(2.5 / 4, 12)
  })

  test('rows tell only of time that they lie in whole, and not where a side is unknown', () => {
    const rows = new Map<number, readonly [number, number]>([
      [HOUR, [1, 2]],
      [2 * HOUR, [Number.NaN, 5]],
      [3 * HOUR, [10, 20]],
    ])
    const source = sourceOfRows(rows, HOUR)
    expect(source.sum(0, HOUR)).toEqual({ longUsd: 1, shortUsd: 2, known: 1 })
    expect(source.sum(0, HOUR / 2).known).toBe(0)
    expect(source.sum(HOUR, 2 * HOUR).known).toBe(0)
    expect(realisedOver([source], 0, 4 * HOUR)).toEqual({ longUsd: 11, shortUsd: 22, known: 0.5 })
  })

  test('of each hour the record that knows more of it is taken, never both', () => {
    const single = sourceOfMinutes(minutesOf([{ time: 10 * MINUTE, position: 'short', usd: 7 }]), {
      from: 0,
      to: HOUR,
      missing: new TimeSpans(),
    })
    const rows = sourceOfRows(new Map([HOUR, 2 * HOUR].map((end) => [end, [100, 100]])), HOUR)
    expect(realisedOver([single, rows], 0, 2 * HOUR)).toEqual({
      longUsd: 100,
      shortUsd: 107,
      known: 1,
    })
    expect(realisedOver([rows, single], 0, 2 * HOUR).shortUsd).toBe(200)
  })

  test('sums of parts are the sum of the whole, and so is what is known', () => {
    const print = fc.record({
      time: fc.integer({ min: 0, max: 8 * HOUR - 1 }),
      position: fc.constantFrom('long' as const, 'short' as const),
      usd: fc.integer({ min: 0, max: 1e6 }),
    })
    const span = fc
      .tuple(fc.nat(8 * HOUR), fc.nat(HOUR))
      .map(([a, b]): [number, number] => [a, a + b])
    fc.assert(
      fc.property(fc.array(print), fc.array(span, { maxLength: 5 }), (prints, spans) => {
        const known = { from: 0, to: 8 * HOUR, missing: missingOf(...spans) }
        const source = sourceOfMinutes(minutesOf(prints), known)
        const whole = realisedOver([source], 0, 8 * HOUR)
        let seen = 0
        let usd = 0
        for (let hour = 0; hour < 8; hour++) {
          const part = realisedOver([source], hour * HOUR, (hour + 1) * HOUR, 5 * MINUTE)
          seen += part.known / 8
          usd += part.longUsd + part.shortUsd
        }
        expect(seen).toBeCloseTo(whole.known, 9)
        // A step of which nothing is known tells nothing.
        expect(usd).toBeLessThanOrEqual(whole.longUsd + whole.shortUsd)
        if (spans.length === 0) expect(usd).toBe(whole.longUsd + whole.shortUsd)
      }),
    )
  })
})
