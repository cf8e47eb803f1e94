import { expect, test } from 'vitest'
import type { Liquidation } from '../market/event.ts'
import { instrumentId, parseVenueId } from '../market/instrument.ts'
import { HOUR, MINUTE, quantity } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { StreamCoverage } from './coverage.ts'
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

/** A stream that has been seen from the start on, with a gap in the third hour. */
function coverage(): StreamCoverage {
  const stream = new StreamCoverage(btc, 'liquidation')
  stream.saw(START, START)
  stream.takeGap({
    type: 'gap',
    venue,
    instrument: btc,
    stream: 'liquidation',
    from: START + 2 * HOUR + MINUTE,
    exchangeTime: START + 2 * HOUR + 2 * MINUTE,
    receivedTime: START + 2 * HOUR + 2 * MINUTE,
    cause: 'connection ended',
    certainty: 'certain',
  })
  return stream
}

test('hours of which all was seen are told, also those without liquidations; others are unknown', () => {
  const tally = new RealisedTally()
  tally.push(liquidation(MINUTE))
  tally.push(liquidation(2 * MINUTE, { position: 'short', price: 50 }))
  tally.push(liquidation(HOUR - 1))
  tally.push(liquidation(2 * HOUR + 30 * MINUTE))
  tally.push(liquidation(3 * HOUR, { price: 1e6, suspect: 'price' }))
  const hours = (from: Millis, to: Millis) => [
    ...tally.hours('linear', coverage(), START + from, START + to),
  ]
  expect(hours(-2 * HOUR, 4 * HOUR)).toEqual([
    [START + HOUR, [400, 100]],
    [START + 2 * HOUR, [0, 0]],
    [START + 4 * HOUR, [0, 0]],
  ])
  // An hour that is not over is not told.
  expect(hours(0, 2 * HOUR - 1).map(([end]) => end)).toEqual([START + HOUR])
  expect([...tally.hours('inverse', coverage(), START, START + HOUR)]).toEqual([
    [START + HOUR, [4, 2]],
  ])
})

test('old hours are let go of', () => {
  const tally = new RealisedTally()
  for (let hour = 0; hour < 60 * 24; hour++) tally.push(liquidation(hour * HOUR))
  const all = new StreamCoverage(btc, 'liquidation')
  all.saw(START, START)
  const [first] = [...tally.hours('linear', all, START, START + 60 * 24 * HOUR)].filter(
    ([, [long]]) => long > 0,
  )
  expect(first![0]).toBeGreaterThan(START + 14 * 24 * HOUR)
})
