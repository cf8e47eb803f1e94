import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { makeMap } from '../../src/cli/history/make-map.ts'
import { DAY, HOUR } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { createCatalogue } from '../../src/server/market/catalogue.ts'
import { createMapShelf } from '../../src/server/map/map-shelf.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { openSignalMemoryFiles } from '../../src/server/signals/signal-memory-files.ts'
import { createSignalsDesk } from '../../src/server/signals/signals-desk.ts'
import type { SignalsDesk } from '../../src/server/signals/signals-desk.ts'
import type { SignalState } from '../../src/signals/signal-state.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import type { SimulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { marketUntil } from './market-until.ts'

/**
 * What was told by a name is found by that name: by a server that was ended meanwhile however often,
 * and by whoever asks of that time later.
 */

// Hundreds of readings each: a second alone, a minute where all else is busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const DAYS = 45

/** After some days next to nothing is traded, and price hardly moves: what is there stays for weeks. */
function calmed(lively: SimulatedMarket, rows: number): SimulatedMarket {
  const { candles, openInterest } = lively
  const first = candles.close[rows - 1]!
  const less = (column: Float64Array) => column.map((value, i) => (i < rows ? value : value * 0.02))
  const closer = (prices: Float64Array) =>
    prices.map((price, i) => (i < rows ? price : first * (price / first) ** 0.3))
  return {
    ...lively,
    candles: {
      ...candles,
      open: closer(candles.open),
      high: closer(candles.high),
      low: closer(candles.low),
      close: closer(candles.close),
      volume: less(candles.volume),
      takerBuyVolume: less(candles.takerBuyVolume),
    },
    openInterest: {
      ...openInterest,
      value: openInterest.value.map((value, i) => openInterest.value[Math.min(i, rows)] ?? value),
    },
  }
}

const market = calmed(simulatedMarket(3, DAYS, HOUR), 12 * 24)
const { id: ID } = market.instrument
const START = market.candles.openTime[0]!
const at = (day: number): Millis => START + day * DAY
const FIRST = at(4)
const END = at(DAYS)

interface Server {
  readonly desk: SignalsDesk
  /** Lets time pass; the market's candles have closed by then. */
  until: (time: Millis) => void
}

/** A server of a market that goes on. It begins with nothing but its folder. */
function server(folder: string | undefined, known: SimulatedMarket = market): Server {
  let now = FIRST
  const stored = memorySource(known, { simulated: true, fingerprint: 'past names' })
  const source = {
    async markets() {
      const [whole] = await stored.markets()
      const live = { lastPrice: undefined, stale: false, open: () => undefined }
      return [{ ...marketUntil(whole!, now), live }]
    },
  }
  const model = { id: 'isotherm', name: 'Isotherm', description: 'The model.' }
  const catalogue = createCatalogue([source], [model], createMapShelf(makeMap, 1e6))
  const refuse = (problem: unknown) => expect.fail(String(problem))
  const memories = folder === undefined ? undefined : openSignalMemoryFiles(folder, refuse)
  const desk = createSignalsDesk({ catalogue, memories, onError: refuse })
  return { desk, until: (time) => void (now = time) }
}

const newest = async ({ desk, until }: Server, time: Millis): Promise<SignalState> => {
  until(time)
  return (await desk.newest(ID, 'isotherm')).state
}

const folders: string[] = []
const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-past-names-'))
  folders.push(folder)
  return folder
}
afterAll(() => Promise.all(folders.map((one) => rm(one, { recursive: true, force: true }))))

/** Every seven hours, so that looks fall on each hour of the day. */
const LOOKS = Array.from(
  { length: Math.floor((END - FIRST) / (7 * HOUR)) + 1 },
  (_, i) => FIRST + i * 7 * HOUR,
)

/** By the time of the look, what was told. */
type Told = ReadonlyMap<Millis, SignalState>

/** Looks as time goes on, by servers that follow one another in a folder. */
async function tell(
  folder: string | undefined,
  isEndedBefore: (look: number) => boolean,
): Promise<Told> {
  const told = new Map<Millis, SignalState>()
  let one = server(folder)
  for (const [i, time] of LOOKS.entries()) {
    if (isEndedBefore(i)) one = server(folder)
    // oxlint-disable-next-line no-await-in-loop -- as time goes on
    told.set(time, await newest(one, time))
  }
  return told
}

const names = ({ clusters, formations }: SignalState) => [
  ...clusters.map(({ id }) => id),
  ...formations.map(({ id }) => id),
]

/** Told when some cluster was older than what a new reading would look back. */
const isOfOld = (told: SignalState) =>
  told.clusters.some(({ since }) => told.time - since > 21 * DAY)

