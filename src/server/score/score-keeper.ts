import { headlineOf, instrumentScoreSchema } from '../../api/score.ts'
import type { KeptScore, ScoreInfo } from '../../api/score.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { DAY, HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { readPrinted } from '../child/read-printed.ts'
import type { ScoreFiles } from './score-files.ts'
import type { KnownHours } from '../market/score-known.ts'
import type { ScoreRunner } from '../learning/score-process.ts'
import type { WeightKeeper } from '../learning/weight-keeper.ts'

/** What is known of an instrument, and a text that differs where other data would be scored. */
export interface Scorable extends KnownHours {
  readonly basis: string
}

export interface ScoreKeeperOptions {
  readonly run: ScoreRunner
  readonly files: ScoreFiles
  /** What is learnt of an instrument is learnt anew whenever it is scored. */
  readonly weights: WeightKeeper
  /** What can be scored now. */
  readonly known: () => Promise<ReadonlyMap<InstrumentId, Scorable>>
  /** Whether hours are added while it runs: then scores are renewed, else made when asked for. */
  readonly grows: boolean
  /** UTC milliseconds. */
  readonly now: () => Millis
  readonly onProblem: (message: string) => void
}

/** Scores the instruments one after the other, and keeps the scores over restarts. */
export interface ScoreKeeper {
  /** How each of these fares. */
  infos(instruments: readonly ListedInstrument[]): Promise<readonly ScoreInfo[]>
  /** Undefined where there is none yet. */
  score(instrument: InstrumentId): Promise<KeptScore | undefined>
  /** The score of an instrument that was looked at before, without asking for one. */
  peek(instrument: InstrumentId): KeptScore | undefined
  /** What an instrument has learnt by itself, for the others of its venue. */
  readonly learnt: WeightKeeper['learnt']
  /** How many files of scores and of weights could not be read; they are made again. */
  readonly unreadable: number
  /** Scores what is due; resolves when nothing more is. One look at a time. */
  look(): Promise<void>
  /** Ends what is running. */
  close(): Promise<void>
}

export interface ListedInstrument {
  readonly id: InstrumentId
  readonly simulated: boolean
}

/** From so many known hours on there is something to score: five days are learnt from. */
export const NEEDED_HOURS = 6 * 24
/** Days that are learnt from where there are enough for a week of scores after them, and else. */
const LONG_START = { days: 20, from: 27 * (DAY / HOUR) }
const SHORT_START = { days: 5 }

/** A score is renewed, and a failure tried again, at most so often. */
const EVERY: Millis = HOUR
/** After each score of a market that goes on, rest so many times as long as it took: the rest is yours. */
const REST = 3

interface Entry {
  /** Of what data the rest is told. */
  readonly basis: string
  kept: KeptScore | undefined
  problem: string | undefined
  /** When the last attempt began. */
  triedAt: Millis | undefined
}

