import type { InstrumentId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import { runOwnProcess } from '../child/own-process.ts'

/** What is to be learnt. */
export interface LearnJob {
  readonly instrument: InstrumentId
  readonly signal: AbortSignal
}

/** What is to be scored. */
export interface ScoreJob extends LearnJob {
  /** Days at the start that are learnt from and not scored. */
  readonly firstScoredDay: number
}

/**
 * Scores an instrument; resolves with what `isotherm score --json` prints. Rejects with an Error
 * whose message is one plain sentence.
 */
export type ScoreRunner = (job: ScoreJob) => Promise<string>

/** Learns the weights of an instrument; the same of `isotherm weights --json`. */
export type LearnRunner = (job: LearnJob) => Promise<string>

export interface ScoreProcessOptions {
  /** The built program: what `isotherm` starts. */
  readonly main: string
  /** Folder of the Parquet history that is scored. */
  readonly history: string
  /** The data folder. */
  readonly data: string
  /** Time for one score; 15 minutes by default. */
  readonly limit?: Millis
}

/** Scores in a process of its own. */
export const scoreProcess =
  (options: ScoreProcessOptions): ScoreRunner =>
  ({ firstScoredDay, ...job }) =>
    runOn(options, 'score', job, ['--first-scored-day', String(firstScoredDay)])

/** Learns in a process of its own. */
export const learnProcess =
  (options: ScoreProcessOptions): LearnRunner =>
  (job) =>
    runOn(options, 'weights', job)

/** Tells what followed signals of an instrument, and keeps that in the data folder. */
export const signalsProcess =
  (options: ScoreProcessOptions): LearnRunner =>
  (job) =>
    runOn(options, 'signals', job, ['--keep'])

function runOn(
  { main, history, data, limit }: ScoreProcessOptions,
  command: string,
  { instrument, signal }: LearnJob,
  more: readonly string[] = [],
): Promise<string> {
  const places = ['--history', history, '--data', data]
  return runOwnProcess({
    main,
    command,
    flags: ['--json', ...places, '--instrument', instrument, ...more],
    signal,
    limit,
    unsaid: [
      [history, 'the history'],
      [data, 'the data folder'],
    ],
  })
}
