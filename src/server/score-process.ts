import type { InstrumentId } from '../market/instrument.ts'
import type { Millis } from '../market/units.ts'
import { runOwnProcess } from './own-process.ts'

/** What is to be scored. */
export interface ScoreJob {
  readonly instrument: InstrumentId
  /** Days at the start that are learnt from and not scored. */
  readonly firstScoredDay: number
  readonly signal: AbortSignal
}

/**
 * Scores an instrument; resolves with what `isotherm score --json` prints. Rejects with an Error
 * whose message is one plain sentence.
 */
export type ScoreRunner = (job: ScoreJob) => Promise<string>

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
  ({ main, history, data, limit }: ScoreProcessOptions): ScoreRunner =>
  ({ instrument, firstScoredDay, signal }) => {
    const places = ['--history', history, '--data', data]
    const asked = ['--instrument', instrument, '--first-scored-day', String(firstScoredDay)]
    return runOwnProcess({
      main,
      command: 'score',
      flags: ['--json', ...places, ...asked],
      signal,
      limit,
      unsaid: [
        [history, 'the history'],
        [data, 'the data folder'],
      ],
    })
  }
