import { execFile } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import type { InstrumentId } from '../market/instrument.ts'
import { MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

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

/** A score is some 40 kB. */
const MOST_OUTPUT = 16 * 2 ** 20
const LONGEST_REASON = 300

/** Scores in a process of its own and of low priority, so that answers are never held up. */
export const scoreProcess =
  ({ main, history, data, limit = 15 * MINUTE }: ScoreProcessOptions): ScoreRunner =>
  ({ instrument, firstScoredDay, signal }) =>
    new Promise((resolve, reject) => {
      const flags = ['--json', '--history', history, '--data', data, '--instrument', instrument]
      const child = execFile(
        process.execPath,
        [main, 'score', ...flags, '--first-scored-day', String(firstScoredDay)],
        { signal, timeout: limit, killSignal: 'SIGKILL', maxBuffer: MOST_OUTPUT, encoding: 'utf8' },
        (error, stdout, stderr) => {
          if (error === null) return resolve(stdout)
          // Where things lie on this machine is nobody's business who sees the page.
          const told = reasonOf(stderr)
            .replaceAll(history, 'the history')
            .replaceAll(data, 'the data folder')
          const why =
            error.killed === true && error.code == null
              ? `it took longer than ${limit / MINUTE} minutes and was ended`
              : told || `the process ended with ${error.code ?? error.signal}`
          return reject(new Error(why, { cause: error }))
        },
      )
      lowerPriority(child)
    })

function lowerPriority({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch {
    // It has ended already, or the system has no priorities: then it runs as it is.
  }
}

/** What a process has said on standard error, in one line and without Node's own warnings. */
function reasonOf(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim().replace(/^isotherm score: /, ''))
    .filter((line) => line !== '' && !/^\((node:|Use `node)/.test(line))
  const text = lines.join('; ')
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}…` : text
}
