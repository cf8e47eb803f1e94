import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import type { InstrumentId } from '../../src/market/instrument.ts'
import { DAY, HOUR } from '../../src/market/units.ts'
import type { LearnJob } from '../../src/server/learning/score-process.ts'
import { daysKnown, idOf, NOW, playedKeeper } from './score-fixture.ts'
import { fakeServer } from './serve-fixture.ts'
import { weightsOf } from './weights-fixture.ts'

const [A, B] = [idOf('binance:AUSDT'), idOf('binance:BUSDT')]
const known = { [A]: daysKnown(10) }
const nameOf = (id: InstrumentId) => `${encodeURIComponent(id)}.json`

/** A runner whose answers rise in level from one to the next. */
function learner() {
  const jobs: LearnJob[] = []
  const learn = (job: LearnJob) => {
    jobs.push(job)
    return Promise.resolve(JSON.stringify(weightsOf(job.instrument, [[NOW - DAY, jobs.length]])))
  }
  return { jobs, learn }
}

test('weights are learnt and kept whenever an instrument is scored; the newest replace the older', async () => {
  const { jobs, learn } = learner()
  const played = await playedKeeper({ ...known, [B]: daysKnown(2) }, { learn })
  const { keeper, world, weightsDirectory } = played
  expect(await keeper.learnt(A)).toBeUndefined()
  await keeper.look()
  expect(jobs.map(({ instrument }) => instrument)).toEqual([A])
  expect(played.jobs).toHaveLength(1)
  const first = (await keeper.learnt(A))!
  expect(first.known).toHaveLength(2)
  // What was not replaced is not read again.
  expect(await keeper.learnt(A)).toBe(first)
  world.now += HOUR
  await keeper.look()
  const second = (await keeper.learnt(A))!
  expect(second.known[1]!.weights[0]).toBeCloseTo(2 * first.known[1]!.weights[0]!, 12)
  expect(second.known[1]!.background).toBeCloseTo(2 * first.known[1]!.background, 12)
  expect(await readdir(weightsDirectory)).toEqual([nameOf(A)])
  const file = await readFile(join(weightsDirectory, nameOf(A)), 'utf8')
  expect(JSON.parse(file)).toMatchObject({ version: 1, learntAt: NOW + HOUR })
})

test('others are taught a day after a weight was learnt: by then it is in the file', async () => {
  const { learn } = learner()
  const { keeper } = await playedKeeper(known, { learn })
  await keeper.look()
  expect((await keeper.learnt(A))!.known[1]!.since).toBe(NOW - DAY + DAY)
})

test('after a restart they are there, and are not learnt again within the hour', async () => {
  const first = await playedKeeper(known)
  await first.keeper.look()
  await first.keeper.close()
  const { jobs, learn } = learner()
  const second = await playedKeeper(known, { directory: first.directory, learn })
  second.world.now += HOUR - 1
  await second.keeper.look()
  expect(jobs).toEqual([])
  expect((await second.keeper.learnt(A))!.known).toHaveLength(2)
  expect(second.problems).toEqual([])
})

test.each([
  ['is cut off', (text: string) => text.slice(0, -100)],
  ['is of another version', (text: string) => text.replace('"version":1', '"version":2')],
  ['is of another instrument', (text: string) => text.replace('AUSDT', 'BUSDT')],
  [
    'is of other lifetimes',
    (text: string) => text.replace('"lifetimes":[0.05', '"lifetimes":[0.5'),
  ],
  ['lacks a lifetime', (text: string) => text.replace('"lifetimes":[0.05,', '"lifetimes":[')],
  [
    'has a weight that is no number',
    (text: string) => text.replace('"weights":[', '"weights":[null,'),
  ],
  ['has a weight too many', (text: string) => text.replace('"weights":[', '"weights":[0.1,')],
  ['has a weight of 0', (text: string) => text.replace(/"weights":\[[^,]+/, '"weights":[0')],
  ['is out of order', (text: string) => text.replace('"since":0', '"since":9999999999999')],
] as const)(
  'a file that %s is counted, told and made again, also where nothing goes on',
  async (_, damage) => {
    const first = await playedKeeper(known)
    await first.keeper.look()
    const path = join(first.weightsDirectory, nameOf(A))
    const whole = await readFile(path, 'utf8')
    await writeFile(path, damage(whole))
    expect(await readFile(path, 'utf8')).not.toBe(whole)
    const second = await playedKeeper(known, { directory: first.directory, grows: false })
    expect(await second.keeper.learnt(A)).toBeUndefined()
    await second.keeper.infos([{ id: A, simulated: false }])
    expect(second.keeper.unreadable).toBe(1)
    expect(second.problems[0]).toContain('is made again')
    const { json, app } = await fakeServer({ scores: second.keeper })
    expect((await json(ROUTES.scores)).status).toBe(200)
    expect((await app.inject(ROUTES.metrics)).body).toContain('isotherm_unreadable_files 1\n')
    await second.keeper.look()
    expect((await second.keeper.learnt(A))!.known).toHaveLength(2)
    expect(second.problems).toHaveLength(1)
  },
)

test('those of another history are none of this, which is no damage', async () => {
  const first = await playedKeeper(known)
  await first.keeper.look()
  const { directory } = first
  const second = await playedKeeper(known, { directory, history: 'another' })
  expect(await second.keeper.learnt(A)).toBeUndefined()
  await second.keeper.look()
  expect(await second.keeper.learnt(A)).toBeDefined()
  expect(second.problems).toEqual([])
})

test('what cannot be learnt is told; the score is made all the same, and older weights stand', async () => {
  let answer: () => Promise<string> = () => Promise.resolve(JSON.stringify(weightsOf(A)))
  const { keeper, world, problems } = await playedKeeper(known, { learn: () => answer() })
  await keeper.look()
  const before = await keeper.learnt(A)
  const wrong = [
    () => Promise.reject(new Error('it took too long')),
    () => Promise.resolve('nothing'),
    () => Promise.resolve('{}'),
    () => Promise.resolve(JSON.stringify(weightsOf(B))),
  ]
  for (answer of wrong) {
    world.now += HOUR
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await keeper.look()
    // oxlint-disable-next-line no-await-in-loop -- as above
    expect(await keeper.score(A)).toMatchObject({ scoredAt: world.now })
  }
  expect(await keeper.learnt(A)).toBe(before)
  expect(problems).toHaveLength(wrong.length)
  for (const [i, why] of ['too long', 'JSON', 'print weights', 'weights of binance:B'].entries())
    expect(problems[i]).toContain(why)
})

test('closing ends what is learnt, which is then no failure', async () => {
  let begun: (job: LearnJob) => void
  const asked = new Promise<LearnJob>((resolve) => (begun = resolve))
  const learn = (job: LearnJob) =>
    new Promise<string>((_, fail) => {
      job.signal.addEventListener('abort', () => fail(new Error('aborted')))
      begun(job)
    })
  const { keeper, problems, jobs } = await playedKeeper(known, { learn })
  void keeper.look()
  const { signal } = await asked
  await keeper.close()
  expect(signal.aborted).toBe(true)
  expect({ problems, jobs }).toEqual({ problems: [], jobs: [] })
})
