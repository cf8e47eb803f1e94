import { expect, test } from 'vitest'
import { headlineOf, instrumentScoreSchema } from '../../src/api/score.ts'
import type { InstrumentScore as ApiScore } from '../../src/api/score.ts'
import { LearntInHistory } from '../../src/cli/weights/learnt-elsewhere.ts'
import { scoreInstrument } from '../../src/cli/score/score-instrument.ts'
import { scoreTable } from '../../src/cli/score/score-table.ts'
import type { MarketEvent } from '../../src/market/event.ts'
import { parseInstrumentId } from '../../src/market/instrument.ts'
import type { Instrument, InstrumentId } from '../../src/market/instrument.ts'
import { instrumentSchema } from '../../src/market/schema.ts'
import { DAY, HOUR, MINUTE, quantity } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { FEED_BAND } from '../../src/model/feed-correction.ts'
import { modelSpec } from '../../src/model/models.ts'
import { LONG, SHORT } from '../../src/model/side.ts'
import type { DayCorrection } from '../../src/pipeline/day-correction.ts'
import { hourlySweeps } from '../../src/pipeline/hourly-sweeps.ts'
import { FullFeeds } from '../../src/server/market/full-feeds.ts'
import { liveSource } from '../../src/server/live/live-source.ts'
import { createLive } from '../../src/server/live/live.ts'
import { historySource } from '../../src/server/market/market.ts'
import { candlesWithin } from '../../src/server/market/rows-within.ts'
import { knownHours } from '../../src/server/market/score-known.ts'
import { storedRealised } from '../../src/server/market/stored-realised.ts'
import { publicEvents } from '../../src/sim/market/public-events.ts'
import { simulateMarket } from '../../src/sim/market/run.ts'
import type { VenueRun } from '../../src/sim/market/run.ts'
import { FULL_FEED_VENUE, THROTTLED_VENUE } from '../../src/sim/market/venues.ts'
import { freshHistory } from '../../src/store/history.fixture.ts'
import type { History } from '../../src/store/history.ts'

const START = Date.UTC(2026, 8, 1)
const DAYS = 10

const instrumentOf = (venue: string): Instrument =>
  instrumentSchema.parse({
    ...THROTTLED_VENUE.instrument,
    id: `${venue}:BTCUSDT`,
    venue,
    symbol: 'BTCUSDT',
    quote: 'USDT',
  }) as Instrument

const [binance, bybit] = [instrumentOf('binance'), instrumentOf('bybit')]
const run = simulateMarket({
  seed: 5,
  start: START,
  days: DAYS,
  regime: 'mixed',
  venues: [
    { ...THROTTLED_VENUE, instrument: binance },
    { ...FULL_FEED_VENUE, instrument: bybit },
  ],
})
const [throttledRun] = run.venues

/** What was truly liquidated by hour, both sides. */
const truth = new Map<Millis, number>()
for (const { time, price, quantity: amount } of throttledRun!.all) {
  const end = (Math.floor(time / HOUR) + 1) * HOUR
  truth.set(end, (truth.get(end) ?? 0) + price * amount)
}

const spec = modelSpec('isotherm', (_side, leverage) => 1 / leverage - 0.0045)
const source = { instrument: binance, distanceAt: () => undefined, ...throttledRun! }

/** What the venue's map learns of a history, and from which amounts. */
async function learn(history: History, to: Millis = START + DAYS * DAY) {
  const realised = await storedRealised(history, await entryOf(history), START, to)
  const candles = candlesWithin(source.candles, START, to)
  return { realised, ...hourlySweeps({ ...source, candles }, spec, realised.flow) }
}

const entryOf = async (history: History) =>
  (await history.instruments()).find(({ instrument: { id } }) => id === binance.id)!

/** A history of these runs, up to a time. */
async function historyOf(runs: readonly VenueRun[], to = START + DAYS * DAY): Promise<History> {
  const history = await freshHistory()
  for (const one of runs) {
    const events = publicEvents(one).filter(({ exchangeTime }) => exchangeTime <= to)
    // oxlint-disable-next-line no-await-in-loop -- one writer
    await history.append(events, [one.venue.instrument])
  }
  return history
}

