import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR } from '../../market/units.ts'
import { FOLLOWED_FOR, followEntry, whatFollowed } from './follow-entry.ts'
import { paperNoteSchema } from './paper-note.ts'
import { followed, noted } from './paper-trade.ts'
import type { PaperBar, PaperTrade } from './paper-trade.ts'

const T0 = Date.UTC(2026, 0, 5)
const NOTE = paperNoteSchema.parse({
  id: 'one',
  instrument: 'binance:BTCUSDT',
  time: T0,
  side: 'short',
  entry: 100,
  stop: 105,
  target: 90,
  usd: 1_000,
  label: '',
})
const bar = (i: number, low: number, high: number, close = low): PaperBar => ({
  openTime: T0 + i * HOUR,
  interval: HOUR,
  open: low,
  high,
  low,
  close,
})
const run = (bars: readonly PaperBar[], cancelled: number | undefined): PaperTrade => {
  let trade: PaperTrade = noted(NOTE)
  for (const one of bars) trade = followEntry(trade, one, cancelled)
  return trade
}
const anyBars = fc
  .array(fc.tuple(fc.integer({ min: 85, max: 110 }), fc.nat(12)), { maxLength: 20 })
  .map((all) => all.map(([low, up], i) => bar(i, low, low + up)))

describe('a note that is followed', () => {
  test('is not filled once it was cancelled', () => {
    const bars = [bar(0, 97, 98), bar(1, 99, 101)]
    expect(run(bars, T0 + HOUR).state).toBe('waiting')
    // Within the bar of the entry it is not known what came first: that bar decides nothing.
    expect(run(bars, T0 + 2 * HOUR - 1).state).toBe('waiting')
    expect(run(bars, T0 + 2 * HOUR).state).toBe('open')
  })

  test('goes on to its end where it was filled by then, whatever it would bring', () => {
    const bars = [bar(0, 99, 101), bar(1, 103, 106)]
    expect(run(bars, T0 + HOUR)).toMatchObject({ state: 'closed', how: 'stop', r: -1 })
  })

  test('is followed for ninety days and no longer', () => {
    const last = FOLLOWED_FOR / HOUR - 1
    expect(run([bar(last, 99, 101)], undefined).state).toBe('open')
    expect(run([bar(last + 1, 99, 101)], undefined).state).toBe('waiting')
  })

  test('law: without a cancellation it is what the rules say', () => {
    fc.assert(
      fc.property(anyBars, (bars) => {
        expect(run(bars, undefined)).toEqual(followed(NOTE, bars))
      }),
    )
  })

  test('law: a cancellation takes back only what was not filled by then', () => {
    fc.assert(
      fc.property(anyBars, fc.nat(20), (bars, hours) => {
        const cancelled = T0 + hours * HOUR
        const then = followed(
          NOTE,
          bars.filter(({ openTime }) => openTime + HOUR <= cancelled),
        )
        const found = run(bars, cancelled)
        if (then.state === 'waiting') expect(found).toEqual(then)
        else expect(found).toEqual(followed(NOTE, bars))
      }),
    )
  })
})

describe('what followed a formation', () => {
  const hours = (count: number) => Array.from({ length: count }, (_, i) => bar(i, 100 - i, 101 + i))

  test('is told of what is over, from the open of the first candle after it', () => {
    expect(whatFollowed(T0, T0 + 4 * HOUR, hours(4))).toEqual([
      { span: 4 * HOUR, low: 0.97 - 1, high: 1.04 - 1, close: 0.97 - 1, missing: 0 },
    ])
    expect(whatFollowed(T0, T0 + 4 * HOUR - 1, hours(4))).toEqual([])
    expect(whatFollowed(T0, T0 + DAY, hours(24)).map(({ span }) => span)).toEqual([4 * HOUR, DAY])
  })

  test('says what is missing', () => {
    const [found] = whatFollowed(T0, T0 + 4 * HOUR, [hours(4)[0]!, hours(4)[3]!])
    expect(found!.missing).toBe(2 * HOUR)
    // What began before it decides nothing, and is not missing.
    expect(whatFollowed(T0 + 1, T0 + 5 * HOUR, hours(5))[0]).toMatchObject({ missing: 0 })
  })
})
