import { expect, test } from 'vitest'
import { DAY, HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { createPositionMap } from '../../pipeline/position-map.ts'
import { simulatedMarket } from '../../sim/simulated-market.fixture.ts'
import type { Market } from '../market/market.ts'
import { memorySource } from '../market/market.ts'
import { candlesWithin, rowsWithin } from '../market/rows-within.ts'
import type { ServedMap } from './served-map.ts'
import { createYearDesk } from './year-desk.ts'

const data = simulatedMarket(8, 12, HOUR)
const whole = { ...data, distanceAt: (_: string, leverage: number) => 1 / leverage }
const begin = data.candles.openTime[0]!

function until(time: Millis) {
  const { openInterest } = data
  const [, end] = rowsWithin(openInterest.time, 0, time + 1)
  return {
    candles: candlesWithin(data.candles, 0, time),
    openInterest: {
      time: openInterest.time.slice(0, end),
      value: openInterest.value.slice(0, end),
    },
  }
}

const marketOf = async (): Promise<Market> =>
  (await memorySource(data, { simulated: true, fingerprint: 'f' }).markets())[0]!

const opened = (map: ServedMap, version = 'v') => ({
  version,
  map,
  isGrowing: true,
  stale: false,
  newest: () => undefined,
})

/** Counts for which times a map is asked. */
function counting(map: ServedMap, asked: Millis[]): ServedMap {
  return Object.assign(Object.create(map) as ServedMap, {
    get from() {
      return map.from
    },
    get to() {
      return map.to
    },
    levels(time: Millis, zoom: number) {
      asked.push(time)
      return map.levels(time, zoom)
    },
    around: (time: Millis, share: number) => map.around(time, share),
  })
}

test('as a map grows its new days alone are drawn, and all are those of a map made at once', async () => {
  const market = await marketOf()
  const desk = createYearDesk()
  const asked: Millis[] = []
  const half = begin + 5 * DAY + 3 * HOUR
  const before = createPositionMap({ ...whole, ...until(half) }, 'isotherm')
  // Two at once draw each day once.
  const [first, same] = await Promise.all([
    desk.days(market, 'isotherm', opened(counting(before, asked))),
    desk.days(market, 'isotherm', opened(counting(before, asked))),
  ])
  expect(same).toEqual(first)
  expect(first.days.time).toEqual(Array.from({ length: 5 }, (_, i) => begin + (i + 1) * DAY))
  expect(asked).toEqual(first.days.time)
  asked.length = 0
  const grown = before.extended(until(begin + 8 * DAY))
  const more = await desk.days(market, 'isotherm', opened(counting(grown, asked)))
  expect(asked).toEqual([6, 7, 8].map((day) => begin + day * DAY))
  const fresh = createPositionMap({ ...whole, ...until(begin + 8 * DAY) }, 'isotherm')
  expect(more).toEqual(await createYearDesk().days(market, 'isotherm', opened(fresh)))
})

test('a map of another version is drawn anew, and a failure is not kept', async () => {
  const market = await marketOf()
  const desk = createYearDesk()
  const asked: Millis[] = []
  const map = createPositionMap({ ...whole, ...until(begin + 3 * DAY) }, 'isotherm')
  let fails = true
  const failing: Market = {
    ...market,
    candles: (from, to) =>
      fails ? Promise.reject(new Error('the disk')) : market.candles(from, to),
  }
  await expect(desk.days(failing, 'isotherm', opened(map))).rejects.toThrow('the disk')
  fails = false
  await desk.days(failing, 'isotherm', opened(counting(map, asked)))
  await desk.days(market, 'isotherm', opened(counting(map, asked), 'another'))
  expect(asked).toHaveLength(6)
})
