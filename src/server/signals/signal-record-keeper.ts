import type { InstrumentId } from '../../market/instrument.ts'
import { DAY } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { LearnRunner } from '../learning/score-process.ts'
import type { SignalRecordFiles } from './signal-record-files.ts'

/** Renews what followed signals, one instrument after the other. */
export interface SignalRecordKeeper {
  /** Renews what is due; resolves when nothing more is. One look at a time. */
  look(): Promise<void>
  /** Ends what is running. */
  close(): Promise<void>
}

export interface SignalRecordKeeperOptions {
  /** Makes the record of an instrument and puts it on the disk. */
  readonly run: LearnRunner
  readonly files: Pick<SignalRecordFiles, 'read'>
  /** Instruments of which there is enough to tell. */
  readonly known: () => Promise<readonly InstrumentId[]>
  /** UTC milliseconds. */
  readonly now: () => Millis
  readonly onProblem: (message: string) => void
}

/** A record is renewed, and a failure tried again, at most so often: what follows takes three days. */
const EVERY: Millis = DAY
/** After each record, rest so many times as long as it took: the rest is yours. */
const REST = 3

export function openSignalRecordKeeper(options: SignalRecordKeeperOptions): SignalRecordKeeper {
  const { run, files, known, now, onProblem } = options
  const triedAt = new Map<InstrumentId, Millis>()
  const ending = new AbortController()
  const { signal } = ending
  let looking: Promise<void> | undefined
  let restsUntil = Number.NEGATIVE_INFINITY

  async function nextDue(): Promise<InstrumentId | undefined> {
    if (signal.aborted || now() < restsUntil) return undefined
    for (const id of await known()) {
      if (!triedAt.has(id)) {
        // oxlint-disable-next-line no-await-in-loop -- small files, once each
        const kept = await files.read(id)
        triedAt.set(id, kept?.madeAt ?? Number.NEGATIVE_INFINITY)
      }
      // A clock that was set back, or a record of the future, must not wait for that future.
      if (Math.abs(now() - triedAt.get(id)!) >= EVERY) return id
    }
    return undefined
  }

  async function lookOnce(): Promise<void> {
    for (;;) {
      // oxlint-disable no-await-in-loop -- one at a time, by purpose
      const instrument = await nextDue()
      if (instrument === undefined || signal.aborted) return
      const began = now()
      triedAt.set(instrument, began)
      try {
        await run({ instrument, signal })
      } catch (error) {
        if (signal.aborted) return
        const why = error instanceof Error ? error.message : String(error)
        onProblem(`what followed signals of ${instrument} cannot be told: ${why}`)
      }
      restsUntil = now() + REST * (now() - began)
      // oxlint-enable no-await-in-loop
    }
  }

  return {
    look() {
      looking ??= lookOnce().finally(() => (looking = undefined))
      return looking
    },
    async close() {
      ending.abort()
      await looking
    },
  }
}
