import { describe, expect, test } from 'vitest'
import { keptSignalsOf } from '../../api/signal-records.fixture.ts'
import { parseInstrumentId } from '../../market/instrument.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { DAY, HOUR, MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { LearnJob } from '../learning/score-process.ts'
import { openSignalRecordKeeper } from './signal-record-keeper.ts'

const [A, B] = ['binance:BTCUSDT', 'binance:ETHUSDT'].map((id) => parseInstrumentId(id)!) as [
  InstrumentId,
  InstrumentId,
]
const START = Date.UTC(2026, 0, 10)

/** A keeper over a clock that the test moves. */
function played(
  run: (job: LearnJob) => Promise<string>,
  { madeAt, known = [A, B] }: { madeAt?: Millis; known?: readonly InstrumentId[] } = {},
) {
  const world = { now: START }
  const jobs: [InstrumentId, Millis][] = []
  const problems: string[] = []
  const keeper = openSignalRecordKeeper({
    run(job) {
      jobs.push([job.instrument, world.now])
      return run(job)
    },
    files: {
      read: (id) =>
        Promise.resolve(madeAt === undefined ? undefined : { ...keptSignalsOf(id), madeAt }),
    },
    known: () => Promise.resolve(known),
    now: () => world.now,
    onProblem: (message) => problems.push(message),
  })
  /** Looks every minute for so long. */
  const live = async (span: Millis) => {
    for (const end = world.now + span; world.now < end; world.now += MINUTE)
      // oxlint-disable-next-line no-await-in-loop -- time goes on
      await keeper.look()
  }
  return { world, jobs, problems, keeper, live }
}

describe('what followed signals', () => {
  test('is made of each instrument once a day, one after the other, with rests', async () => {
    const { world, jobs, live } = played(() => {
      world.now += 10 * MINUTE
      return Promise.resolve('')
    })
    await live(2 * DAY + HOUR)
    expect(jobs.filter(([id]) => id === A).map(([, at]) => at - START)).toEqual([0, DAY, 2 * DAY])
    const [, [other, at]] = jobs as [unknown, [InstrumentId, Millis]]
    expect(other).toBe(B)
    // Ten minutes of work, thirty of rest.
    expect(at - START).toBeGreaterThanOrEqual(40 * MINUTE)
  })

  test('that was made before a restart waits until it is a day old', async () => {
    const { jobs, live } = played(() => Promise.resolve(''), {
      madeAt: START - 23 * HOUR,
      known: [A],
    })
    await live(2 * HOUR)
    expect(jobs).toEqual([[A, START + HOUR]])
  })

  test('is tried again a day after it failed, which is told', async () => {
    const { jobs, problems, live } = played(() => Promise.reject(new Error('no map')), {
      known: [A],
    })
    await live(DAY + HOUR)
    expect(jobs).toHaveLength(2)
    expect(problems[0]).toBe(`what followed signals of ${A} cannot be told: no map`)
  })

  test('is ended with the keeper, without a word, and no other is begun', async () => {
    const { keeper, jobs, problems } = played(
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    )
    const looking = keeper.look()
    await Promise.resolve()
    await keeper.close()
    await looking
    expect(jobs.length).toBeLessThanOrEqual(1)
    expect(problems).toEqual([])
  })
})
