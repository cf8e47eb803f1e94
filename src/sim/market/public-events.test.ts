import { expect, test } from 'vitest'
import { publicEvents } from './public-events.ts'
import { firstVenue, runOf, START } from './runs.fixture.ts'

test('a venue shows its run in order of time, and nothing that only the simulation knows', () => {
  const run = firstVenue(runOf({ days: 0.5 }))
  const events = publicEvents(run)
  const countOf = (type: string) => events.filter((event) => event.type === type).length
  expect(countOf('candle')).toBe(720)
  expect(countOf('open-interest')).toBe(145)
  expect(countOf('funding-rate')).toBe(1)
  expect(countOf('liquidation')).toBe(run.published.length)
  expect(events.length).toBe(720 + 145 + 1 + run.published.length)
  const times = events.map(({ exchangeTime }) => exchangeTime)
  expect(times).toEqual([...times].sort((a, b) => a - b))
  expect(times[0]).toBe(START)
  const liquidation = events.find(({ type }) => type === 'liquidation')
  expect(Object.keys(liquidation!).sort()).toEqual(
    'exchangeTime instrument position price priceKind quantity receivedTime type venue'.split(' '),
  )
})
