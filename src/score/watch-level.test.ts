import { expect, test } from 'vitest'
import { HOUR } from '../market/units.ts'
import { candlesOf } from './closes.fixture.ts'
import { firstTouch } from './first-touch.ts'
import { watchLevel } from './watch-level.ts'

/** A rise of 2 % after a day, and a peak of 5 % at hour 40. */
const closes = new Float64Array(80).fill(100)
closes.fill(102, 24)
closes[40] = 105
const candles = candlesOf(closes)
const SIGMA = 0.01

const watch = (at: number, distance: number, of = candles) =>
  watchLevel(of, at, { distance, clusterUsd: 1, sideUsd: 1 }, SIGMA)

test('tells what was hit within 24 h and how price came there', () => {
  expect(watch(30, 0.02)!.trial).toEqual({
    time: 31 * HOUR,
    hit: true,
    mirrorHit: false,
    momentum: Math.log(1.02) / (SIGMA * Math.sqrt(24)),
  })
  const below = watch(30, -0.02)!.trial
  expect([below.hit, below.mirrorHit]).toEqual([false, true])
  expect(below.momentum).toBeCloseTo(-Math.log(1.02) / (SIGMA * Math.sqrt(24)), 12)
  expect(watch(39, 0.02)!.trial.hit).toBe(true)
  expect(watch(41, 0.02)!.trial.hit).toBe(false)
})

test('follows price after a touch of the level or of its mirror', () => {
  // It comes from below by the rise of the day before, and back within the hour after.
  const momentum = Math.log(1.02) / (SIGMA * Math.sqrt(24))
  const touch = { time: 31 * HOUR, momentum, direction: 1, continuation: 0 }
  expect(watch(30, 0.02)!.touches).toEqual([{ ...touch, atCluster: true }])
  expect(watch(30, -0.02)!.touches).toEqual([{ ...touch, atCluster: false }])
  expect(watch(41, 0.02)!.touches).toEqual([])
})

test('nothing is said where a candle of the day before or after is missing', () => {
  expect(watch(23, 0.02)).toBeUndefined()
  expect(watch(24, 0.02)).toBeDefined()
  expect(watch(55, 0.02)).toBeDefined()
  expect(watch(56, 0.02)).toBeUndefined()
  const holed = candlesOf(closes)
  holed.openTime.forEach((time, i) => (holed.openTime[i] = i < 50 ? time : time + HOUR))
  expect(watch(25, 0.02, holed)).toBeDefined()
  expect(watch(26, 0.02, holed)).toBeUndefined()
})

test('sees the first touch', () => {
  expect(firstTouch(candles, 100, 0.04, 0, 80)).toBe(40)
  expect(firstTouch(candles, 100, 0.04, 41, 80)).toBe(41)
  expect(firstTouch(candles, 100, 0.04, 42, 80)).toBeUndefined()
  expect(firstTouch(candles, 104, -0.02, 0, 80)).toBe(0)
})
