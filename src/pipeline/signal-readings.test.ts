import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { CandleColumns, Series } from '../market/candle-columns.ts'
import { DAY, HOUR, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { simulatedMarket } from '../sim/simulated-market.fixture.ts'
import { SignalRun } from '../signals/signal-run.ts'
import type { SignalState } from '../signals/signal-state.ts'
import { HourRoll } from './hour-roll.ts'
import type { MapSource } from './map-source.ts'
import { createPositionMap } from './position-map.ts'
import { SignalReader, signalReadings, signalStates } from './signal-readings.ts'

const distanceAt = (_side: 'long' | 'short', leverage: number) =>
  leverage <= 125 ? 1 / leverage - 0.0045 : undefined

/** Liquidations that come and go: weights are learnt from them day by day. */
const realised = (time: Millis, side: number) => 2e6 * (1.1 + Math.sin(time / DAY + side)) ** 2

const hourly: MapSource = {
  ...simulatedMarket(4, 33, HOUR),
  distanceAt,
  realised: { hours: realised },
}
const fine: MapSource = {
  ...simulatedMarket(3, 9, 5 * MINUTE),
  distanceAt,
  realised: { hours: realised },
}

/** The same as it was known at a time. */
function knownAt<T extends Pick<MapSource, 'candles' | 'openInterest'>>(all: T, time: Millis): T {
  const { candles, openInterest } = all
  const rows = candles.openTime.filter((t) => t + candles.interval <= time).length
  const values = openInterest.time.filter((t) => t <= time).length
  return {
    ...all,
    candles: firstOf(candles, rows) as unknown as CandleColumns,
    openInterest: firstOf(openInterest, values) as unknown as Series,
  }
}

const firstOf = (columns: object, rows: number) =>
  Object.fromEntries(
    Object.entries(columns).map(([name, column]: [string, unknown]) => [
      name,
      column instanceof Float64Array ? column.slice(0, rows) : column,
    ]),
  )

/** Without some of its candles: an hour, and the last of another. */
function withHoles(all: MapSource): MapSource {
  const { candles } = all
  const first = candles.openTime[0]!
  const isKept = (time: Millis) => {
    const hour = Math.floor((time - first) / HOUR)
    return hour !== 100 && !(hour === 150 && time % HOUR === HOUR - candles.interval)
  }
  const kept = Object.entries(candles).map(([name, column]: [string, unknown]) => [
    name,
    column instanceof Float64Array ? column.filter((_, i) => isKept(candles.openTime[i]!)) : column,
  ])
  return { ...all, candles: Object.fromEntries(kept) as CandleColumns }
}

const statesOf = (source: MapSource, every: Millis, zoom = 0): readonly SignalState[] => {
  const { candles, openInterest } = source
  const beside = { candles, openInterest, realised }
  return [...signalStates(createPositionMap(source, 'isotherm'), beside, { every, zoom })]
}

describe('signals over a history', () => {
  it.each([
    ['hours, read every third,', hourly, 3 * HOUR, 0],
    ['five minutes with holes, read by the half hour', withHoles(fine), 30 * MINUTE, 0],
    ['five minutes, read by the hour from further away', fine, HOUR, 2],
  ])('of %s know nothing of what comes later, and say the same again', (_, source, every, zoom) => {
    const all = statesOf(source, every, zoom)
    expect(all.length).toBeGreaterThan(200)
    expect(all.some(({ clusters }) => clusters.some((one) => one.isSignificant))).toBe(true)
    const { openTime } = source.candles
    for (const share of [0.41, 0.83]) {
      const time = openTime[Math.floor(share * openTime.length)]!
      const then = statesOf(knownAt(source, time), every, zoom)
      expect(then.at(-1)).toEqual(all[then.length - 1])
      expect(isDeepStrictEqual(then, all.slice(0, then.length))).toBe(true)
      expect(then.at(-1)!.time).toBeGreaterThan(time - 4 * HOUR)
    }
  })

  it('never have more in clusters than the map holds, nor more than the exact column', () => {
    const map = createPositionMap(hourly, 'isotherm')
    const { candles, openInterest } = hourly
    let compared = 0
    for (const { time, density, byBand } of signalReadings(
      map,
      { candles, openInterest },
      { every: DAY },
    )) {
      const column = map.levels(time, 0)!
      const end = density.firstBin + density.longUsd.length
      for (const level of column.levels) {
        if (level.bin < density.firstBin || level.bin >= end) continue
        const at = level.bin - density.firstBin
        expect(density.longUsd[at]).toBeCloseTo(level.longUsd, 6)
        expect(density.shortUsd[at]).toBeCloseTo(level.shortUsd, 6)
        const bands = byBand!.map(({ longUsd }) => longUsd[at]!)
        expect(bands.reduce((a, b) => a + b)).toBeCloseTo(level.longUsd, 6)
        compared++
      }
    }
    expect(compared).toBeGreaterThan(1_000)
  })

  it('take the path of price from candle to candle, and have no reading where there is none', () => {
    const source = withHoles(fine)
    const { candles, openInterest } = source
    const readings = [
      ...signalReadings(
        createPositionMap(source, 'isotherm'),
        { candles, openInterest },
        { every: HOUR },
      ),
    ]
    const times = readings.map(({ time }) => time)
    const first = candles.openTime[0]!
    expect(times).not.toContain(Math.floor((first + 101 * HOUR) / HOUR) * HOUR)
    for (const [i, { time, low, high }] of readings.entries()) {
      if (i === 0) continue
      const within = Array.from(candles.openTime.keys()).filter(
        (row) => candles.openTime[row]! >= times[i - 1]! && candles.openTime[row]! < time,
      )
      expect(low).toBe(Math.min(...within.map((row) => candles.low[row]!)))
      expect(high).toBe(Math.max(...within.map((row) => candles.high[row]!)))
    }
  })
})

describe('signals of a map that grows', () => {
  it('are those of the whole map', () => {
    const every = 6 * HOUR
    const first = hourly.candles.openTime[0]!
    const end = first + 18 * DAY
    const whole = statesOf(knownAt(hourly, end), every)
    const known = (time: Millis) => ({ ...knownAt(hourly, time), realised })
    const begun = first + 10 * DAY
    let map = createPositionMap(knownAt(hourly, begun), 'isotherm')
    const reader = new SignalReader(map, known(begun))
    const run = new SignalRun()
    const grown: SignalState[] = []
    for (let time = Math.ceil((first + 1) / every) * every; time <= end; time += every) {
      if (time > map.to) {
        map = map.extended(knownAt(hourly, time))
        reader.continueIn(map, known(time))
      }
      const reading = reader.at(time)
      if (reading !== undefined) grown.push(run.push(reading))
    }
    expect(grown.length).toBe(whole.length)
    expect(grown.at(-1)).toEqual(whole.at(-1))
    expect(isDeepStrictEqual(grown, whole)).toBe(true)
  })
})

describe('hours rolled up of candles', () => {
  it('are closes, sums and what was known at their end', () => {
    const { candles, openInterest } = fine
    const hours = new HourRoll({ candles, openInterest, realised }).closedAt(
      candles.openTime[0]! + 30 * HOUR,
    )
    const first = Math.ceil(candles.openTime[0]! / HOUR) * HOUR
    const rows = Array.from(candles.openTime.keys()).filter((row) => {
      const time = candles.openTime[row]!
      return time >= first + 4 * HOUR && time < first + 5 * HOUR
    })
    const at = candles.openTime[0]! % HOUR === 0 ? 4 : 5
    expect(rows).toHaveLength(12)
    expect(hours.close[at]).toBe(candles.close[rows.at(-1)!])
    expect(hours.volume[at]).toBeCloseTo(
      rows.reduce((sum, row) => sum + candles.volume[row]!, 0),
      6,
    )
    const end = first + 5 * HOUR
    expect(hours.liquidatedUsd[at]).toBe(realised(end, 0) + realised(end, 1))
    const known = openInterest.time.findLastIndex((time) => time <= end)
    expect(hours.openInterest[at]).toBe(openInterest.value[known])
  })

  it('go on in data that grow as they would in whole data', () => {
    const { candles, openInterest } = fine
    const whole = new HourRoll({ candles, openInterest, realised })
    const first = candles.openTime[0]!
    const growing = new HourRoll({ ...knownAt(fine, first + 3 * HOUR), realised })
    for (let hours = 3; hours < 60; hours += 7) {
      const time = first + hours * HOUR
      growing.continueIn({ ...knownAt(fine, time), realised })
      expect(growing.closedAt(time)).toEqual(whole.closedAt(time))
    }
  })
})
