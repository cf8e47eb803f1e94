import { expect, test } from 'vitest'
import { publish } from './publish.ts'
import type { SimulatedLiquidation } from './venue-run.ts'

const second = [1, 3, 2].map(
  (quantity, i): SimulatedLiquidation => ({
    time: i,
    position: 'long',
    price: 100,
    liquidationPrice: 100,
    markPrice: 100,
    quantity,
    leverage: 10,
  }),
)

test.each([
  ['all', [1, 3, 2]],
  ['latest-per-second', [2]],
  ['largest-per-second', [3]],
] as const)('%s of a second is published', (feed, shown) => {
  expect(publish(second, feed).map(({ quantity }) => quantity)).toEqual(shown)
  expect(publish([], feed)).toEqual([])
})
