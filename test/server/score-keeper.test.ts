import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/market/units.ts'
import type { ScoreJob } from '../../src/server/learning/score-process.ts'
import { NOW, daysKnown, idOf, playedKeeper, printed } from './score-fixture.ts'

const [A, B, C] = ['binance:AUSDT', 'binance:BUSDT', 'okx:C-USDT-SWAP'].map(idOf)
const listed = (...ids: (typeof A)[]) => ids.map((id) => ({ id: id!, simulated: false }))

interface HeldRun {
  readonly job: ScoreJob
  readonly end: (text: string) => void
}

/** Runs that end when the test says so; `next` resolves with the next one that is begun. */
function heldRuns() {
  const held: HeldRun[] = []
  let tell: ((run: HeldRun) => void) | undefined
  const run = (job: ScoreJob) =>
    new Promise<string>((end, fail) => {
      job.signal.addEventListener('abort', () => fail(new Error('aborted')))
      if (tell === undefined) held.push({ job, end })
      else tell({ job, end })
      tell = undefined
    })
  const next = () =>
    new Promise<HeldRun>((resolve) => {
      const first = held.shift()
      if (first === undefined) tell = resolve
      else resolve(first)
    })
  return { run, next }
}

test('scores what has enough hours, one after the other, and says what the rest waits for', async () => {
  const { next, run } = heldRuns()
  const known = {
    [A!]: daysKnown(6),
    [B!]: daysKnown(27),
    [C!]: daysKnown(2),
  }
  const { keeper, jobs, most } = await playedKeeper(known, { run })
  const looking = keeper.look()
  // Whoever looks meanwhile starts no second one.
  void keeper.look()
  const first = await next()
  expect(await keeper.infos(listed(A, B, C))).toMatchObject([
    { state: 'waiting', running: true },
    { state: 'waiting', running: false },
    {
      state: 'collecting',
      knownHours: 48,
      recordedSince: NOW - 2 * DAY,
      firstScoreAt: NOW + 4 * DAY,
      scoredAt: null,
      headline: null,
    },
  ])
  first.end(printed(A!))
  const second = await next()
  second.end(printed(B!, -0.3))
  await looking
  expect(most()).toBe(1)
  expect(jobs.map(({ instrument, firstScoredDay }) => [instrument, firstScoredDay])).toEqual([
    [A, 5],
    [B, 20],
  ])
  const [a, b] = await keeper.infos(listed(A, B))
  expect(a).toMatchObject({ state: 'scored', running: false, scoredAt: NOW, firstScoreAt: null })
  // Losing is told as it is, and the discount is 1 less the ratio with its ends changed over.
  expect(b!.headline!.qlikeGain).toEqual({ value: -0.3, low: -0.4, high: -0.3 + 0.1 })
  expect(b!.headline!.discount!.value).toBeCloseTo(0.1, 12)
  expect(b!.headline!.discount!.low).toBeCloseTo(-0.05, 12)
  expect(b!.headline!.discount!.high).toBeCloseTo(0.25, 12)
})

test('renews a score once an hour at most, and rests three times as long as the last one took', async () => {
  const took = 10 * MINUTE
  const { keeper, jobs, world } = await playedKeeper(
    { [A!]: daysKnown(10), [B!]: daysKnown(10) },
    {
      run: async ({ instrument }) => {
        world.now += took
        return printed(instrument)
      },
    },
  )
  await keeper.look()
  expect(jobs.map(({ instrument }) => instrument)).toEqual([A])
  world.now += 3 * took - 1
  await keeper.look()
  expect(jobs).toHaveLength(1)
  world.now += 1
  await keeper.look()
  expect(jobs.map(({ instrument }) => instrument)).toEqual([A, B])
  // The first began 40 minutes before the second: it is due 20 minutes after that one has begun.
  world.now = NOW + HOUR - 1
  await keeper.look()
  expect(jobs).toHaveLength(2)
  world.now = NOW + HOUR + 20 * MINUTE
  await keeper.look()
  expect(jobs.at(-1)!.instrument).toBe(A)
})

test('after a restart the score is there, with its age, and is not made again within the hour', async () => {
  const first = await playedKeeper({ [A!]: daysKnown(10) })
  await first.keeper.look()
  await first.keeper.close()
  expect(await readdir(first.directory)).toEqual(['binance%3AAUSDT.json'])
  const { directory } = first
  const second = await playedKeeper({ [A!]: daysKnown(11) }, { directory })
  second.world.now += HOUR - 1
  await second.keeper.look()
  expect(second.jobs).toEqual([])
  expect(await second.keeper.score(A!)).toMatchObject({ scoredAt: NOW, score: { instrument: A } })
  second.world.now += 1
  await second.keeper.look()
  expect(second.jobs).toHaveLength(1)
  // A score of other data is none of these.
  const other = await playedKeeper({ [A!]: daysKnown(10, 'b') }, { directory, grows: false })
  expect(await other.keeper.infos(listed(A))).toMatchObject([{ state: 'waiting', scoredAt: null }])
})

