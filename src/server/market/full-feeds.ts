import type { Instrument } from '../../market/instrument.ts'
import { DAY, MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { tallyFeed } from '../../model/throttled-feed.ts'
import type { FeedReference, FeedTally, KeptPrint } from '../../model/throttled-feed.ts'
import { dayCorrection, REFERENCE_DAYS } from '../../pipeline/day-correction.ts'
import type { DayCorrection, ReferenceDay } from '../../pipeline/day-correction.ts'
import { printsOf } from '../../pipeline/realised-rows.ts'
import type { History, HistoryInstrument } from '../../store/history.ts'
import { completenessAt } from '../../venues/completeness.ts'
import { candlesWithin } from './rows-within.ts'

/** Days that are read at once. */
const CHUNK = 30 * DAY

/** What the venues of a history that publish every liquidation teach of those that publish one a second. */
export class FullFeeds {
  readonly #history: Pick<History, 'instruments' | 'candles' | 'liquidationColumns'>
  /** Days that were read, by rule and instrument: what is stored later changes none of them. */
  readonly #known = new Map<string, Map<Millis, FeedTally>>()

  constructor(history: Pick<History, 'instruments' | 'candles' | 'liquidationColumns'>) {
    this.#history = history
  }

  /** The corrections of a feed that are in force on the UTC days of [from, to); none where it needs none. */
  async corrections(
    { id, venue, base }: Instrument,
    from: Millis,
    to: Millis,
  ): Promise<ReadonlyMap<Millis, DayCorrection>> {
    const corrections = new Map<Millis, DayCorrection>()
    const first = Math.floor(from / DAY) * DAY
    const references = new Map<KeptPrint, readonly ReferenceDay[]>()
    for (let day = first; day < to; day += DAY) {
      const kept = completenessAt(venue, 'liquidation', day)?.kept
      if (kept === undefined) continue
      // oxlint-disable-next-line no-await-in-loop -- twice at most, and one connection reads
      const days = references.get(kept) ?? (await this.#references(id, base, kept, first, to))
      references.set(kept, days)
      const correction = dayCorrection(day, days)
      if (correction !== undefined) corrections.set(day, correction)
    }
    return corrections
  }

  async #references(
    id: string,
    base: string,
    kept: KeptPrint,
    from: Millis,
    to: Millis,
  ): Promise<readonly ReferenceDay[]> {
    const references: ReferenceDay[] = []
    for (const other of await this.#history.instruments()) {
      const { id: otherId, venue, base: otherBase } = other.instrument
      if (otherId === id) continue
      // oxlint-disable-next-line no-await-in-loop -- one connection reads
      for (const [day, tally] of await this.#days(
        other,
        kept,
        from - (REFERENCE_DAYS + 2) * DAY,
        to,
      ))
        references.push({ day, venue, sameCoin: otherBase === base, tally })
    }
    return references
  }

  /** The days of a full feed within [from, to) whose every minute may be known. */
  async #days(
    { instrument, candles, liquidations }: HistoryInstrument,
    kept: KeptPrint,
    from: Millis,
    to: Millis,
  ): Promise<ReadonlyMap<Millis, FeedTally>> {
    const minutes = candles.find(({ interval }) => interval === MINUTE)
    if (minutes === undefined || liquidations === undefined) return new Map()
    const key = `${kept} ${instrument.id} ${liquidations.from} ${minutes.from}`
    const known = this.#known.get(key) ?? new Map<Millis, FeedTally>()
    this.#known.set(key, known)
    const isFull = (day: Millis) =>
      completenessAt(instrument.venue, 'liquidation', day)?.completeness === 'all'
    const start = Math.max(from, Math.min(liquidations.from, minutes.from))
    const end = Math.min(to, liquidations.to)
    for (let at = Math.floor(start / DAY) * DAY; at + DAY <= end; at += CHUNK) {
      const days = wholeDays(at, Math.min(at + CHUNK, end)).filter(
        (day) => !known.has(day) && isFull(day),
      )
      if (days.length === 0) continue
      // oxlint-disable-next-line no-await-in-loop -- one connection reads
      const dayOf = await this.#read(instrument, days[0]!, days.at(-1)! + DAY)
      for (const day of days) known.set(day, tallyFeed(dayOf(day), kept))
    }
    return new Map([...known].filter(([day]) => day >= from && day < to))
  }

  /** What a feed shows of each day of [from, to), with the candles of that day and the one before. */
  async #read({ id, contract }: Instrument, from: Millis, to: Millis) {
    const candles = await this.#history.candles(id, MINUTE, from - DAY, to)
    const prints = printsOf(contract, await this.#history.liquidationColumns(id, from, to))
    return (day: Millis): FeedReference => ({
      prints: prints.filter(({ time }) => time >= day && time < day + DAY),
      candles: candlesWithin(candles, day - DAY, day + DAY),
    })
  }
}

const wholeDays = (from: Millis, to: Millis): readonly Millis[] =>
  Array.from({ length: Math.floor((to - from) / DAY) }, (_, i) => from + i * DAY)
