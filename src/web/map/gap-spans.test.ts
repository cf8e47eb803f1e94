import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { GapInfo } from '../../api/live.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { GapSpan } from './gap-spans.ts'
import { hatchingOf, joinSpans, withGaps } from './gap-spans.ts'

const span: fc.Arbitrary<GapSpan> = fc
  .tuple(
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 0, max: 12 }),
    fc.constantFrom('certain' as const, 'possible' as const),
  )
  .map(([from, length, certainty]) => ({ from, to: from + length, certainty }))

/** What lies at a moment: the strongest of the spans over it. */
function at(spans: readonly GapSpan[], time: number): GapSpan['certainty'] | undefined {
  const over = spans.filter(({ from, to }) => time >= from && time < to)
  if (over.some(({ certainty }) => certainty === 'certain')) return 'certain'
  return over[0]?.certainty
}

const gap = (changes: Partial<GapInfo>): GapInfo => ({
  instrument: 'binance:BTCUSDT' as InstrumentId,
  stream: 'trade',
  from: 10,
  to: 20,
  cause: 'the connection was lost',
  certainty: 'certain',
  repaired: false,
  ...changes,
})

describe('spans to hatch', () => {
  test('say of every moment what the gaps say, ascend and do not overlap', () => {
    fc.assert(
      fc.property(fc.array(span), (of) => {
        const joined = joinSpans(of)
        for (let time = 0; time < 60; time++) expect(at(joined, time)).toBe(at(of, time))
        joined.forEach(({ from, to }, i) => {
          expect(to).toBeGreaterThan(from)
          if (i > 0) expect(from).toBeGreaterThanOrEqual(joined[i - 1]!.to)
        })
      }),
    )
  })

  test('a repaired gap is not hatched, an open one lasts until now, minor streams are only listed', () => {
    const gaps = [
      gap({ from: 1, to: 5, repaired: true }),
      gap({ from: 50, to: null, certainty: 'possible' }),
      gap({ from: 30, to: 40, stream: 'funding-rate' }),
      gap({ from: 20, to: 25, stream: 'liquidation' }),
    ]
    expect(hatchingOf(gaps, 77)).toEqual({
      map: [{ from: 50, to: 77, certainty: 'possible' }],
      liquidations: [{ from: 20, to: 25, certainty: 'certain' }],
    })
  })

  test('what is told of a gap later replaces what was told before', () => {
    const open = gap({ to: null })
    const closed = gap({ to: 20 })
    const repaired = gap({ to: 20, repaired: true })
    const other = gap({ stream: 'liquidation' })
    expect(withGaps([open, other], [closed])).toEqual([other, closed])
    expect(withGaps(withGaps([open], [closed]), [repaired])).toEqual([repaired])
    expect(withGaps([gap({ from: 1 })], [gap({ from: 9 })]).map(({ from }) => from)).toEqual([9, 1])
  })
})
