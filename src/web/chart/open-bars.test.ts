import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CandlesAnswer } from '../../api/schema.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { MINUTE } from '../../market/units.ts'
import { gaplessBars } from './bars.ts'
import type { TailBar } from './open-bars.ts'
import { endOf, joinTail, settleTail, tailOf, withTail } from './open-bars.ts'

const FROM = Date.UTC(2026, 0, 1)
const BAR = 5 * MINUTE

const minute = (at: number, open: number, close: number): TailBar => ({
  openTime: FROM + at * MINUTE,
  open,
  high: Math.max(open, close) + 1,
  low: Math.min(open, close) - 1,
  close,
  volume: at,
  takerBuyVolume: at % 7 === 0 ? null : at / 2,
})

/** Minutes of which some are missing, ascending. */
const minutes = fc
  .uniqueArray(fc.integer({ min: 0, max: 79 }), { minLength: 1 })
  .chain((at) =>
    fc.tuple(
      fc.constant(at.toSorted((a, b) => a - b)),
      fc.array(fc.integer({ min: 10, max: 99 }), { minLength: at.length, maxLength: at.length }),
    ),
  )
  .map(([at, prices]) => at.map((one, i) => minute(one, prices[i]!, prices[i]! + 3)))

function answerOf(bars: readonly TailBar[], interval: number): CandlesAnswer {
  return {
    instrument: 'binance:BTCUSDT' as InstrumentId,
    interval,
    openTime: bars.map(({ openTime }) => openTime),
    open: bars.map(({ open }) => open),
    high: bars.map(({ high }) => high),
    low: bars.map(({ low }) => low),
    close: bars.map(({ close }) => close),
    volume: bars.map(({ volume }) => volume),
    takerBuyVolume: bars.map(({ takerBuyVolume }) => takerBuyVolume),
  }
}

const bothOf = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a + b

/** Minutes joined to bars the plain way. */
function joined(of: readonly TailBar[]): TailBar[] {
  const bars = new Map<number, TailBar>()
  for (const one of of) {
    const openTime = Math.floor(one.openTime / BAR) * BAR
    const bar = bars.get(openTime)
    bars.set(openTime, {
      openTime,
      open: bar?.open ?? one.open,
      high: Math.max(bar?.high ?? 0, one.high),
      low: Math.min(bar?.low ?? Infinity, one.low),
      close: one.close,
      volume: (bar?.volume ?? 0) + one.volume,
      takerBuyVolume: bothOf(bar === undefined ? 0 : bar.takerBuyVolume, one.takerBuyVolume),
    })
  }
  return [...bars.values()]
}

const start = answerOf([{ ...minute(-5, 50, 51) }], BAR)

describe('bars that grow', () => {
  test('a tail gives the bars that the same minutes give as a whole, settled or not', () => {
    fc.assert(
      fc.property(minutes, fc.integer({ min: 0, max: 80 }), (of, closed) => {
        const base = gaplessBars(start)!
        const closedTo = FROM + closed * MINUTE
        const whole = gaplessBars(answerOf([...tailOf(start), ...joined(of)], BAR))!
        const tail = { interval: MINUTE, bars: of }
        expect(joinTail(base, tail)).toEqual(whole)
        const settled = settleTail(base, tail, closedTo)
        expect(joinTail(settled.bars, settled.tail)).toEqual(whole)
        expect(endOf(settled.bars)).toBeLessThanOrEqual(Math.max(closedTo, endOf(base)))
      }),
    )
  })

  test('what was there stays the same object, so that only what is new is drawn', () => {
    const base = gaplessBars(start)!
    const once = joinTail(base, { interval: MINUTE, bars: [minute(0, 50, 60)] })
    const again = joinTail(base, { interval: MINUTE, bars: [minute(0, 50, 70)] })
    expect(once.bars[0]).toBe(base.bars[0])
    expect(again.bars[1]).toMatchObject({ close: 70 })
    expect(base.bars).toHaveLength(1)
    expect(joinTail(base, { interval: MINUTE, bars: [] })).toBe(base)
  })

  test('a newer statement of a minute replaces the older one', () => {
    const [first, second] = [minute(1, 50, 60), minute(1, 50, 40)]
    expect(withTail([minute(0, 1, 2), first], [second, minute(2, 3, 4)])).toEqual([
      minute(0, 1, 2),
      second,
      minute(2, 3, 4),
    ])
    expect(withTail([first], [])).toEqual([first])
  })

  test('a bar of another age does not make millions of empty places', () => {
    const base = gaplessBars(start)!
    const far = joinTail(base, { interval: MINUTE, bars: [minute(1e7, 50, 60)] })
    expect(far).toBe(base)
  })
})
