import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { publicEvents } from './public-events.ts'
import { SIMULATOR_VERSION } from './run.ts'
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

/** Runs are kept on disks: whoever changes one raises SIMULATOR_VERSION, so that it is made again. */
const RUNS: Readonly<Record<number, string>> = {
  1: 'c09e44ba5ea707ba5c7e5773da4255bb',
}

test('a run is what it was in this version of the simulator', () => {
  const events = publicEvents(firstVenue(runOf({ days: 0.1, regime: 'mixed' })))
  const hash = createHash('sha256').update(JSON.stringify(events)).digest('hex')
  expect(hash.slice(0, 32)).toBe(RUNS[SIMULATOR_VERSION])
})
