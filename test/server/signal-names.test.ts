import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeMap } from '../../src/cli/history/make-map.ts'
import { DAY, HOUR, MINUTE } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { createCatalogue } from '../../src/server/market/catalogue.ts'
import { createMapShelf } from '../../src/server/map/map-shelf.ts'
import { memorySource } from '../../src/server/market/market.ts'
import type { Market, MarketData } from '../../src/server/market/market.ts'
import type { VersionedMap } from '../../src/server/map/served-map.ts'
import { openSignalMemoryFiles } from '../../src/server/signals/signal-memory-files.ts'
import { stepsTo } from '../../src/server/signals/signal-steps.ts'
import { SignalWalk, goesOnFrom } from '../../src/server/signals/signal-walk.ts'
import type { SignalsRemembered } from '../../src/server/signals/signal-walk.ts'
import type { SignalState } from '../../src/signals/signal-state.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'

/** A name is of the cluster, not of whoever reads it: of when one began, and of how often it looked. */

const { signal } = new AbortController()

interface Read {
  readonly market: Market
  readonly opened: VersionedMap
}

async function readingOf(data: MarketData): Promise<Read> {
  const model = { id: 'isotherm', name: 'Isotherm', description: 'The model.' }
  const sources = [memorySource(data, { simulated: true, fingerprint: 'names' })]
  const catalogue = createCatalogue(sources, [model], createMapShelf(makeMap, 1e6))
  const { id } = data.instrument
  return { market: await catalogue.market(id), opened: await catalogue.map(id, 'isotherm') }
}

/** A reader that begins at a time, as it would if the history ended there, and looks at each of the others. */
async function readerFrom(
  { market, opened }: Read,
  times: readonly Millis[],
  remembered?: SignalsRemembered,
): Promise<SignalWalk> {
  const { map, data } = opened
  const steps = stepsTo(times[0]!, map.from, data.candles.interval)
  const walk = await SignalWalk.open(market, opened, steps, signal, remembered)
  // oxlint-disable-next-line no-await-in-loop -- as time goes on
  for (const time of times) await walk.through(time)
  return walk
}

const saidAt = async (read: Read, times: readonly Millis[]): Promise<SignalState> =>
  (await readerFrom(read, times)).said!.state

const minutes = simulatedMarket(9, 2, MINUTE)
const hours = simulatedMarket(7, 40, HOUR)
const START = hours.candles.openTime[0]!
const END = START + 40 * DAY

describe('whoever read from another time on, and looked at other minutes, says the same', () => {
  let read: Read
  beforeAll(async () => {
    read = await readingOf(minutes)
  })

  test('of every minute: the same clusters and patterns by the same names', async () => {
    const first = minutes.candles.openTime[0]!
    const minute = fc.integer({ min: 70, max: 2 * 1_440 })
    let clusters = 0
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(minute, { minLength: 2, maxLength: 30 }), async (looks) => {
        const times = looks.toSorted((a, b) => a - b).map((one) => first + one * MINUTE)
        const alone = await saidAt(read, times.slice(-1))
        expect(await saidAt(read, times)).toEqual(alone)
        clusters += alone.clusters.length
        for (const { since } of alone.clusters) expect(since % HOUR).toBe(0)
      }),
      { numRuns: 6 },
    )
    expect(clusters).toBeGreaterThan(6)
  })
})

describe('over weeks', () => {
  let read: Read
  let folder = ''
  beforeAll(async () => {
    read = await readingOf(hours)
    folder = await mkdtemp(join(tmpdir(), 'isotherm-names-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('what was first seen a day after both began has one name, age and growth', async () => {
    const early = await saidAt(read, [START + 15 * DAY, END])
    const late = await readerFrom(read, [END])
    const both = late.steps.from + DAY
    const known = (state: SignalState) => state.clusters.filter(({ since }) => since >= both)
    expect(late.steps.from).toBeGreaterThan(START + 15 * DAY)
    expect(known(early).length).toBeGreaterThan(0)
    expect(known(late.said!.state)).toEqual(known(early))
  })

  test('a reader that was ended goes on from what it wrote, as if it never had been', async () => {
    const files = openSignalMemoryFiles(folder, (message) => expect.fail(message))
    const { id } = hours.instrument
    const stopped = [START + 15 * DAY, END - 5 * HOUR]
    const before = await readerFrom(read, stopped)
    await files.write(id, before.remembered!)
    const kept = (await files.read(id, END))!
    expect(kept.time).toBe(stopped[1])
    const steps = stepsTo(END, read.opened.map.from, HOUR)
    expect(goesOnFrom(kept, steps, END)).toBe(true)
    const after = await readerFrom(read, [END], kept)
    const never = await readerFrom(read, [...stopped, END])
    expect(after.said!.state).toEqual(never.said!.state)
    expect(after.remembered).toEqual(never.remembered)
    expect(after.steps).toEqual(before.steps)
    // One that begins where that was written, without it, has other names.
    const { market, opened } = read
    const walk = await SignalWalk.open(market, opened, { from: kept.time, every: HOUR }, signal)
    await walk.through(END)
    const names = ({ clusters }: SignalState) => clusters.map(({ id }) => id)
    expect(names(walk.said!.state)).toHaveLength(names(never.said!.state).length)
    expect(names(walk.said!.state)).not.toEqual(names(never.said!.state))
  })

  test('what was written of another time, or is damaged, is not gone on from', async () => {
    const problems: string[] = []
    const files = openSignalMemoryFiles(folder, (message) => problems.push(message))
    const { id } = hours.instrument
    const kept = (await files.read(id, END))!
    const steps = stepsTo(END, read.opened.map.from, HOUR)
    expect(goesOnFrom(kept, steps, kept.time - HOUR)).toBe(false)
    expect(goesOnFrom(kept, { ...steps, every: 2 * HOUR }, END)).toBe(false)
    expect(goesOnFrom(kept, { ...steps, from: kept.steps.from - HOUR }, END)).toBe(false)
    expect(goesOnFrom(kept, { ...steps, from: kept.time + HOUR }, END)).toBe(false)
    const day = new Date(kept.time).toISOString().slice(0, 10)
    const path = join(folder, day, `${encodeURIComponent(id)}.json`)
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, -9))
    expect(await files.read(id, END)).toBeUndefined()
    expect(problems).toHaveLength(1)
  })
})
