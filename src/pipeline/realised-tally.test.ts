import { expect, test } from 'vitest'
import type { Liquidation } from '../market/event.ts'
import { instrumentId, parseVenueId } from '../market/instrument.ts'
import { HOUR, MINUTE, quantity } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { RealisedTally } from './realised-tally.ts'

const venue = parseVenueId('bybit')!
const btc = instrumentId(venue, 'BTCUSDT')
const START = Date.UTC(2026, 10, 22)

const liquidation = (at: Millis, parts: Partial<Liquidation> = {}): Liquidation => ({
  type: 'liquidation',
  venue,
  instrument: btc,
  exchangeTime: START + at,
  receivedTime: START + at,
  position: 'long',
  price: 100,
  priceKind: 'fill',
  quantity: quantity(2),
  ...parts,
})

test('liquidations are added up by the minute, in USD; what looks wrong is left out', () => {
  const tally = new RealisedTally()
  tally.push(liquidation(MINUTE))
  tally.push(liquidation(2 * MINUTE - 1, { position: 'short', price: 50 }))
  tally.push(liquidation(HOUR))
  tally.push(liquidation(3 * MINUTE))
  tally.push(liquidation(3 * MINUTE, { price: 1e6, suspect: 'price' }))
  const first = START / MINUTE
  expect([...tally.minutes('linear', START, START + HOUR)]).toEqual([
    [first + 1, { count: 2, usd: [200, 100] }],
    [first + 3, { count: 1, usd: [200, 0] }],
  ])
  expect([...tally.minutes('inverse', START, START + 2 * MINUTE)]).toEqual([
    [first + 1, { count: 2, usd: [2, 2] }],
  ])
})

test('old minutes are let go of', () => {
  const tally = new RealisedTally()
  for (let hour = 0; hour < 60 * 24; hour++) tally.push(liquidation(hour * HOUR))
  const kept = tally.minutes('linear', START, START + 60 * 24 * HOUR)
  expect([...kept.keys()][0]).toBe((START + (60 - 45) * 24 * HOUR - HOUR) / MINUTE)
})
