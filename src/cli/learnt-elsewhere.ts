import { HOUR } from '../market/units.ts'
import { modelSpec } from '../model/models.ts'
import type { LearntElsewhere } from '../model/shared-weights.ts'
import { shapeOf } from '../model/shared-weights.ts'
import { CalibrationRun } from '../pipeline/calibration-run.ts'
import { storedRealised } from '../server/stored-realised.ts'
import type { History, HistoryInstrument } from '../store/history.ts'
import { storedSource } from './stored-source.ts'
import type { TimeRange } from './stored-source.ts'

/** Instruments that teach another: each costs a run of the model, and the mean of some is as good. */
const MOST_OTHERS = 6

/**
 * The weights that instruments of a history learn by themselves, for the others of their venue. Feeds
 * and leverage are of a venue, so that those of another would teach other dollars.
 */
export class LearntInHistory {
  readonly #history: History
  readonly #range: TimeRange
  readonly #known = new Map<string, Promise<LearntElsewhere | undefined>>()

  /** @param range the time that is learnt from */
  constructor(history: History, range: TimeRange) {
    this.#history = history
    this.#range = range
  }

  /** What teaches an instrument: the others of its venue of which liquidations are known, those with the most candles first. */
  async besides({ instrument }: HistoryInstrument): Promise<readonly LearntElsewhere[]> {
    const { id, venue } = instrument
    const stored = await this.#history.instruments()
    const rows = ({ candles }: HistoryInstrument) => candles[0]?.rows ?? 0
    const others = stored
      .filter((other) => other.instrument.venue === venue && other.instrument.id !== id)
      .filter((other) => other.liquidations !== undefined || other.liquidationTotals.length > 0)
      .sort((a, b) => rows(b) - rows(a) || (a.instrument.id < b.instrument.id ? -1 : 1))
      .slice(0, MOST_OTHERS)
    const learnt: LearntElsewhere[] = []
    for (const other of others) {
      // oxlint-disable-next-line no-await-in-loop -- one connection reads
      const one = await this.#of(other)
      if (one !== undefined) learnt.push(one)
    }
    return learnt
  }

  #of(stored: HistoryInstrument): Promise<LearntElsewhere | undefined> {
    const { id } = stored.instrument
    const known = this.#known.get(id) ?? this.#learn(stored)
    this.#known.set(id, known)
    return known
  }

  async #learn(stored: HistoryInstrument): Promise<LearntElsewhere | undefined> {
    try {
      const source = await storedSource(this.#history, stored, this.#range)
      const { openTime, interval } = source.candles
      const first = Math.floor(openTime[0]! / HOUR) * HOUR
      const realised = await storedRealised(
        this.#history,
        stored,
        first,
        openTime.at(-1)! + interval,
      )
      const spec = modelSpec('isotherm', source.distanceAt)
      return { ...shapeOf(spec), known: new CalibrationRun(source, spec, realised.flow).known }
    } catch (error) {
      // An instrument without a map teaches nothing.
      if (error instanceof RangeError) return undefined
      throw error
    }
  }
}
