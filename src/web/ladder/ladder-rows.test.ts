import { expect, test } from 'vitest'
import type { BookAnswer } from '../../api/book.ts'
import type { LevelsAnswer } from '../../api/schema.ts'
import { binEdge, binMiddle, binOf } from '../../market/price-bin.ts'
import { ladderRows, zoomOfRows } from './ladder-rows.ts'

const ZOOM = 2
const PRICE = 60_000
const OWN = binOf(PRICE, ZOOM)
const at = (bin: number) => ({
  bin: OWN + bin,
  priceFrom: binEdge(OWN + bin, ZOOM),
  priceTo: binEdge(OWN + bin + 1, ZOOM),
})

const bookOf = (bins: readonly [number, number, number][], reach = 2): BookAnswer =>
  ({
    bins: bins.map(([bin, bidUsd, askUsd]) => ({ ...at(bin), bidUsd, askUsd })),
    reach: { from: binMiddle(OWN - reach, ZOOM), to: binMiddle(OWN + reach, ZOOM) },
  }) as BookAnswer
const levelsOf = (levels: readonly [number, number, number][]): LevelsAnswer =>
  ({
    levels: levels.map(([bin, longUsd, shortUsd]) => ({ ...at(bin), longUsd, shortUsd })),
  }) as LevelsAnswer

const shown = { from: binMiddle(OWN - 3, ZOOM), to: binMiddle(OWN + 3, ZOOM) }

test('rows hold what rests and what the map holds, summed over venues, and the way there', () => {
  const rows = ladderRows(
    {
      books: [
        bookOf([
          [-1, 10, 0],
          [0, 3, 4],
          [1, 0, 20],
        ]),
        bookOf([
          [1, 0, 5],
          [2, 0, 7],
        ]),
      ],
      levels: [
        levelsOf([
          [1, 0, 100],
          [-1, 50, 0],
        ]),
        levelsOf([
          [1, 0, 11],
          [3, 0, 2],
        ]),
      ],
      price: PRICE,
      zoom: ZOOM,
    },
    shown,
  )
  expect(rows.map(({ bin }) => bin - OWN)).toEqual([-3, -2, -1, 0, 1, 2, 3])
  expect(rows.map(({ bidUsd, askUsd }) => [bidUsd, askUsd])).toEqual([
    [0, 0],
    [0, 0],
    [10, 0],
    [3, 4],
    [0, 25],
    [0, 7],
    [0, 0],
  ])
  expect(rows.map(({ depthUsd }) => depthUsd)).toEqual([13, 13, 13, 4, 29, 36, 36])
  expect(rows.map(({ levelsUsd }) => levelsUsd)).toEqual([50, 50, 50, 0, 111, 111, 113])
  expect(rows.map(({ isKnown }) => isKnown)).toEqual([false, true, true, true, true, true, false])
})

test('a strong level is thin where a fifth of it does not rest on the way; beyond the book nothing is said', () => {
  const of = (asks: number, level: number) =>
    ladderRows(
      {
        books: [bookOf([[1, 0, asks]])],
        levels: [
          levelsOf([
            [level, 0, 100],
            [2, 0, 10],
          ]),
        ],
        price: PRICE,
        zoom: ZOOM,
      },
      shown,
    ).flatMap(({ bin, isThin }) => (isThin ? [bin - OWN] : []))
  expect(of(19, 1)).toEqual([1])
  expect(of(20, 1)).toEqual([])
  expect(of(0, 3)).toEqual([])
})

test('without a book nothing is known and nothing is thin', () => {
  const sources = { books: [], levels: [levelsOf([[1, 0, 100]])], price: PRICE, zoom: ZOOM }
  const rows = ladderRows(sources, shown)
  expect(rows.some(({ isKnown, isThin }) => isKnown || isThin)).toBe(false)
})

test('the zoom is the finest whose rows can be read everywhere in sight', () => {
  const linear = (price: number) => 1_000 - price / 100
  const zoom = zoomOfRows(linear, [50_000, 70_000], { least: 14, coarsest: 9 })
  const height = (of: number, price: number) => price * (Math.exp(2 ** of * Math.log1p(0.0005)) - 1)
  expect(height(zoom + 1, 50_000) / 100).toBeGreaterThan(14)
  expect(height(zoom - 1, 50_000) / 100).toBeLessThan(14)
  expect(zoomOfRows(() => undefined, [1], { least: 14, coarsest: 9 })).toBe(9)
})
