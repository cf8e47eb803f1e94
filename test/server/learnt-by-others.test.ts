import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { learntWeightsSchema } from '../../src/api/learnt-weights.ts'
import type { InstrumentWeights } from '../../src/api/learnt-weights.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { mapSchema, weightsSchema } from '../../src/api/schema.ts'
import { runCommand } from '../../src/cli/commands.ts'
import { makeMap } from '../../src/cli/history/make-map.ts'
import { openSource } from '../../src/cli/history/open-source.ts'
import { START, madeHours, writeHours } from '../../src/cli/score/score-csv.fixture.ts'
import { DAY, HOUR } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { learntByOthers } from '../../src/server/learning/learnt-by-others.ts'
import { createMapShelf } from '../../src/server/map/map-shelf.ts'
import { historySource } from '../../src/server/market/market.ts'
import type { Market, MarketSource } from '../../src/server/market/market.ts'
import { openWeightFiles } from '../../src/server/learning/weight-files.ts'
import { marketUntil } from './market-until.ts'
import { playedKeeper, idOf } from './score-fixture.ts'
import { fakeServer } from './serve-fixture.ts'

/**
 * Two coins whose liquidations are known and one, SOL, of which nothing is. A copy of its folder knows
 * them: what SOL's map would have learnt by itself.
 */

const DAYS = 20
const END = START + DAYS * DAY
const [ETH, SOL] = [idOf('binance:ETHUSDT'), idOf('binance:SOLUSDT')]
/** Of which a twentieth is liquidated, so that the prior says too much. */
const hoursFrom = (price: number) =>
  madeHours(DAYS, price).map((cells) => ({
    ...cells,
    liquidated_long: String(Number(cells['liquidated_long']) / 20),
    liquidated_short: String(Number(cells['liquidated_short']) / 20),
  }))
const sol = hoursFrom(150)
const blank = { liquidated_long: '', liquidated_short: '' }
const io = { out: () => undefined, err: () => undefined, readFile: () => '' }

let folder = ''
let unknown: Awaited<ReturnType<typeof openFolder>>
let known: typeof unknown
let weights: readonly InstrumentWeights[]
const closes: (() => Promise<void>)[] = []

async function openFolder(name: string, solHours: typeof sol) {
  const path = join(folder, name)
  await writeHours(path, 'ETHUSDT', hoursFrom(2_000))
  await writeHours(path, 'PEPEUSDT', hoursFrom(0.000012))
  await writeHours(path, 'SOLUSDT', solHours)
  const history = await openSource(path, join(folder, 'data'), io)
  closes.push(() => history.close())
  return { path, history, source: historySource(history) }
}

// The histories and what is learnt of them: nothing changes them.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-others-'))
  unknown = await openFolder(
    'binance-unknown',
    sol.map((cells) => ({ ...cells, ...blank })),
  )
  let text = ''
  const places = ['--history', unknown.path, '--data', join(folder, 'data')]
  await runCommand(['weights', '--json', ...places], { ...io, out: (line) => (text += line) })
  weights = learntWeightsSchema.array().parse(JSON.parse(text))
  known = await openFolder('binance-known', sol)
})
afterAll(async () => {
  await Promise.all(closes.map((close) => close()))
  await rm(folder, { recursive: true, force: true })
})

/** Files of learnt weights of a test's own, none yet, and what writes them. */
async function weightFiles() {
  const own = await mkdtemp(join(folder, 'weights-'))
  const kept = openWeightFiles(own, unknown.history.directory, () => undefined)
  const keep = async (change: (weights: InstrumentWeights) => InstrumentWeights = (one) => one) => {
    // oxlint-disable-next-line no-await-in-loop -- two small files
    for (const one of weights) await kept.write(change(one), END)
  }
  return { kept, keep }
}

/** A clock by which each question comes so late that files are looked at again. */
const later = () => {
  let seconds = 0
  return () => ++seconds * 2_000
}

const shelfOf = (source: MarketSource, ...kept: readonly ReturnType<typeof openWeightFiles>[]) =>
  createMapShelf(
    makeMap,
    1e6,
    learntByOthers([source], async (id) => kept[0]?.learnt(id), later()),
  )

const marketOf = async (source: MarketSource, id = SOL): Promise<Market> =>
  (await source.markets()).find(({ instrument }) => instrument.id === id)!

/** A market as it was at a time, which goes on. */
const upTo = (market: Market, to: Millis): Market => ({
  ...marketUntil(market, to),
  live: { lastPrice: undefined, stale: false, open: () => undefined },
})

/** Multiplies what was learnt from a time on. */
const scaledFrom =
  (time: Millis, factor: number) =>
  ({ known, ...weights }: InstrumentWeights): InstrumentWeights => ({
    ...weights,
    known: known.map((entry) =>
      entry.since < time
        ? entry
        : { ...entry, weights: entry.weights.map((weight) => factor * weight) },
    ),
  })

