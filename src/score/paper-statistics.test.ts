import { expect, test } from 'vitest'
import { DAY } from '../market/units.ts'
import { tradeStatistics } from './paper-statistics.ts'

const results = (rs: readonly number[]) => rs.map((r, day) => ({ time: (day + 0.5) * DAY, r }))

test('counts, means and the deepest fall, whatever the order', () => {
  const all = results([2, -1, -1, 3, -1, -1, -1, 0])
  const found = tradeStatistics(all)
  expect(found).toMatchObject({ count: 8, wins: 2, winRate: 0.25, meanR: 0, maxDrawdownR: 3 })
  expect(tradeStatistics(all.toReversed())).toEqual(found)
  expect(found.meanInterval!.low).toBeLessThan(0)
  expect(found.meanInterval!.high).toBeGreaterThan(0)
  expect(found.winRateInterval).toMatchObject({ value: 0.25 })
})

test('a run of losses from the start is a drawdown too', () => {
  expect(tradeStatistics(results([-1, -1, 1])).maxDrawdownR).toBe(2)
})

test('says nothing it does not know', () => {
  expect(tradeStatistics([])).toEqual({
    count: 0,
    wins: 0,
    winRate: undefined,
    meanR: undefined,
    winRateInterval: undefined,
    meanInterval: undefined,
    maxDrawdownR: 0,
  })
  expect(tradeStatistics(results([1, 1, 1, 1])).meanInterval).toBeUndefined()
  expect(tradeStatistics(results([1, 1, 1, 1, -1])).meanInterval).toBeDefined()
})