let folder = ''
let never: Told
beforeAll(async () => {
  folder = await newFolder()
  never = await tell(folder, () => false)
})

test('servers that were ended at any looks tell what one tells that never was', async () => {
  const ends = fc.uniqueArray(fc.integer({ min: 1, max: LOOKS.length - 1 }), { minLength: 3 })
  await fc.assert(
    fc.asyncProperty(ends, async (list) => {
      const ended = new Set(list)
      const kept = await newFolder()
      expect(await tell(kept, (look) => ended.has(look))).toEqual(never)
    }),
    { numRuns: 2 },
  )
})

test('without what was written, a start after some weeks and a past moment have other names', async () => {
  const [time, told] = [...never].findLast(([, one]) => isOfOld(one))!
  const forgetful = server(undefined)
  const started = await newest(forgetful, time)
  expect(names(started)).toHaveLength(names(told).length)
  expect(names(started)).not.toEqual(names(told))
  forgetful.until(END)
  expect(names((await forgetful.desk.at(ID, 'isotherm', time)).state)).toEqual(names(started))
})

describe('a past moment', () => {
  test('is told as it was then, to the last digit, by the names that were told then', async () => {
    const late = server(folder)
    late.until(END)
    for (const [time, told] of never) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await late.desk.at(ID, 'isotherm', time)).state).toEqual(told)
    }
  })

  test('between two looks knows nothing of what was remembered later', async () => {
    const late = server(folder)
    late.until(END)
    for (const hour of [1, 12, 25]) {
      const time = at(36) + hour * HOUR
      // oxlint-disable no-await-in-loop
      const kept = await newFolder()
      const then = server(kept)
      // Its history ends there, and it remembers what had been told.
      await newest(then, FIRST)
      const before = await newest(then, time)
      expect((await late.desk.at(ID, 'isotherm', time)).state).toEqual(before)
      // oxlint-enable no-await-in-loop
    }
  })

  test('without a candle since something was remembered is told as it was before', async () => {
    const isTraded = (_: number, i: number) => i < 10 * 24 + 2 || i >= 10 * 24 + 9
    const { candles } = market
    const holed = {
      ...market,
      candles: {
        ...candles,
        openTime: candles.openTime.filter(isTraded),
        open: candles.open.filter(isTraded),
        high: candles.high.filter(isTraded),
        low: candles.low.filter(isTraded),
        close: candles.close.filter(isTraded),
        volume: candles.volume.filter(isTraded),
        takerBuyVolume: candles.takerBuyVolume.filter(isTraded),
      },
    }
    const last = at(10) + 2 * HOUR
    const before = await newest(server(undefined, holed), last)
    const kept = await newFolder()
    const late = server(kept, holed)
    await newest(late, at(10) + 10 * HOUR)
    const files = openSignalMemoryFiles(kept, (problem) => expect.fail(problem))
    // The step before the one that it read last is the last before the hole.
    await expect.poll(async () => (await files.read(ID, END))?.time).toBe(last)
    for (const hour of [2, 5, 9]) {
      // oxlint-disable-next-line no-await-in-loop
      const { state } = await late.desk.at(ID, 'isotherm', at(10) + hour * HOUR)
      expect(state).toEqual(before)
    }
  })

  test('a range tells what ended and began by the names of then', async () => {
    const late = server(folder)
    late.until(END)
    const range = { from: at(25), to: END, interval: HOUR }
    const { clustersEnded, formationsBegun } = await late.desk.history(ID, 'isotherm', range)
    const known = new Set([...never.values()].flatMap(names))
    const ofLooks = [...never.values()].flatMap(({ ended }) => ended.map(({ id }) => id))
    const ended = new Set(clustersEnded.map(({ id }) => id))
    expect(ended.size).toBeGreaterThan(3)
    for (const { id, at: time } of clustersEnded)
      if (LOOKS.includes(time)) expect(ofLooks).toContain(id)
    for (const { clusterIds } of formationsBegun)
      for (const id of clusterIds) expect(known.has(id) || ended.has(id)).toBe(true)
  })
})

test('each of the last days is kept, and one of each week before', async () => {
  const days = (await readdir(folder)).toSorted()
  const times = days.map((day) => Date.parse(day))
  const last = times.at(-1)!
  const recent = times.filter((time) => time > last - 35 * DAY)
  expect(recent).toHaveLength(35)
  const weeks = times.filter((time) => time <= last - 35 * DAY).map((time) => time / (7 * DAY))
  expect(new Set(weeks.map(Math.floor)).size).toBe(weeks.length)
  for (const day of days) {
    // oxlint-disable-next-line no-await-in-loop
    const files = await readdir(join(folder, day))
    expect(files).toEqual([`${encodeURIComponent(ID)}.json`])
  }
})