test('a coin without liquidations gets the level of its venue’s others', async () => {
  const { kept, keep } = await weightFiles()
  const market = await marketOf(unknown.source)
  const total = async (source: MarketSource, ...files: readonly (typeof kept)[]) => {
    const { map, version } = await shelfOf(source, ...files).open(
      await marketOf(source),
      'isotherm',
    )
    const { longUsd, shortUsd } = map.levels(END, 0)!.total
    return { usd: longUsd + shortUsd, basis: map.band, version }
  }
  const byPrior = await total(unknown.source, kept)
  expect(byPrior.basis).toMatchObject({ isLearnt: false, isByOthers: false })
  await keep()
  const byOthers = await total(unknown.source, kept)
  expect(byOthers.basis).toMatchObject({ isLearnt: false, isByOthers: true })
  expect(byOthers.version).not.toBe(byPrior.version)
  const byItself = await total(known.source)
  expect(byItself.basis).toMatchObject({ isByOthers: false })
  expect(byPrior.usd / byItself.usd).toBeGreaterThan(2)
  expect(Math.abs(Math.log(byOthers.usd / byItself.usd))).toBeLessThan(Math.log(1.3))

  // Other models learn nothing, and a coin does not teach itself.
  const shelf = shelfOf(unknown.source, kept)
  const other = await shelf.open(market, 'opening-only')
  expect(other.map.weightTable!().known).toHaveLength(1)
  const others = await learntByOthers([unknown.source], (id) => kept.learnt(id))(
    await marketOf(unknown.source, ETH),
  )
  expect(others).toHaveLength(1)
})

test('a map of a market that stands still is made anew when others have learnt something', async () => {
  const { kept, keep } = await weightFiles()
  const market = await marketOf(unknown.source)
  const shelf = shelfOf(unknown.source, kept)
  const first = await shelf.open(market, 'isotherm')
  expect((await shelf.open(market, 'isotherm')).map).toBe(first.map)
  await keep()
  const second = await shelf.open(market, 'isotherm')
  expect(second.version).not.toBe(first.version)
  expect(second.map.band.isByOthers).toBe(true)
  expect((await shelf.open(market, 'isotherm')).map).toBe(second.map)
  const { map, version } = await shelfOf(unknown.source, kept).open(market, 'isotherm')
  expect(version).toBe(second.version)
  expect(map.levels(END, 0)).toEqual(second.map.levels(END, 0))
})

test('what others learnt later touches no column', async () => {
  const { kept, keep } = await weightFiles()
  const market = await marketOf(unknown.source)
  const time = START + 12 * DAY
  await keep()
  const whole = (await shelfOf(unknown.source, kept).open(market, 'isotherm')).map
  await keep(scaledFrom(time, 50))
  const scaled = (await shelfOf(unknown.source, kept).open(market, 'isotherm')).map
  for (let at = START + DAY; at <= time; at += 5 * HOUR)
    expect(scaled.levels(at, 0)).toEqual(whole.levels(at, 0))
  // It is known a day later.
  const later = time + DAY + 2 * HOUR
  expect(scaled.levels(later, 0)!.total.longUsd).toBeGreaterThan(
    1.5 * whole.levels(later, 0)!.total.longUsd,
  )
})

test('a map that grows is taught by the files of then, and its past stays', async () => {
  const { kept, keep } = await weightFiles()
  const market = await marketOf(unknown.source)
  const middle = START + 10 * DAY + 7 * HOUR
  const shelf = shelfOf(unknown.source, kept)
  // As it was then: the files knew nothing later.
  const until = ({ known, ...weights }: InstrumentWeights) => ({
    ...weights,
    known: known.filter(({ since }) => since < middle),
  })
  await keep(until)
  const before = await shelf.open(upTo(market, middle), 'isotherm')
  const past = [4, 7, 10].map((day) => before.map.levels(START + day * DAY, 0))
  const taught = before.map.weightTable!().known.filter(({ expert }) => expert === 'others')
  expect(taught.length).toBeGreaterThan(5)

  // Day by day, the files being those of that day: as a map that is made at the end from all of them.
  let grown = before
  for (let at = middle; at <= END; at += 8 * HOUR) {
    // oxlint-disable no-await-in-loop -- as time goes on
    await keep(({ known, ...weights }) => ({
      ...weights,
      known: known.filter(({ since }) => since <= Math.floor(at / DAY) * DAY),
    }))
    grown = await shelf.open(upTo(market, at), 'isotherm')
    // oxlint-enable no-await-in-loop
  }
  expect(grown.version).toBe(before.version)
  expect([4, 7, 10].map((day) => grown.map.levels(START + day * DAY, 0))).toEqual(past)
  const anew = await shelfOf(unknown.source, kept).open(upTo(market, grown.map.to), 'isotherm')
  expect(anew.version).not.toBe(before.version)
  expect(grown.map.weightTable!()).toEqual(anew.map.weightTable!())
  expect(grown.map.levels(grown.map.to, 0)).toEqual(anew.map.levels(grown.map.to, 0))

  // Files that say something else of the past change the future alone.
  await keep(scaledFrom(START, 30))
  const other = await shelf.open(upTo(market, END), 'isotherm')
  expect([4, 7, 10].map((day) => other.map.levels(START + day * DAY, 0))).toEqual(past)
})

test('the API tells by whom the weights were taught', async () => {
  const { kept, keep } = await weightFiles()
  await keep()
  const { keeper } = await playedKeeper({}, { grows: false })
  const scores: typeof keeper = { ...keeper, learnt: (id) => kept.learnt(id) }
  const { json } = await fakeServer({ sources: [unknown.source], createMap: makeMap, scores })
  const query = `?instrument=${SOL}&model=isotherm`
  const { known, amounts } = weightsSchema.parse((await json(ROUTES.weights + query)).body)
  expect(known.at(-1)).toMatchObject({ expert: 'others', feed: 'too-little', rows: 0 })
  expect(amounts).toMatchObject({ correction: null })
  const { band } = mapSchema.parse((await json(ROUTES.map + query)).body)
  expect(band.basis).toBe('others')
})
