import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import type { InstrumentId } from '../../market/instrument.ts'
import { MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { openScoreFiles } from '../../server/score/score-files.ts'
import { openScoreKeeper } from '../../server/score/score-keeper.ts'
import type { Scorable, ScoreKeeper } from '../../server/score/score-keeper.ts'
import { knownHours } from '../../server/market/score-known.ts'
import { learnProcess, scoreProcess } from '../../server/learning/score-process.ts'
import { openWeightFiles } from '../../server/learning/weight-files.ts'
import { openWeightKeeper } from '../../server/learning/weight-keeper.ts'
import type { History } from '../../store/history.ts'
import { programVersion } from '../command/program-version.ts'

/** The built program; beside this file once that is built. */
export const MAIN = fileURLToPath(new URL('../main.js', import.meta.url))

/** How often it is looked for something to score, and counted what is known. */
export const LOOK_EVERY: Millis = MINUTE

export interface KeepScoresOptions {
  /** What is scored; absent where there is only the simulated market. */
  readonly history: History | undefined
  /** The data folder. */
  readonly data: string
  /** Whether the history is added to while it runs. */
  readonly grows: boolean
  /** Since when liquidations are recorded that are not in the history yet. */
  readonly since?: (instrument: InstrumentId) => Millis | undefined
  readonly logger: Logger
}

/** Keeps the scores of what is served in `<data>/scores`, and what is learnt in `<data>/weights`. */
export function keepScores(options: KeepScoresOptions): ScoreKeeper {
  const { history, data, grows, logger } = options
  const onProblem = (message: string) => logger.warn(message)
  let counted: { readonly at: number; readonly known: ReturnType<typeof count> } | undefined
  const directory = history?.directory ?? ''
  const places = { main: MAIN, history: directory, data }
  return openScoreKeeper({
    run: scoreProcess(places),
    files: openScoreFiles(join(data, 'scores'), onProblem),
    weights: openWeightKeeper({
      run: learnProcess(places),
      files: openWeightFiles(join(data, 'weights'), directory, onProblem),
      now: Date.now,
      onProblem,
    }),
    known() {
      if (counted === undefined || performance.now() - counted.at >= LOOK_EVERY) {
        const known = count(options)
        counted = { at: performance.now(), known }
        known.catch(() => (counted = undefined))
      }
      return counted.known
    },
    grows,
    now: Date.now,
    onProblem,
  })
}

/**
 * Scores a simulated market like any other, once it is there: by itself, as its history is its own and
 * does not go on.
 * @param simulated its history; undefined as long as there is none
 */
export function withSimulated(
  real: ScoreKeeper,
  simulated: () => History | undefined,
  options: Pick<KeepScoresOptions, 'data' | 'logger'>,
): ScoreKeeper {
  let made: ScoreKeeper | undefined
  const keeper = () => {
    const history = simulated()
    if (history !== undefined) made ??= keepScores({ ...options, history, grows: false })
    return made
  }
  return {
    ...real,
    async infos(instruments) {
      const infos = await real.infos(instruments)
      const others = instruments.filter((one) => one.simulated)
      const scored =
        (await keeper()?.infos(others.map(({ id }) => ({ id, simulated: false })))) ?? []
      return infos.map((info) => scored.find((one) => one.instrument === info.instrument) ?? info)
    },
    score: async (instrument) =>
      (await real.score(instrument)) ?? (await keeper()?.score(instrument)),
    get unreadable() {
      return real.unreadable
    },
    async close() {
      await real.close()
      await made?.close()
    },
  }
}

async function count({
  history,
  grows,
  since = () => undefined,
}: KeepScoresOptions): Promise<ReadonlyMap<InstrumentId, Scorable>> {
  const scorable = new Map<InstrumentId, Scorable>()
  if (history === undefined) return scorable
  for (const stored of await history.instruments()) {
    const { id } = stored.instrument
    // oxlint-disable no-await-in-loop -- one connection reads
    const known = await knownHours(history, stored)
    // What goes on is renewed anyway; what stands still is scored anew where it or the model is another.
    const state = grows
      ? []
      : [programVersion(), await history.fingerprint(id), known.hours, known.since]
    // oxlint-enable no-await-in-loop
    const basis = [history.directory, ...state].join(' ')
    scorable.set(id, { ...known, since: known.since ?? since(id), basis })
  }
  return scorable
}
