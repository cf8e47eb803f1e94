import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LN_BIN } from '../../heatmap/grid.ts'
import { stripsOf } from './strips.ts'

/** Row edges of a logarithmic grid on a linear price axis of a height. */
const linearAxis = (rows: number, height: number, zoom: number) => {
  const top = Math.exp(rows * 2 ** zoom * LN_BIN)
  return (row: number) => height * (1 - (Math.exp(row * 2 ** zoom * LN_BIN) - 1) / (top - 1))
}

describe('strips', () => {
  test('one does on an axis that is straight in the rows', () => {
    expect(stripsOf(3, 256, (row) => 900 - row * 2.37)).toEqual([
      {
        rowFrom: 3,
        rowTo: 256,
        from: Math.round(900 - 3 * 2.37),
        to: Math.round(900 - 256 * 2.37),
      },
    ])
  })

  test('cover all rows once, share their edges and are right to the pixel', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 256 }),
        fc.integer({ min: 50, max: 4000 }),
        fc.integer({ min: 0, max: 6 }),
        (rows, height, zoom) => {
          const edge = linearAxis(rows, height, zoom)
          const strips = stripsOf(0, rows, edge)
          expect(strips[0]!.rowFrom).toBe(0)
          expect(strips.at(-1)!.rowTo).toBe(rows)
          strips.forEach((strip, i) => {
            const next = strips[i + 1]
            if (next !== undefined)
              expect([next.rowFrom, next.from]).toEqual([strip.rowTo, strip.to])
            for (let row = strip.rowFrom; row <= strip.rowTo; row++) {
              const share = (row - strip.rowFrom) / (strip.rowTo - strip.rowFrom)
              const drawn = strip.from + (strip.to - strip.from) * share
              // Half a pixel of bending and half a pixel of rounding.
              expect(Math.abs(drawn - edge(row))).toBeLessThanOrEqual(1.01)
            }
          })
        },
      ),
    )
  })

  test('no rows give no strips', () => {
    expect(stripsOf(5, 5, (row) => row)).toEqual([])
  })
})
