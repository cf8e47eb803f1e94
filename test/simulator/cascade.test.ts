import { beforeAll, describe, expect, test } from 'vitest'
import { forecastMoves } from '../../bench/simulator/cascade-error.ts'
import type { ForecastId, ForecastMove } from '../../bench/simulator/cascade-error.ts'
import { referenceCorrection } from '../../bench/simulator/contestants.ts'
import { pushedMarket } from '../../bench/simulator/pushed-market.ts'
import { DAY } from '../../src/market/units.ts'
import { simulateMarket } from '../../src/sim/market/run.ts'
import { THROTTLED_VENUE } from '../../src/sim/market/venues.ts'

const START = Date.UTC(2026, 0, 5)
const MARKET = { seed: 21, days: 12, regime: 'crash', start: START } as const
/** A thin book, in which what orders set off counts: once in these days price runs away. */
const THIN = { ...THROTTLED_VENUE, depthUsd: THROTTLED_VENUE.depthUsd / 4 }

describe('the walk of a book against the engine of the simulator', () => {
  let orders: readonly ForecastMove[]
  let thin: readonly ForecastMove[]
  beforeAll(() => {
    const correction = referenceCorrection(START, 5)
    orders = forecastMoves(pushedMarket(MARKET, 4 * DAY), correction)
    thin = forecastMoves(pushedMarket({ ...MARKET, venues: [THIN] }, 4 * DAY), correction)
  })
  const sum = (of: readonly ForecastMove[], value: (one: ForecastMove) => number): number =>
    of.reduce((total, one) => total + value(one), 0)
  const error = (of: readonly ForecastMove[], id: ForecastId, factor = 1): number =>
    sum(of, ({ push, moves }) => Math.abs(factor * moves[id] - push.moved))

  test('has orders that set something off', () => {
    for (const of of [orders, thin]) {
      expect(of).toHaveLength(32)
      expect(sum(of, ({ push }) => push.forcedUsd)).toBeGreaterThan(0)
      expect(sum(of, ({ push }) => push.moved)).toBeGreaterThan(sum(of, ({ moves }) => moves.book))
    }
  })

  test('is less far off than the laws of size, even with constants chosen in hindsight', () => {
    for (const id of ['linear', 'root'] as const) {
      const factors = Array.from({ length: 400 }, (_, i) => 1.03 ** (i - 100))
      const best = Math.min(...factors.map((factor) => error(orders, id, factor)))
      expect(best).toBeLessThanOrEqual(error(orders, id))
      expect(error(orders, 'truth')).toBeLessThan(best)
      expect(error(orders, 'learnt')).toBeLessThan(best)
    }
  })

  test('is less far off than the book alone, with the true positions and with the learnt map', () => {
    expect(error(orders, 'truth')).toBeLessThan(error(orders, 'book'))
    expect(error(orders, 'learnt')).toBeLessThan(error(orders, 'book'))
  })

  test('is less far off than the rule of thumb in a thin book too, though it runs too far away', () => {
    for (const id of ['linear', 'root'] as const)
      expect(error(thin, 'truth')).toBeLessThan(error(thin, id))
  })
})

test('a market that nobody intervenes in is the market as it is', () => {
  const options = { seed: 3, days: 1, regime: 'range', start: START } as const
  let minutes = 0
  const watched = simulateMarket(options, () => void minutes++)
  expect(minutes).toBe(1440)
  expect(watched).toEqual(simulateMarket(options))
})