test('corrected hours are nearer to the truth than published ones, and only the past corrects', async () => {
  const both = await learn(await historyOf(run.venues))
  const { throttled, correction, rowSpan } = both.amounts!
  expect({ throttled, rowSpan }).toEqual({ throttled: true, rowSpan: 5 * MINUTE })
  expect(correction).toMatchObject({ venues: ['bybit'], sameCoin: true })
  expect(correction!.factor).toBeGreaterThan(1.05)

  const [published, corrected] = [
    { error: 0, usd: 0 },
    { error: 0, usd: 0 },
  ]
  let all = 0
  // The first days have no days before them.
  for (let end = START + 4 * DAY + HOUR; end <= START + DAYS * DAY; end += HOUR) {
    const [long, short] = both.realised.hours.get(end) ?? [Number.NaN, Number.NaN]
    if (Number.isNaN(long)) continue
    const right = truth.get(end) ?? 0
    const told = both.learntFrom!(end, LONG) + both.learntFrom!(end, SHORT)
    published.error += Math.abs(long + short - right)
    published.usd += long + short
    corrected.error += Math.abs(told - right)
    corrected.usd += told
    all += right
  }
  expect(corrected.error).toBeLessThan(published.error)
  expect(Math.abs(1 - corrected.usd / all)).toBeLessThan(1 - published.usd / all)
  expect(Math.abs(1 - corrected.usd / all)).toBeLessThan(FEED_BAND)

  // As it was known two days earlier, bit for bit.
  const cut = START + (DAYS - 2) * DAY
  const earlier = await learn(await historyOf(run.venues, cut), cut)
  for (let end = START + HOUR; end < cut - HOUR; end += HOUR)
    expect(earlier.learntFrom!(end, LONG)).toBe(both.learntFrom!(end, LONG))
  expect(earlier.learnt).toEqual(both.learnt.slice(0, earlier.learnt.length))
  expect(earlier.learnt.length).toBeGreaterThan(4)
})

test('without a full feed amounts are as published, and that is said', async () => {
  const alone = await learn(await historyOf([throttledRun!]))
  expect(alone.amounts).toMatchObject({ throttled: true, correction: undefined })
  for (const [end, [long]] of alone.realised.hours) expect(alone.learntFrom!(end, LONG)).toBe(long)
})

test('days of a full feed are read once, in whatever steps corrections are asked for', async () => {
  const history = await historyOf(run.venues)
  const once = await new FullFeeds(history).corrections(binance, START, START + DAYS * DAY)
  expect([...once.keys()][0]).toBeGreaterThan(START + DAY)
  let reads = 0
  const feeds = new FullFeeds({
    instruments: () => history.instruments(),
    candles: (...asked) => history.candles(...asked),
    liquidationColumns: (...asked) => {
      reads++
      return history.liquidationColumns(...asked)
    },
  })
  const steps = new Map<Millis, DayCorrection>()
  for (let day = START; day < START + DAYS * DAY; day += DAY)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for (const one of await feeds.corrections(binance, day, day + DAY)) steps.set(...one)
  expect(steps).toEqual(once)
  expect(reads).toBeLessThanOrEqual(DAYS)
  await feeds.corrections(binance, START, START + DAYS * DAY)
  expect(reads).toBeLessThanOrEqual(DAYS)
})

