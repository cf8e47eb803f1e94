import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { valueOfLevel } from './quantise.ts'
import { MIN_SPAN, colourOfUsd, levelColours, rampTicks } from './colour-scale.ts'
import { colourAt, paletteOf } from './palette.ts'

const viridis = paletteOf('viridis')
const scale = fc.record({
  maxUsd: fc.double({ min: 1, max: 1e11, noNaN: true }),
  low: fc.double({ min: 0, max: 0.5, noNaN: true }),
  high: fc.double({ min: 0.5 + MIN_SPAN, max: 1, noNaN: true }),
})

describe('colour of an amount', () => {
  test('nothing is shown of nothing, and the maximum has the brightest colour', () => {
    const full = { maxUsd: 1e6, low: 0, high: 1 }
    expect(colourOfUsd(0, full, viridis)).toEqual([0, 0, 0, 0])
    expect(colourOfUsd(1e6, full, viridis)).toEqual([...colourAt(viridis, 1), 255])
    expect(colourOfUsd(5e5, full, viridis)).toEqual([...colourAt(viridis, 0.5), 255])
  })

  test('the left handle hides what is below it and nothing else', () => {
    fc.assert(
      fc.property(scale, fc.double({ min: 0.15, max: 1, noNaN: true }), (of, share) => {
        const [, , , alpha] = colourOfUsd(share * of.maxUsd, of, viridis)
        // Rounding may put an amount that lies on the handle on either side of it.
        if (Math.abs(share - of.low) < 1e-9) return
        expect(alpha > 0).toBe(share > of.low)
      }),
    )
  })

  test('from the right handle on all is brightest', () => {
    fc.assert(
      fc.property(scale, fc.double({ min: 1, max: 50, noNaN: true }), (of, times) => {
        const usd = of.high * of.maxUsd * times * (1 + 1e-9)
        expect(colourOfUsd(usd, of, viridis)).toEqual([...colourAt(viridis, 1), 255])
      }),
    )
  })
})

test('the table holds the colour of every level as RGBA bytes', () => {
  const of = { maxUsd: 2e7, low: 0.01, high: 0.9 }
  const table = levelColours(of, viridis)
  const bytes = new Uint8Array(table.buffer)
  expect(table[0]).toBe(0)
  for (let level = 1; level < table.length; level++) {
    const wanted = colourOfUsd(valueOfLevel(level), of, viridis)
    expect([...bytes.subarray(level * 4, level * 4 + 4)]).toEqual([...wanted])
  }
})

describe('ticks', () => {
  test('are round, ascending, apart and inside', () => {
    expect(rampTicks(50e6, 0.1)).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45].map((n) => n * 1e6))
    expect(rampTicks(8.9e6, 0.1)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => n * 1e6))
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e12, noNaN: true }),
        fc.constantFrom(0.09, 0.22),
        (max, gap) => {
          const ticks = rampTicks(max, gap)
          expect(ticks.length).toBeGreaterThan(0)
          const edges = [0, ...ticks]
          for (let i = 1; i < edges.length; i++)
            expect((edges[i]! - edges[i - 1]!) / max).toBeGreaterThanOrEqual(gap * (1 - 1e-9))
          expect(ticks.at(-1)!).toBeLessThan(max)
        },
      ),
    )
  })
})
