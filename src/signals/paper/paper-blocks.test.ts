import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../market/units.ts'
import { FOLLOWED_FOR, followEntry } from './follow-entry.ts'
import { blocksOf, followBlocks } from './paper-blocks.ts'
import { paperNoteSchema } from './paper-note.ts'
import { noted } from './paper-trade.ts'
import type { PaperBar, PaperTrade } from './paper-trade.ts'

const T0 = Date.UTC(2026, 0, 5)

/** Steps of price between prices of a grid, so that bars often end where a trade's prices are. */
const step = fc.integer({ min: -3, max: 3 })
const bars = fc
  .array(fc.tuple(step, step, fc.nat(2), fc.nat(2), fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 7)), {
    minLength: 1,
    maxLength: 300,
    size: 'max',
  })
  .chain((rows) =>
    fc.constantFrom(MINUTE, HOUR).map((interval) => {
      let [price, openTime] = [1_000, T0 - 40 * interval]
      return rows.map(([jump, move, up, down, gap]): PaperBar => {
        openTime += (1 + gap) * interval
        const open = price + jump
        price = open + move
        const [low, high] = [Math.min(open, price) - down, Math.max(open, price) + up]
        return { openTime, interval, open, high, low, close: price }
      })
    }),
  )
const trade = fc.record({
  side: fc.constantFrom('long' as const, 'short' as const),
  entry: fc.integer({ min: 960, max: 1_040 }),
  risk: fc.integer({ min: 1, max: 40 }),
  reward: fc.integer({ min: 1, max: 60 }),
  time: fc.integer({ min: -30 * MINUTE, max: 3 * HOUR }),
})
const cancelled = fc.option(fc.integer({ min: -HOUR, max: 6 * HOUR }), { nil: undefined })

type MadeTrade = typeof trade extends fc.Arbitrary<infer Made> ? Made : never
const notedOf = ({ side, entry, risk, reward, time }: MadeTrade): PaperTrade => {
  const up = side === 'long' ? 1 : -1
  const [stop, target] = [entry - up * risk, entry + up * reward]
  const of = { side, entry, stop, target, time: T0 + time }
  const more = { id: 'one', instrument: 'binance:BTCUSDT', usd: 1_000, label: 'dense wall' }
  return noted(paperNoteSchema.parse({ ...more, ...of }))
}

test('blocks make of a trade what their bars make of it, one by one, and from wherever it goes on', () => {
  const states = new Map<string, number>()
  fc.assert(
    fc.property(trade, bars, cancelled, fc.nat(), (of, all, back, cut) => {
      const cancel = back === undefined ? undefined : T0 + back
      const plain = (from: PaperTrade, some: readonly PaperBar[]) =>
        some.reduce((now, bar) => followEntry(now, bar, cancel), from)
      const at = cut % all.length
      const [first, rest] = [all.slice(0, at), all.slice(at)]
      const whole = plain(notedOf(of), all)
      const before = followBlocks(notedOf(of), blocksOf(first), cancel)
      expect(before).toEqual(plain(notedOf(of), first))
      expect(followBlocks(before, blocksOf(rest), cancel)).toEqual(whole)
      // What was read already is read again without a change.
      expect(followBlocks(whole, blocksOf(all), cancel)).toEqual(whole)
      states.set(whole.state, 1 + (states.get(whole.state) ?? 0))
    }),
    { numRuns: 600 },
  )
  expect([...states.keys()].toSorted()).toEqual(['closed', 'open', 'waiting'])
})

test('a trade is followed no longer by blocks than by bars', () => {
  const note = notedOf({ side: 'long', entry: 100, risk: 50, reward: 900, time: 0 })
  const calm = Array.from(
    { length: 130 },
    (_, i): PaperBar => ({
      openTime: T0 + FOLLOWED_FOR + (i - 100) * HOUR,
      interval: HOUR,
      open: 500,
      high: 501,
      low: 499,
      close: 500,
    }),
  )
  expect(followBlocks(note, blocksOf(calm), undefined).known).toBe(T0 + FOLLOWED_FOR)
})
