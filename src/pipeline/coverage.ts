import type { Gap, StreamKind, StreamState } from '../market/event.ts'
import type { InstrumentId } from '../market/instrument.ts'
import type { Millis } from '../market/units.ts'
import { TimeSpans } from './time-spans.ts'

/** Data of a stream that is missing, or may be, over [from, to). */
export interface KnownGap {
  readonly instrument: InstrumentId
  readonly stream: StreamKind
  readonly from: Millis
  /** Undefined while it lasts. */
  readonly to: Millis | undefined
  readonly cause: string
  readonly certainty: 'certain' | 'possible'
  /** History has filled it since. */
  readonly repaired: boolean
}

/** Bound of the gaps that are kept of one stream; the oldest go first. The history has them all. */
export const MOST_GAPS = 500

/** What of one stream of one instrument was seen and what was not. */
export class StreamCoverage {
  readonly #instrument: InstrumentId
  readonly #stream: StreamKind
  /** Ascending. */
  readonly #gaps: KnownGap[] = []
  #open: KnownGap | undefined
  #first: Millis | undefined
  #last: Millis | undefined
  /** The gaps before this were dropped for room. */
  #forgotten = Number.NEGATIVE_INFINITY
  state: StreamState | undefined

  constructor(instrument: InstrumentId, stream: StreamKind) {
    this.#instrument = instrument
    this.#stream = stream
  }

  /** Exchange time of the newest event. */
  get last(): Millis | undefined {
    return this.#last
  }

  /** An event of the stream that was true over [from, time]. */
  saw(from: Millis, time: Millis): void {
    if (this.#first === undefined || from < this.#first) this.#first = from
    if (this.#last === undefined || time > this.#last) this.#last = time
  }

  /** Takes a gap, or what became of one; returns it. */
  takeGap(gap: Gap): KnownGap {
    const { from, exchangeTime: to, cause, certainty } = gap
    const where = { instrument: this.#instrument, stream: this.#stream }
    const known = { ...where, from, to, cause, certainty, repaired: gap.repaired === true }
    // A gap that is said again reaches further now, or has been repaired.
    const at = this.#gaps.findIndex((one) => one.from >= from)
    if (at < 0) this.#gaps.push(known)
    else this.#gaps.splice(at, this.#gaps[at]!.from === from ? 1 : 0, known)
    if (this.#gaps.length > MOST_GAPS) {
      const oldest = this.#gaps.shift()!
      this.#forgotten = Math.max(this.#forgotten, oldest.to ?? from)
    }
    if (this.#open !== undefined && to > this.#open.from) this.#open = undefined
    return known
  }

  /**
   * Takes a change of health. A stream that stops without a gap being known yet has one that lasts:
   * it is returned.
   */
  takeState(state: StreamState): KnownGap | undefined {
    this.state = state
    const { health } = state
    if (health === 'proven' || health === 'quiet') {
      this.#open = undefined
      // Of a stream that is believed, what it does not say did not happen: it need not have spoken yet.
      this.#first = Math.min(this.#first ?? state.exchangeTime, state.exchangeTime)
      return undefined
    }
    const stopped =
      health === 'stale' || health === 'suspect' || health === 'blocked' || health === 'down'
    if (!stopped || this.#open !== undefined) return undefined
    this.#open = {
      instrument: this.#instrument,
      stream: this.#stream,
      from: this.#last ?? state.exchangeTime,
      to: undefined,
      cause: state.cause ?? health,
      certainty: health === 'suspect' ? 'possible' : 'certain',
      repaired: false,
    }
    return this.#open
  }

  /**
   * The gaps that touch [from, to), ascending; what was before the stream was first heard or believed is one
   * of them.
   * @param since from when on an older record has the stream
   * @param older what that record says is missing
   */
  gaps(
    from: Millis,
    to: Millis,
    since: Millis | undefined = this.#first,
    older: readonly KnownGap[] = [],
  ): readonly KnownGap[] {
    const first = Math.min(since ?? to, this.#first ?? to)
    const where = { instrument: this.#instrument, stream: this.#stream, repaired: false }
    const before: KnownGap = {
      ...where,
      from,
      to: Math.min(first, to),
      cause: 'not recorded yet',
      certainty: 'certain',
    }
    const forgotten: KnownGap = {
      ...where,
      from: first,
      to: this.#forgotten,
      cause: 'too many gaps to list',
      certainty: 'possible',
    }
    // Of a gap that both know this one knows what became of it.
    const known = new Set(this.#gaps.map((gap) => gap.from))
    const all = [
      before,
      forgotten,
      ...older.filter((gap) => !known.has(gap.from)),
      ...this.#gaps,
      ...(this.#open === undefined ? [] : [this.#open]),
    ]
    return all
      .filter((gap) => gap.from < to && (gap.to ?? to) > Math.max(from, gap.from))
      .sort((a, b) => a.from - b.from)
  }

  /** The part of [from, to) that lies in no gap that is still missing, 0 to 1. */
  covered(from: Millis, to: Millis, since?: Millis, older?: readonly KnownGap[]): number {
    const missing = new TimeSpans()
    for (const gap of this.gaps(from, to, since, older))
      if (!gap.repaired) missing.add(Math.max(from, gap.from), Math.min(to, gap.to ?? to))
    return 1 - missing.within(from, to) / (to - from)
  }
}
