import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InstrumentId } from '../../market/instrument.ts'
import type { LiveColumn } from './live-column.ts'
import { nextColumn, profileOf } from './live-column.ts'

const instrument = 'binance:BTCUSDT' as InstrumentId
const head = { type: 'column', instrument, model: 'isotherm', zoom: 1, price: 60_000 } as const
const usd = fc.integer({ min: 0, max: 3 })
const levels = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 9 }), usd, usd), {
  selector: ([bin]) => bin,
})
type Levels = [number, number, number][]

describe('the live column', () => {
  test('is the whole one with all changes since, whatever their order in a message', () => {
    fc.assert(
      fc.property(levels, fc.array(levels), (whole, changes) => {
        const wanted = new Map<number, readonly [number, number]>()
        let column: LiveColumn | undefined
        const messages: [Levels, boolean][] = [
          [whole, true],
          ...changes.map((one): [Levels, boolean] => [one, false]),
        ]
        messages.forEach(([of, isWhole], i) => {
          for (const [bin, long, short] of of) wanted.set(bin, [long, short])
          column = nextColumn(column, { ...head, time: i, whole: isWhole, levels: of.toReversed() })
        })
        const filled = [...wanted].filter(([, [long, short]]) => long + short > 0)
        expect(new Map(column!.levels)).toEqual(new Map(filled))
        expect(column!.time).toBe(changes.length)
      }),
    )
  })

  test('changes of nothing, or of another column, give nothing to draw', () => {
    const change = { ...head, time: 1, whole: false, levels: [[1, 2, 3]] as Levels }
    expect(nextColumn(undefined, change)).toBeUndefined()
    const held = nextColumn(undefined, { ...change, whole: true })!
    expect(nextColumn(held, { ...change, zoom: 2 })).toBeUndefined()
    expect(nextColumn(held, { ...change, model: 'opening-only' })).toBeUndefined()
    // A whole one replaces whatever was there.
    expect(nextColumn(held, { ...change, whole: true, levels: [] })!.levels.size).toBe(0)
    expect(held.levels.size).toBe(1)
  })

  test('as a profile it ascends in price', () => {
    const whole = {
      ...head,
      time: 1,
      whole: true,
      levels: [
        [9, 1, 0],
        [-3, 0, 2],
      ] as Levels,
    }
    const shown = profileOf(nextColumn(undefined, whole)!)
    expect(shown.map(({ longUsd, shortUsd }) => [longUsd, shortUsd])).toEqual([
      [0, 2],
      [1, 0],
    ])
    expect(shown[0]!.priceTo).toBeLessThanOrEqual(shown[1]!.priceFrom)
  })
})
