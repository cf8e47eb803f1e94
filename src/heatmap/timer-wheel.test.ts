import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TimerWheel } from './timer-wheel.ts'

const ITEMS = 12

test('an item is never late, and nothing is handed out that does not wait', () => {
  const operation = fc.oneof(
    fc.record({
      item: fc.integer({ min: 0, max: ITEMS - 1 }),
      ahead: fc.double({ min: 0, max: 30, noNaN: true }),
    }),
    fc.record({ cancel: fc.integer({ min: 0, max: ITEMS - 1 }) }),
    fc.record({ step: fc.double({ min: 0, max: 12, noNaN: true }) }),
  )
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 120 }), (operations) => {
      const wheel = new TimerWheel(ITEMS)
      const waiting = new Map<number, number>()
      const due = new Int32Array(2 * ITEMS)
      let now = 0
      for (const o of operations) {
        if ('item' in o) {
          wheel.plan(o.item, now + o.ahead)
          waiting.set(o.item, now + o.ahead)
        } else if ('cancel' in o) {
          wheel.cancel(o.cancel)
          waiting.delete(o.cancel)
        } else {
          now += o.step
          const count = wheel.advance(now, due, 0)
          const got = [...due.subarray(0, count)]
          expect(new Set(got).size).toBe(count)
          for (const item of got) expect(waiting.delete(item)).toBe(true)
          for (const at of waiting.values()) expect(at).toBeGreaterThan(now - 1e-12)
        }
      }
    }),
    { numRuns: 300 },
  )
})
