import type { MarketEvent } from '../market/event.ts'
import type { InstrumentId, VenueId } from '../market/instrument.ts'
import { HOUR, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/** A move of this share is one that liquidates. */
const MOVE = 0.01
/** Others speak if they report so many times as much as they usually do, and at least so many. */
const TIMES_USUAL = 10
const LEAST = 5
/** What lies further back says nothing of now. */
const WINDOW: Millis = 10 * MINUTE
/** The usual rate is that of about so long. */
const USUAL_OVER: Millis = 6 * HOUR

interface Pulse {
  /** Received times of liquidations within the window, oldest first, and whose they were. */
  readonly liquidations: { readonly venue: VenueId; readonly time: Millis }[]
  /** A price a minute within the window. */
  readonly prices: { readonly time: Millis; readonly price: number }[]
  /** Liquidations a minute of all venues, usually. */
  usual: number
  /** Start of the minute that is being counted, and what it has counted. */
  minute: Millis
  counted: number
}

/**
 * How hard the market of each coin beats over all venues: whether a venue that says nothing of
 * liquidations should have said something. A function of the events in their order.
 */
export class MarketPulse {
  readonly #baseOf: (instrument: InstrumentId) => string | undefined
  readonly #pulses = new Map<string, Pulse>()

  /** @param baseOf the coin of an instrument as all venues would call it; undefined where not known */
  constructor(baseOf: (instrument: InstrumentId) => string | undefined) {
    this.#baseOf = baseOf
  }

  push(events: readonly MarketEvent[]): void {
    for (const event of events) {
      if (event.type === 'liquidation') this.#liquidation(event)
      else if (event.type === 'trade' && event.suspect === undefined)
        this.#price(event.instrument, event.receivedTime, event.price)
    }
  }

  /**
   * Whether, since a time, the coin's price has moved by more than 1 % and venues other than the
   * instrument's own have reported over ten times their usual number of liquidations.
   */
  othersSpeak(instrument: InstrumentId, since: Millis): boolean {
    const base = this.#baseOf(instrument)
    const pulse = base === undefined ? undefined : this.#pulses.get(base)
    const newest = pulse?.prices.at(-1)
    if (pulse === undefined || newest === undefined) return false
    const from = Math.max(since, newest.time - WINDOW)
    const prices = pulse.prices.filter(({ time }) => time >= from).map(({ price }) => price)
    const [low, high] = [Math.min(...prices), Math.max(...prices)]
    if (prices.length < 2 || high / low - 1 <= MOVE) return false
    const own = instrument.slice(0, instrument.indexOf(':'))
    const others = pulse.liquidations.filter(({ venue, time }) => time >= from && venue !== own)
    const minutes = Math.max(1, (newest.time - from) / MINUTE)
    return others.length >= Math.max(LEAST, TIMES_USUAL * pulse.usual * minutes)
  }

  #liquidation({
    instrument,
    venue,
    receivedTime,
  }: Extract<MarketEvent, { type: 'liquidation' }>): void {
    const pulse = this.#pulse(instrument, receivedTime)
    if (pulse === undefined) return
    pulse.counted++
    pulse.liquidations.push({ venue, time: receivedTime })
  }

  #price(instrument: InstrumentId, time: Millis, price: number): void {
    const pulse = this.#pulse(instrument, time)
    const last = pulse?.prices.at(-1)
    if (last === undefined || time - last.time >= MINUTE) pulse?.prices.push({ time, price })
  }

  /** The pulse of an instrument's coin, with what is too old let go. */
  #pulse(instrument: InstrumentId, now: Millis): Pulse | undefined {
    const base = this.#baseOf(instrument)
    if (base === undefined) return undefined
    const known = this.#pulses.get(base)
    if (known === undefined) {
      const made = { liquidations: [], prices: [], usual: 0, minute: now, counted: 0 }
      this.#pulses.set(base, made)
      return made
    }
    const minutes = Math.floor((now - known.minute) / MINUTE)
    if (minutes > 0) {
      // One busy minute, then quiet ones: each moves the usual rate by its share of the hours.
      const share = MINUTE / USUAL_OVER
      known.usual += (known.counted - known.usual) * share
      known.usual *= (1 - share) ** (minutes - 1)
      known.counted = 0
      known.minute += minutes * MINUTE
      const oldest = now - WINDOW
      forget(known.liquidations, oldest)
      forget(known.prices, oldest)
    }
    return known
  }
}

function forget(list: { readonly time: Millis }[], oldest: Millis): void {
  const kept = list.findIndex(({ time }) => time >= oldest)
  list.splice(0, kept < 0 ? list.length : kept)
}
