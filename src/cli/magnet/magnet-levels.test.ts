import { describe, expect, test } from 'vitest'
import { DAY, HOUR } from '../../market/units.ts'
import type { RealisedUsd } from '../../model/realised-usd.ts'
import { modelSpec } from '../../model/models.ts'
import { CalibrationRun } from '../../pipeline/calibration-run.ts'
import type { MapSource } from '../../pipeline/map-source.ts'
import { createPositionMap } from '../../pipeline/position-map.ts'
import { binMiddle } from '../../market/price-bin.ts'
import { simulatedMarket } from '../../sim/simulated-market.fixture.ts'
import { watchedLevels } from './magnet-levels.ts'

const distanceAt = (_side: 'long' | 'short', leverage: number) =>
  leverage <= 125 ? 1 / leverage - 0.0045 : undefined
const source: MapSource = { ...simulatedMarket(4, 20, HOUR), distanceAt }
const spec = modelSpec('isotherm', distanceAt)

/** The source as it was known after so many candles. */
function until(count: number): MapSource {
  const candles = Object.fromEntries(
    Object.entries(source.candles).map(([name, column]) => [
      name,
      column instanceof Float64Array ? column.slice(0, count) : column,
    ]),
  ) as unknown as MapSource['candles']
  const end = candles.openTime.at(-1)! + HOUR
  const { time, value } = source.openInterest
  const known = time.findIndex((one) => one > end)
  return {
    ...source,
    candles,
    openInterest: { time: time.slice(0, known), value: value.slice(0, known) },
  }
}

describe('looks at a map', () => {
  const { looks, watched } = watchedLevels(source, spec)

  test('come every six hours once the map has filled, and see the day after', () => {
    expect(looks).toBe(4 * 12 + 1)
    const times = watched.map(({ trial: { time } }) => time)
    expect(new Set(times.map((time) => time % (6 * HOUR)))).toEqual(new Set([0]))
    expect(times[0]).toBe(source.candles.openTime[0]! + 8 * DAY)
    expect(times.at(-1)).toBe(source.candles.openTime.at(-1)! + HOUR - DAY)
  })

  test('see the highest level of the very map that is shown', () => {
    const map = createPositionMap(source, 'isotherm')
    for (const { level, trial } of watched.slice(0, 8)) {
      const { levels, price } = map.levels(trial.time, 0)!
      const side = level.distance < 0 ? 'longUsd' : 'shortUsd'
      const onItsSide = levels.filter(({ bin }) => {
        const away = Math.log(binMiddle(bin) / price)
        return Math.sign(away) === Math.sign(level.distance) && Math.abs(away) <= 0.049
      })
      const all = onItsSide.reduce((sum, one) => sum + one[side], 0)
      expect(level.sideUsd / all).toBeCloseTo(1, 1)
    }
  })

  test('nothing comes from the future, learnt weights included', () => {
    // What is liquidated comes and goes, so that there is something to learn every day.
    const hours: RealisedUsd = (time, side) => 2e6 * (1.1 + Math.sin(time / DAY + side)) ** 2
    const learnt = (of: MapSource) => new CalibrationRun(of, spec, { hours }).known
    const whole = watchedLevels(source, { ...spec, weights: learnt(source) }).watched
    expect(whole).not.toEqual(watched)
    const part = until(15 * 24)
    const before = watchedLevels(part, { ...spec, weights: learnt(part) }).watched
    // The last look sees to the last candle; what follows a touch in it is not known yet.
    expect(before.length).toBe(4 * 6 + 1)
    expect(before.map(({ level, trial }) => ({ level, trial }))).toEqual(
      whole.slice(0, before.length).map(({ level, trial }) => ({ level, trial })),
    )
    expect(before.slice(0, -4)).toEqual(whole.slice(0, before.length - 4))
  })
})