test.each([
  ['is cut off', (text: string) => text.slice(0, -100)],
  ['has no gain that could be read', (text: string) => text.replace('0.2', '"0.2"')],
  ['is of another instrument', (text: string) => text.replaceAll('AUSDT', 'BUSDT')],
  ['is no score at all', () => JSON.stringify({ version: 1 })],
])('a file that %s is reported and made again', async (_, damage) => {
  const first = await playedKeeper({ [A!]: daysKnown(10) })
  await first.keeper.look()
  const path = join(first.directory, 'binance%3AAUSDT.json')
  await writeFile(path, damage(await readFile(path, 'utf8')))
  const second = await playedKeeper({ [A!]: daysKnown(10) }, { directory: first.directory })
  expect(await second.keeper.score(A!)).toBeUndefined()
  expect(second.problems[0]).toContain('is made again')
  await second.keeper.look()
  expect(await second.keeper.score(A!)).toBeDefined()
})

test('what fails says why, keeps the older score, and is tried again after an hour', async () => {
  let fails = false
  const { keeper, jobs, world } = await playedKeeper(
    { [A!]: daysKnown(10), [B!]: daysKnown(10) },
    {
      run: ({ instrument }) =>
        fails || instrument === B
          ? Promise.reject(new Error('binance:X has no open interest'))
          : Promise.resolve(printed(instrument)),
    },
  )
  await keeper.look()
  fails = true
  world.now += HOUR
  await keeper.look()
  expect(jobs).toHaveLength(4)
  expect(await keeper.infos(listed(A, B))).toMatchObject([
    { state: 'scored', scoredAt: NOW, problem: 'binance:X has no open interest' },
    { state: 'failed', scoredAt: null, headline: null, problem: 'binance:X has no open interest' },
  ])
  fails = false
  world.now += HOUR
  await keeper.look()
  expect(await keeper.infos(listed(A))).toMatchObject([{ scoredAt: NOW + 2 * HOUR, problem: null }])
})

test.each([
  ['nothing', '', 'the process did not print JSON'],
  ['prose', 'all is well', 'the process did not print JSON'],
  ['a list', '[]', 'the process did not print a score'],
  ['another instrument', printed(B!), 'the process printed a score of binance:BUSDT instead'],
  ['a gain that is no number', printed(A!).replace('0.2', 'null'), 'models.isotherm.qlikeGain'],
])('%s is no score', async (_, text, why) => {
  const { keeper, directory } = await playedKeeper(
    { [A!]: daysKnown(10) },
    { run: () => Promise.resolve(text) },
  )
  await keeper.look()
  const [info] = await keeper.infos(listed(A))
  expect(info).toMatchObject({ state: 'failed', headline: null })
  expect(info!.problem).toContain(why)
  expect(await readdir(directory)).toEqual([])
})

test('a history that stands still is scored when somebody asks, and never twice', async () => {
  const known = { [A!]: daysKnown(30), [B!]: daysKnown(3) }
  const { keeper, jobs, world } = await playedKeeper(known, { grows: false })
  await keeper.look()
  expect(jobs).toEqual([])
  // Too few hours, and no more will come: no time is promised.
  expect(await keeper.infos(listed(A, B))).toMatchObject([
    { state: 'waiting' },
    { state: 'collecting', firstScoreAt: null },
  ])
  await keeper.look()
  world.now += 100 * HOUR
  expect(await keeper.infos(listed(A))).toMatchObject([{ state: 'scored', scoredAt: NOW }])
  await keeper.look()
  expect(jobs).toHaveLength(1)
  // Until other data is shown.
  world.known.set(A!, daysKnown(31, 'b'))
  expect(await keeper.infos(listed(A))).toMatchObject([{ state: 'waiting', scoredAt: null }])
  await keeper.look()
  expect(jobs).toHaveLength(2)
})

test('a simulated market is never scored', async () => {
  const { keeper, jobs } = await playedKeeper({}, { grows: false })
  const id = idOf('simulated:BTCUSD-SIM')
  expect(await keeper.infos([{ id, simulated: true }])).toMatchObject([
    { instrument: id, state: 'simulated', headline: null, knownHours: 0 },
  ])
  await keeper.look()
  expect(jobs).toEqual([])
  expect(await keeper.score(id)).toBeUndefined()
})

test('closing ends what is running, which is then no failure', async () => {
  const { next, run } = heldRuns()
  const { keeper, problems } = await playedKeeper({ [A!]: daysKnown(10) }, { run })
  void keeper.look()
  const { job } = await next()
  await keeper.close()
  expect(job.signal.aborted).toBe(true)
  expect(problems).toEqual([])
})
