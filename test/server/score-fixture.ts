import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { InstrumentScore } from '../../src/api/score.ts'
import { parseInstrumentId } from '../../src/market/instrument.ts'
import type { InstrumentId } from '../../src/market/instrument.ts'
import { DAY } from '../../src/market/units.ts'
import { openScoreFiles } from '../../src/server/score/score-files.ts'
import { openScoreKeeper } from '../../src/server/score/score-keeper.ts'
import type {
  Scorable,
  ScoreKeeper,
  ScoreKeeperOptions,
} from '../../src/server/score/score-keeper.ts'
import type { LearnRunner, ScoreJob } from '../../src/server/learning/score-process.ts'
import { openWeightFiles } from '../../src/server/learning/weight-files.ts'
import { openWeightKeeper } from '../../src/server/learning/weight-keeper.ts'
import { weightsOf } from './weights-fixture.ts'

/** A keeper of scores whose scores are made by hand. */

export const NOW = 20_600 * DAY
export const idOf = (text: string): InstrumentId => parseInstrumentId(text)!

/** A score as the process prints it. */
export const scoreOf = (instrument: InstrumentId, gain = 0.2): InstrumentScore => ({
  instrument,
  from: '2026-04-01T00:00:00.000Z',
  to: '2026-05-27T00:00:00.000Z',
  hours: 700,
  calibration: {
    days: { level: 54, 'weak-30d': 5 },
    feed: 'sound',
    recalibrated: '2026-05-26T00:00:00.000Z',
  },
  models: {
    isotherm: {
      qlikeGain: { value: gain, low: gain - 0.1, high: gain + 0.1 },
      spearman: 0.84,
      partialSpearman: 0.49,
      realisedOverPredicted: { value: 0.9, low: 0.75, high: 1.05 },
      rows: 1_970,
      days: 42,
    },
    openingOnly: { rows: 1_970, days: 42 },
  },
  baselines: {
    excursion: { spearman: 0.75, loss: 12.7, rows: 1_970 },
    excursionTimesVolume: { spearman: 0.81, loss: 12.5, rows: 1_970 },
  },
})

export const printed = (id: InstrumentId, gain?: number): string =>
  `${JSON.stringify(scoreOf(id, gain), null, 2)}\n`

export interface PlayedKeeper {
  readonly keeper: ScoreKeeper
  /** Jobs in the order in which they were given. */
  readonly jobs: ScoreJob[]
  /** How many ran at once, at most. */
  readonly most: () => number
  /** What is known, and the clock; tests change both. */
  readonly world: { now: number; known: Map<InstrumentId, Scorable> }
  readonly problems: string[]
  readonly directory: string
  readonly weightsDirectory: string
}

/** What is known of an instrument of which so many days are. */
export const daysKnown = (days: number, basis = 'a'): Scorable => ({
  hours: days * 24,
  since: NOW - days * DAY,
  basis,
})

/** A keeper over instruments; `run` answers by default at once with a score. */
export async function playedKeeper(
  known: Readonly<Record<string, Scorable>>,
  options: Partial<Pick<ScoreKeeperOptions, 'run' | 'grows'>> & {
    directory?: string
    learn?: LearnRunner
    history?: string
  } = {},
): Promise<PlayedKeeper> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'isotherm-scores-')))
  const weightsDirectory = `${directory}-weights`
  const jobs: ScoreJob[] = []
  const problems: string[] = []
  let [running, most] = [0, 0]
  const world = {
    now: NOW,
    known: new Map(Object.entries(known).map(([id, of]) => [idOf(id), of])),
  }
  const { run = ({ instrument }: ScoreJob) => Promise.resolve(printed(instrument)) } = options
  const { history = 'a history' } = options
  const { learn = ({ instrument }) => Promise.resolve(JSON.stringify(weightsOf(instrument))) } =
    options
  const onProblem = (message: string) => void problems.push(message)
  const now = () => world.now
  const keeper = openScoreKeeper({
    async run(job) {
      jobs.push(job)
      most = Math.max(most, ++running)
      try {
        return await run(job)
      } finally {
        running--
      }
    },
    files: openScoreFiles(directory, onProblem),
    weights: openWeightKeeper({
      run: learn,
      files: openWeightFiles(weightsDirectory, history, onProblem),
      now,
      onProblem,
    }),
    known: () => Promise.resolve(world.known),
    grows: options.grows ?? true,
    now,
    onProblem,
  })
  onTestFinished(async () => {
    await keeper.close()
    // oxlint-disable-next-line no-await-in-loop -- two
    for (const one of [directory, weightsDirectory]) await rm(one, { recursive: true, force: true })
  })
  return { keeper, jobs, most: () => most, world, problems, directory, weightsDirectory }
}
