import { expect, test } from 'vitest'
import { feedBench } from '../../test/world/feed-bench.ts'
import { btc, eth } from '../../test/world/test-venue.ts'
import { MINUTE } from '../market/units.ts'

test('trades, prices and liquidations flow, and each is stored once', async () => {
  const bench = feedBench({}, (venue) => {
    venue.speakers = [
      { stream: 'trade', symbol: 'BTC', every: 500 },
      { stream: 'trade', symbol: 'ETH', every: 700 },
      { stream: 'mark', symbol: 'BTC', every: 1000 },
      { stream: 'mark', symbol: 'ETH', every: 1000 },
      { stream: 'liquidation', symbol: 'BTC', every: 7000 },
    ]
  })
  await bench.world.run(5 * MINUTE)
  const healths = bench.feed.status().streams.map((one) => `${one.stream} ${one.health}`)
  expect(healths).toEqual([
    'trade proven',
    'trade proven',
    'mark-price proven',
    'mark-price proven',
    'liquidation proven',
    'liquidation quiet',
  ])
  expect(bench.health('trade', btc)).toBe('proven')
  expect(bench.health('liquidation', eth)).toBe('quiet')
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})
