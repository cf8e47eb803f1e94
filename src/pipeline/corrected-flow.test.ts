import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { FeedMinute } from '../model/feed-minutes.ts'
import { modelSpec } from '../model/models.ts'
import { BOTH_SIDES, LONG } from '../model/side.ts'
import { simulatedMarket } from '../sim/simulated-market.fixture.ts'
import { CalibrationRun } from './calibration-run.ts'
import { CorrectedFlow } from './corrected-flow.ts'
import type { DayCorrection } from './day-correction.ts'
import type { MapSource } from './map-source.ts'
import { FINER_SPAN, GrowingRealised, realisedOf } from './realised-flow.ts'
import type { Realised } from './realised-flow.ts'
import { TimeSpans } from './time-spans.ts'

const distanceAt = (_side: 'long' | 'short', leverage: number) => 1 / leverage - 0.0045
const source: MapSource = { ...simulatedMarket(11, 5, MINUTE), distanceAt }
const spec = modelSpec('isotherm', distanceAt)
const START = source.candles.openTime[0]!
const END = START + 5 * DAY

/** The candles and samples of [START, to). */
function until(to: Millis): Pick<MapSource, 'candles' | 'openInterest'> {
  const { candles, openInterest } = source
  const rows = (to - START) / MINUTE
  const columns = Object.entries(candles).map(([name, column]) => [
    name,
    column instanceof Float64Array ? column.subarray(0, rows) : column,
  ])
  const samples = openInterest.time.filter((time) => time <= to).length
  return {
    candles: Object.fromEntries(columns) as unknown as MapSource['candles'],
    openInterest: {
      time: openInterest.time.subarray(0, samples),
      value: openInterest.value.subarray(0, samples),
    },
  }
}

/** Every third minute holds a print or two. */
const minutes = new Map<number, FeedMinute>(
  Array.from({ length: (END - START) / MINUTE }, (_, i): [number, FeedMinute] => [
    START / MINUTE + i,
    { count: 1 + (i % 2), usd: [2e4 * (1 + Math.sin(i / 900)), 1e4] },
  ]).filter((_, i) => i % 3 === 0),
)

/** A factor of its own for each day from the third on. */
const corrections = new Map<Millis, DayCorrection>(
  [2, 3, 4].map((day) => [
    START + day * DAY,
    {
      factors: Array.from({ length: 10 }, () => Array.from({ length: 6 }, () => 1 + day / 10)),
      venues: ['bybit'],
      sameCoin: true,
    },
  ]),
)

/** What is known of [from, to). */
function knownIn(from: Millis, to: Millis): Realised {
  const known = { from, to, missing: new TimeSpans() }
  const isIn = (minute: number) => minute * MINUTE >= from && minute * MINUTE < to
  const shown = new Map([...minutes].filter(([minute]) => isIn(minute)))
  const inForce = new Map([...corrections].filter(([day]) => day + DAY > from && day < to))
  return realisedOf(shown, known, 'largest', inForce)
}

const learntAtOnce = (to: Millis, known: Realised = knownIn(START, to)) =>
  new CalibrationRun({ ...source, ...until(to) }, spec, new GrowingRealised(known).flow)

describe('weights that are learnt from a corrected feed', () => {
  test('grown in steps are those learnt at once, bit for bit, and say by what', () => {
    const first = START + 1.5 * DAY
    const realised = new GrowingRealised(knownIn(START, first))
    const run = new CalibrationRun({ ...source, ...until(first) }, spec, realised.flow)
    expect(run.amounts.correction).toBeUndefined()
    for (let last = first, step = 0; last < END; step++) {
      const to = Math.min(END, last + [MINUTE, 7 * MINUTE, 5 * HOUR + MINUTE][step % 3]!)
      // As the server asks: from the start of the hour that the map ends in.
      realised.add(knownIn(Math.floor(last / HOUR) * HOUR, to))
      run.continueIn(until(to))
      last = to
    }
    const once = learntAtOnce(END)
    expect(run.known).toEqual(once.known)
    expect(run.known.length).toBeGreaterThan(2)
    expect(run.amounts).toEqual(once.amounts)
    expect(run.amounts).toMatchObject({ rowSpan: FINER_SPAN, throttled: true })
    // Two days as published, then 1.2, 1.3 and 1.4, in days that are not alike.
    expect(run.amounts.correction!.factor).toBeGreaterThan(1.1)
    expect(run.amounts.correction!.factor).toBeLessThan(1.3)
  })

  test('are others than those of what was published, and are as they were known earlier', () => {
    const whole = learntAtOnce(END).known
    const { throttled, ...published } = knownIn(START, END)
    const plain = learntAtOnce(END, { ...published, throttled: undefined })
    expect(throttled).toBeDefined()
    expect(plain.known.at(-1)!.weights).not.toEqual(whole.at(-1)!.weights)
    expect(plain.amounts).toMatchObject({ throttled: false, correction: undefined })
    const earlier = learntAtOnce(START + 4 * DAY).known
    expect(earlier).toEqual(whole.slice(0, earlier.length))
  })
})

test('hours and their parts are corrected alike, by the day; what is unknown stays so', () => {
  const { flow } = new GrowingRealised(knownIn(START, START + 3 * DAY))
  const corrected = new CorrectedFlow(flow, flow.throttled!)
  const { openTime, open, high, low, close } = source.candles
  const bar = { interval: MINUTE, missing: false, volume: 1, takerBuyShare: 0.5 }
  const still = { openInterest: 1, openInterestChange: 0 }
  openTime.forEach((time, i) => {
    const prices = { open: open[i]!, high: high[i]!, low: low[i]!, close: close[i]! }
    corrected.push({ ...bar, ...still, ...prices, openTime: time })
  })
  for (const [day, factor] of [
    [1, 1],
    [2, 1.2],
  ] as const)
    for (const side of BOTH_SIDES) {
      const end = START + day * DAY + 5 * HOUR
      expect(corrected.hours(end, side)).toBeCloseTo(factor * flow.hours(end, side), 4)
      let parts = 0
      for (let time = end - HOUR + FINER_SPAN; time <= end; time += FINER_SPAN)
        parts += corrected.finer!.realised(time, side)
      expect(parts).toBeCloseTo(corrected.hours(end, side), 4)
    }
  expect(corrected.hours(START + 4 * DAY, LONG)).toBeNaN()
})