export function openScoreKeeper(options: ScoreKeeperOptions): ScoreKeeper {
  const { run, files, weights, grows, now, onProblem } = options
  const entries = new Map<InstrumentId, Entry>()
  const wanted = new Set<InstrumentId>()
  const ending = new AbortController()
  let running: InstrumentId | undefined
  let looking: Promise<void> | undefined
  let restsUntil = Number.NEGATIVE_INFINITY

  /** What is known now, with an entry for each: a score of other data is forgotten. */
  async function refresh(): Promise<ReadonlyMap<InstrumentId, Scorable>> {
    const known = await options.known()
    for (const [id, { basis }] of known) {
      const isSettled = () => entries.get(id)?.basis === basis || running === id
      if (isSettled()) continue
      // oxlint-disable-next-line no-await-in-loop -- small files, once each
      const [kept, learnt] = await Promise.all([files.read(id, basis), weights.learnt(id)])
      // Without its weights a score is made again, and they with it.
      const triedAt = learnt && kept?.scoredAt
      // Two may ask at once.
      if (!isSettled()) entries.set(id, { basis, kept, problem: undefined, triedAt })
    }
    return known
  }

  function isDue(id: InstrumentId, { hours }: Scorable): boolean {
    if (hours < NEEDED_HOURS) return false
    const { triedAt, problem } = entries.get(id) ?? {}
    if (triedAt === undefined) return grows || wanted.has(id)
    return (grows || problem !== undefined) && now() - triedAt >= EVERY
  }

  /** The one that has waited longest. */
  function nextDue(known: ReadonlyMap<InstrumentId, Scorable>): InstrumentId | undefined {
    if (ending.signal.aborted || now() < restsUntil) return undefined
    const waits = [...known].flatMap(([id, of]) =>
      isDue(id, of) ? [{ id, since: entries.get(id)?.triedAt ?? 0 }] : [],
    )
    return waits.sort((a, b) => a.since - b.since)[0]?.id
  }

  async function scoreOne(id: InstrumentId, { hours, basis }: Scorable): Promise<void> {
    const began = now()
    const entry = entries.get(id)!
    entry.triedAt = began
    running = id
    const firstScoredDay = (hours >= LONG_START.from ? LONG_START : SHORT_START).days
    try {
      const { signal } = ending
      await weights.learn({ instrument: id, signal })
      signal.throwIfAborted()
      const score = readPrinted(
        await run({ instrument: id, firstScoredDay, signal }),
        instrumentScoreSchema,
        'a score',
        id,
      )
      entry.kept = { scoredAt: now(), firstScoredDay, score }
      entry.problem = undefined
      await files
        .write(id, basis, entry.kept)
        .catch((error: unknown) => onProblem(`the score of ${id} cannot be kept: ${String(error)}`))
    } catch (error) {
      if (ending.signal.aborted) return
      entry.problem = error instanceof Error ? error.message : String(error)
      onProblem(`${id} cannot be scored: ${entry.problem}`)
    } finally {
      running = undefined
      if (grows) restsUntil = now() + REST * (now() - began)
    }
  }

  async function lookOnce(): Promise<void> {
    for (;;) {
      // oxlint-disable no-await-in-loop -- one at a time, by purpose
      const known = await refresh()
      const id = nextDue(known)
      if (id === undefined) return
      await scoreOne(id, known.get(id)!)
      // oxlint-enable no-await-in-loop
    }
  }

  function look(): Promise<void> {
    looking ??= lookOnce().finally(() => (looking = undefined))
    return looking
  }

  /** Of a market that stands still a score is made once somebody wants it. */
  function want(ids: readonly InstrumentId[]): void {
    if (grows || ids.every((id) => wanted.has(id))) return
    for (const id of ids) wanted.add(id)
    look().catch((error: unknown) => onProblem(`cannot look what to score: ${String(error)}`))
  }

  return {
    async infos(instruments) {
      const known = await refresh()
      want(instruments.filter(({ simulated }) => !simulated).map(({ id }) => id))
      return instruments.map(({ id, simulated }) =>
        simulated
          ? { ...NOTHING, instrument: id, state: 'simulated' as const }
          : infoOf(id, known.get(id), entries.get(id)),
      )
    },
    async score(instrument) {
      if (!(await refresh()).has(instrument)) return undefined
      want([instrument])
      return entries.get(instrument)?.kept
    },
    peek: (instrument) => entries.get(instrument)?.kept,
    learnt: weights.learnt,
    get unreadable() {
      return files.unreadable + weights.unreadable
    },
    look,
    async close() {
      ending.abort()
      await looking
    },
  }

  function infoOf(id: InstrumentId, of: Scorable | undefined, entry: Entry | undefined): ScoreInfo {
    const { hours, since } = of ?? { hours: 0, since: undefined }
    const { kept, problem } = entry ?? {}
    const missing = NEEDED_HOURS - hours
    const comes = grows && missing > 0 && since !== undefined
    return {
      instrument: id,
      state: stateOf(kept, problem, hours),
      running: running === id,
      knownHours: hours,
      recordedSince: since ?? null,
      firstScoreAt: comes ? now() + missing * HOUR : null,
      scoredAt: kept?.scoredAt ?? null,
      headline: kept === undefined ? null : headlineOf(kept.score),
      problem: problem ?? null,
    }
  }
}

const NOTHING = {
  running: false,
  knownHours: 0,
  recordedSince: null,
  firstScoreAt: null,
  scoredAt: null,
  headline: null,
  problem: null,
} as const

function stateOf(
  kept: KeptScore | undefined,
  problem: string | undefined,
  hours: number,
): ScoreInfo['state'] {
  if (kept !== undefined) return 'scored'
  if (problem !== undefined) return 'failed'
  return hours >= NEEDED_HOURS ? 'waiting' : 'collecting'
}
