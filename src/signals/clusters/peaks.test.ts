import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { peaksOf } from './peaks.ts'
import { smoothed } from './smoothed.ts'

const curve = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 1e6, noNaN: true })), {
  maxLength: 60,
})

describe('peaks of a curve', () => {
  it('finds two hills with a valley between them, and how far each reaches', () => {
    const hills = Float64Array.of(0, 2, 6, 10, 6, 2, 1, 2, 4, 2, 0)
    const [first, second, ...more] = peaksOf(hills, 0.5)
    expect(more).toEqual([])
    // The higher one stands on the ground; half of it is 5. The lower one stands on the valley's 1.
    expect(first).toEqual({ at: 3, height: 10, prominence: 10, from: 2, end: 5 })
    expect(second).toEqual({ at: 8, height: 4, prominence: 3, from: 8, end: 9 })
  })

  it('leaves out what stands out by less than asked', () => {
    expect(peaksOf(Float64Array.of(0, 10, 6, 8, 0), 0.5).map(({ at }) => at)).toEqual([1])
    expect(peaksOf(Float64Array.of(0, 10, 4, 8, 0), 0.5).map(({ at }) => at)).toEqual([1, 3])
  })

  it('takes a level top once, a slope not at all, and a peak at the end of the curve', () => {
    expect(peaksOf(Float64Array.of(0, 5, 5, 5, 0), 0.5).map(({ at }) => at)).toEqual([1])
    expect(peaksOf(Float64Array.of(1, 5, 5, 9, 3), 0.5).map(({ at }) => at)).toEqual([3])
    expect(peaksOf(Float64Array.of(9, 5, 1), 0.5).map(({ at }) => at)).toEqual([0])
    expect(peaksOf(Float64Array.of(1, 5, 9), 0.5).map(({ at }) => at)).toEqual([2])
  })

  it('takes one of two equal tops whose valley is shallow, and both where it is deep', () => {
    expect(peaksOf(Float64Array.of(8, 7, 8), 0.5)).toHaveLength(1)
    expect(peaksOf(Float64Array.of(8, 3, 8), 0.5)).toHaveLength(2)
  })

  it('never lets two overlap, and always has the highest point in one', () => {
    fc.assert(
      fc.property(curve, (values) => {
        const peaks = peaksOf(Float64Array.from(values), 0.5)
        for (const [i, peak] of peaks.entries()) {
          expect(peak.from).toBeLessThanOrEqual(peak.at)
          expect(peak.end).toBeGreaterThan(peak.at)
          if (i > 0) expect(peak.from).toBeGreaterThanOrEqual(peaks[i - 1]!.end)
        }
        const highest = Math.max(0, ...values)
        if (highest > 0) expect(peaks.map(({ height }) => height)).toContain(highest)
      }),
    )
  })

  it('finds the same hills whatever unit they are counted in', () => {
    fc.assert(
      fc.property(curve, (values) => {
        const inPlace = (unit: number) =>
          peaksOf(
            Float64Array.from(values, (one) => one * unit),
            0.5,
          ).map(({ at, from, end }) => [at, from, end])
        // Powers of two multiply without rounding.
        expect(inPlace(1024)).toEqual(inPlace(1))
      }),
    )
  })
})

describe('a smoothed density', () => {
  it('keeps the sum', () => {
    fc.assert(
      fc.property(curve, fc.double({ min: 0.3, max: 6, noNaN: true }), (values, deviation) => {
        const sum = (of: Iterable<number>) => [...of].reduce((a, b) => a + b, 0)
        const before = sum(values)
        expect(sum(smoothed(Float64Array.from(values), deviation))).toBeCloseTo(before, 3)
      }),
    )
  })

  it('spreads one level evenly to both sides', () => {
    const one = new Float64Array(21)
    one[10] = 100
    const spread = smoothed(one, 2)
    for (let i = 1; i <= 8; i++) expect(spread[10 - i]).toBe(spread[10 + i])
    expect(spread[10]).toBeCloseTo(100 / (2 * Math.sqrt(2 * Math.PI)), 2)
  })
})