test('a score holds the dollars against the feed as published and as corrected, and says by what', async () => {
  const history = await historyOf(run.venues)
  const range = { from: undefined, to: undefined, firstScoredDay: 5 }
  const score = (await scoreInstrument(
    history,
    await entryOf(history),
    range,
    new LearntInHistory(history, range),
  ))!
  const { corrected, models } = instrumentScoreSchema.parse(JSON.parse(JSON.stringify(score)))
  const published = models.isotherm.realisedOverPredicted!.value
  expect(corrected).toMatchObject({ venues: ['bybit'], sameCoin: true, band: FEED_BAND })
  expect(corrected!.realisedOverPredicted!.value / published).toBeGreaterThan(1.05)
  expect(corrected!.realisedOverPredicted!.value / published).toBeLessThan(1.5)
  expect(headlineOf(score as ApiScore).discount!.value).toBeLessThan(1 - published)
  expect(scoreTable(score)).toMatch(/R\/P is a lower bound.*by the full feed of bybit it is/)
})

test('what goes on live is corrected as it will be once it is stored', async () => {
  const end = START + DAYS * DAY
  const stored = await historyOf(run.venues, end - DAY)
  const live = createLive([binance, bybit])
  const isLive = ({ type, exchangeTime }: MarketEvent) =>
    // A start hands out the liquidations of the last day from the store, too.
    exchangeTime > end - (type === 'liquidation' ? 2 : 1) * DAY
  live.push(publicEvents(throttledRun!).filter(isLive))
  live.setReady()
  const markets = await liveSource(historySource(stored), live, () => end).markets()
  const market = markets.find(({ instrument: { id } }) => id === binance.id)!
  const told = await market.realised!(START, end)
  const later = await learn(await historyOf(run.venues))
  expect([...later.realised.hours.keys()].filter((time) => !told.hours.has(time))).toEqual([])
  for (const [time, [long, short]] of told.hours) {
    const [one, other] = later.realised.hours.get(time) ?? [Number.NaN, Number.NaN]
    if (Number.isNaN(one)) continue
    expect(long).toBeCloseTo(one, 4)
    expect(short).toBeCloseTo(other, 4)
  }
  const { kept, minutes, corrections } = told.throttled!
  expect(kept).toBe('largest')
  expect(corrections.size).toBeGreaterThan(5)
  expect([...corrections.keys()].at(-1)).toBe(end - DAY)
  for (const [day, correction] of corrections)
    expect(correction).toEqual(later.realised.throttled!.corrections.get(day))
  // The last liquidation is the end of what is known once it is stored.
  const isBoth = (time: Millis) => time >= end - DAY + 2 * HOUR && time < end - 2 * HOUR
  const newest = [...minutes].filter(([minute]) => isBoth(minute * MINUTE))
  expect(newest.length).toBeGreaterThan(50)
  for (const [minute, { count }] of newest)
    expect(later.realised.throttled!.minutes.get(minute)?.count).toBe(count)
})

test('the silence after the last liquidation is known where a collector has followed them', async () => {
  const history = await freshHistory()
  const quiet = {
    ...binance,
    id: parseInstrumentId('binance:QUIETUSDT')!,
    symbol: 'QUIETUSDT',
    base: 'QUIET',
  }
  const liquidationOf = (id: InstrumentId, time: Millis): MarketEvent => ({
    type: 'liquidation',
    venue: binance.venue,
    instrument: id,
    exchangeTime: time,
    receivedTime: time,
    position: 'long',
    price: 10,
    priceKind: 'fill',
    quantity: quantity(1),
  })
  const events = [
    liquidationOf(quiet.id, START),
    liquidationOf(binance.id, START),
    liquidationOf(binance.id, START + 9 * HOUR),
  ]
  await history.append(events, [binance, quiet])
  const known = async () => {
    const entries = await history.instruments()
    return knownHours(history, entries.find(({ instrument: { id } }) => id === quiet.id)!)
  }
  // A file that ends says nothing of what comes after it.
  expect((await known()).hours).toBe(0)
  const [from, to] = [START + 4 * HOUR + MINUTE, START + 5 * HOUR]
  await history.append([
    {
      type: 'gap',
      venue: binance.venue,
      instrument: quiet.id,
      stream: 'liquidation',
      from,
      exchangeTime: to,
      receivedTime: to,
      cause: 'not running',
      certainty: 'certain',
    },
  ])
  expect(await known()).toEqual({ hours: 9 - 1, since: START })
})
