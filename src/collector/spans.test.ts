import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY, MINUTE } from '../market/units.ts'
import { instrumentId, parseVenueId } from '../market/instrument.ts'
import { planBackfill } from './backfill-plan.ts'
import { mergeSpans, subtractSpans } from './spans.ts'

const spans = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }))
    .map(([from, length]) => ({ from, to: from + length })),
)
const points = (list: readonly { from: number; to: number }[]) => {
  const held = new Set<number>()
  for (const { from, to } of list) for (let t = from; t < to; t++) held.add(t)
  return held
}

test('merged spans hold the same time, apart and in order', () => {
  fc.assert(
    fc.property(spans, (list) => {
      const merged = mergeSpans(list)
      expect(points(merged)).toEqual(points(list))
      for (let i = 1; i < merged.length; i++)
        expect(merged[i]!.from).toBeGreaterThan(merged[i - 1]!.to)
    }),
  )
})

test('what is left and what is covered make the whole', () => {
  fc.assert(
    fc.property(spans, spans, ([whole = { from: 5, to: 90 }], covered) => {
      const rest = points(subtractSpans(whole, covered))
      const held = points(covered)
      for (let t = whole.from; t < whole.to; t++) expect(rest.has(t)).toBe(!held.has(t))
      expect(rest.size).toBeLessThanOrEqual(Math.max(0, whole.to - whole.from))
    }),
  )
})

const id = (symbol: string) => instrumentId(parseVenueId('binance')!, symbol)
const series = (symbol: string, rest = {}) => ({
  instrument: id(symbol),
  stream: 'candle' as const,
  interval: MINUTE,
  reach: undefined,
  answered: [],
  ...rest,
})
const now = Date.UTC(2026, 10, 22, 12, 0, 30)

test('the newest day of every series comes before older days of any', () => {
  const tasks = planBackfill([series('BTCUSDT'), series('ETHUSDT')], now, 30 * DAY)
  const end = now - 30_000
  expect(tasks.slice(0, 2)).toEqual(
    ['BTCUSDT', 'ETHUSDT'].map((symbol) => ({
      instrument: id(symbol),
      stream: 'candle',
      from: end - DAY,
      to: end,
    })),
  )
  for (let i = 2; i < tasks.length; i++) expect(tasks[i]!.to).toBeLessThanOrEqual(end - DAY)
})

test('a plan asks for all that is wanted, once, and nothing that was answered', () => {
  const minutes = fc.integer({ min: 0, max: 30 * 1440 })
  fc.assert(
    fc.property(fc.array(fc.tuple(minutes, minutes)), (pairs) => {
      const answered = pairs.map(([ago, length]) => {
        const from = now - 30_000 - ago * MINUTE
        return { from, to: from + length * MINUTE }
      })
      const tasks = planBackfill([series('BTCUSDT', { answered })], now, 30 * DAY)
      const whole = { from: now - 30_000 - 30 * DAY + MINUTE, to: now - 30_000 }
      expect(mergeSpans(tasks)).toEqual(mergeSpans(subtractSpans(whole, answered)))
      const length = tasks.reduce((sum, { from, to }) => sum + to - from, 0)
      expect(length).toBe(mergeSpans(tasks).reduce((sum, { from, to }) => sum + to - from, 0))
    }),
  )
})

test('a venue is not asked for more than it serves', () => {
  const tasks = planBackfill([series('BTCUSDT', { reach: 3 * DAY })], now, 30 * DAY)
  expect(Math.min(...tasks.map(({ from }) => from))).toBeGreaterThanOrEqual(now - 3 * DAY)
})
