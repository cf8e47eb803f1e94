import { execFile } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'

/** A command of the built program that runs in a process of its own. */
export interface OwnProcess {
  /** The built program: what `isotherm` starts. */
  readonly main: string
  readonly command: string
  readonly flags: readonly string[]
  readonly signal: AbortSignal
  /** Time for it; 15 minutes by default. */
  readonly limit?: Millis | undefined
  /** Places on this machine that nobody needs to know, and what is said instead. */
  readonly unsaid: readonly (readonly [place: string, name: string])[]
}

/** A score is some 40 kB. */
const MOST_OUTPUT = 16 * 2 ** 20
const LONGEST_REASON = 300

/**
 * Runs with low priority, so that answers are never held up; resolves with what it prints. Rejects with
 * an Error whose message is one plain sentence.
 */
export function runOwnProcess({
  main,
  command,
  flags,
  signal,
  limit = 15 * MINUTE,
  unsaid,
}: OwnProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [main, command, ...flags],
      { signal, timeout: limit, killSignal: 'SIGKILL', maxBuffer: MOST_OUTPUT, encoding: 'utf8' },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout)
        const told = unsaid.reduce(
          (text, [place, name]) => text.replaceAll(place, name),
          reasonOf(stderr, command),
        )
        const why =
          error.killed === true && error.code == null
            ? `it took longer than ${limit / MINUTE} minutes and was ended`
            : told || `the process ended with ${error.code ?? error.signal}`
        return reject(new Error(why, { cause: error }))
      },
    )
    lowerPriority(child)
  })
}

function lowerPriority({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch {
    // It has ended already, or the system has no priorities: then it runs as it is.
  }
}

/** What a process has said on standard error, in one line and without Node's own warnings. */
function reasonOf(stderr: string, command: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim().replace(`isotherm ${command}: `, ''))
    .filter((line) => line !== '' && !/^\((node:|Use `node)/.test(line))
  const text = lines.join('; ')
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}…` : text
}
