import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Mark } from './signal-marks.ts'
import { LINE, placeMarks } from './signal-marks.ts'

/** 400 pixels from 200 down to 100. */
const PLOT = { height: 400, yOf: (price: number) => (200 - price) * 4 }

const mark = (priceFrom: number, priceTo = priceFrom, text = 'one'): Mark => ({
  kind: 'cluster',
  side: 'long',
  priceFrom,
  priceTo,
  text,
  isFaded: false,
})

describe('marks', () => {
  test('lie at their prices, with their words in the middle', () => {
    expect(placeMarks([mark(140, 150)], PLOT, false)).toMatchObject([
      { top: 200, bottom: 240, wordsY: 220 },
    ])
  })

  test('out of sight are left out, at the edge they keep their words in sight', () => {
    expect(placeMarks([mark(90), mark(210)], PLOT, false)).toEqual([])
    expect(placeMarks([mark(199, 230)], PLOT, false)[0]).toMatchObject({
      top: -120,
      wordsY: LINE / 2,
    })
  })

  test('of one place part their words, until there is no room', () => {
    const placed = placeMarks(
      Array.from({ length: 6 }, () => mark(150)),
      PLOT,
      false,
    )
    expect(placed.map(({ wordsY }) => wordsY)).toEqual([200, 184, 216, 168, 232, undefined])
  })

  test('have the words of clusters at their right where there is room', () => {
    const marks = [mark(150), { ...mark(150), kind: 'pattern' as const }]
    expect(placeMarks(marks, PLOT, true)).toMatchObject([
      { wordsY: 200, words: 'right' },
      { wordsY: 200, words: 'left' },
    ])
  })

  test('never have words over words or beyond the plot, and the first is never without', () => {
    const price = fc.double({ min: 80, max: 220, noNaN: true })
    const some = fc.array(fc.tuple(price, price), { maxLength: 30 })
    fc.assert(
      fc.property(some, (pairs) => {
        const marks = pairs.map(([a, b]) => mark(Math.min(a, b), Math.max(a, b)))
        const placed = placeMarks(marks, PLOT, false)
        const words = placed.flatMap(({ wordsY }) => wordsY ?? []).toSorted((a, b) => a - b)
        words.forEach((y, i) => {
          expect(y).toBeGreaterThanOrEqual(LINE / 2)
          expect(y).toBeLessThanOrEqual(PLOT.height - LINE / 2)
          if (i > 0) expect(y - words[i - 1]!).toBeGreaterThanOrEqual(LINE - 1e-9)
        })
        if (placed.length > 0) expect(placed[0]!.wordsY).toBeDefined()
      }),
    )
  })
})
