import type { LearntElsewhere } from '../../model/shared-weights.ts'
import { shapeOf } from '../../model/shared-weights.ts'
import { MOST_OTHERS, othersOfVenue } from '../../server/learning/learnt-by-others.ts'
import type { History, HistoryInstrument } from '../../store/history.ts'
import { learnAlone } from './learn-alone.ts'
import type { TimeRange } from '../history/stored-source.ts'

/**
 * The weights that instruments of a history learn by themselves, for the others of their
 * venue.
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

  /** What teaches an instrument: the others of its venue of which liquidations are known. */
  async besides({ instrument }: HistoryInstrument): Promise<readonly LearntElsewhere[]> {
    const known = (await this.#history.instruments()).filter(
      ({ liquidations, liquidationTotals }) =>
        liquidations !== undefined || liquidationTotals.length > 0,
    )
    const others = othersOfVenue(instrument, known, ({ candles }) => candles[0]?.rows ?? 0)
    const learnt: LearntElsewhere[] = []
    for (const other of others.slice(0, MOST_OTHERS)) {
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
      const alone = await learnAlone(this.#history, stored, this.#range)
      return alone && { ...shapeOf(alone.spec), known: alone.learnt.known }
    } catch (error) {
      // An instrument without a map teaches nothing.
      if (error instanceof RangeError) return undefined
      throw error
    }
  }
}
