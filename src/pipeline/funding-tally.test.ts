import { expect, test } from 'vitest'
import type { InstrumentId, VenueId } from '../market/instrument.ts'
import { HOUR, MINUTE } from '../market/units.ts'
import { FundingTally } from './funding-tally.ts'

const rate = (exchangeTime: number, fundingRate: number, interval?: number) => ({
  type: 'funding-rate' as const,
  venue: 'testvenue' as VenueId,
  instrument: 'testvenue:FAKEUSD' as InstrumentId,
  exchangeTime,
  receivedTime: exchangeTime,
  fundingRate,
  ...(interval === undefined ? {} : { interval }),
})

test('the last rate of every five minutes is kept, whatever the order; what was not told is NaN', () => {
  const tally = new FundingTally()
  tally.push(rate(MINUTE, 0.1, HOUR))
  tally.push(rate(11 * MINUTE, 0.4))
  tally.push(rate(3 * MINUTE, 0.2, HOUR))
  tally.push(rate(2 * MINUTE, 0.3, HOUR))
  tally.push(rate(6 * MINUTE, -0.5, 8 * HOUR))
  const { time, value, interval } = tally.between(0, HOUR)
  expect([...time]).toEqual([3 * MINUTE, 6 * MINUTE, 11 * MINUTE])
  expect([...value]).toEqual([0.2, -0.5, 0.4])
  expect([...interval]).toEqual([HOUR, 8 * HOUR, Number.NaN])
  expect([...tally.between(6 * MINUTE, 11 * MINUTE).value]).toEqual([-0.5])
  expect(tally.between(4 * MINUTE, 6 * MINUTE).time.length).toBe(0)
})
