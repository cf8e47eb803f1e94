import type { MarketEvent } from '../market/event.ts'
import type { InstrumentId, VenueId } from '../market/instrument.ts'
import { MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/** Further off than this by a factor, at once. A market that crashes does so everywhere within seconds. */
const FAR = 1.5
/** Further off than this for a minute: a contract counted in thousands, another coin under the old name. */
const OFF = 1.2
const OFF_FOR: Millis = MINUTE
/** An older price confirms nothing. */
const FRESH: Millis = 10 * SECOND
/** With fewer other venues it cannot be said who is wrong. */
const LEAST_OTHERS = 2

interface Known {
  readonly venue: VenueId
  price: number
  time: Millis
  /** Since when it has been off; undefined while it is not. */
  offSince: Millis | undefined
}

/**
 * Marks trades, liquidations and mark prices whose price is far from what other venues say of the
 * same coin at that moment. A price may be real all the same (ATOM traded at 0.001 on one venue on
 * 2025-10-10), so it is kept, and said to be suspect. A function of the events in their order.
 */
export class PriceCheck {
  readonly #baseOf: (instrument: InstrumentId) => string | undefined
  readonly #byBase = new Map<string, Map<InstrumentId, Known>>()

  /** @param baseOf the coin of an instrument as all venues would call it; undefined where not known */
  constructor(baseOf: (instrument: InstrumentId) => string | undefined) {
    this.#baseOf = baseOf
  }

  /** The same events, those of suspect price marked. */
  mark(events: readonly MarketEvent[]): readonly MarketEvent[] {
    return events.map((event) => {
      if (event.type === 'mark-price') return this.#checked(event, event.markPrice)
      if (event.type === 'trade' || event.type === 'liquidation')
        return this.#checked(event, event.price)
      return event
    })
  }

  #checked<Event extends Exclude<MarketEvent, { type: 'clock' }>>(
    event: Event,
    price: number,
  ): Event {
    const { instrument, venue, receivedTime } = event
    const base = this.#baseOf(instrument)
    if (base === undefined) return event
    const peers = this.#peersOf(base)
    const own = peers.get(instrument) ?? { venue, price, time: receivedTime, offSince: undefined }
    const isSuspect = this.#isSuspect(peers, own, price, receivedTime)
    // A liquidation's price may be that of bankruptcy, off the market; it confirms nothing.
    if (!isSuspect && event.type !== 'liquidation') {
      own.price = price
      own.time = receivedTime
      peers.set(instrument, own)
    }
    return isSuspect ? { ...event, suspect: 'price' } : event
  }

  #isSuspect(
    peers: ReadonlyMap<InstrumentId, Known>,
    own: Known,
    price: number,
    now: Millis,
  ): boolean {
    const others = medianOfOthers(peers, own.venue, now)
    if (others === undefined) {
      own.offSince = undefined
      return false
    }
    const factor = price > others ? price / others : others / price
    if (factor < OFF) own.offSince = undefined
    else own.offSince ??= now
    return factor >= FAR || (own.offSince !== undefined && now - own.offSince >= OFF_FOR)
  }

  #peersOf(base: string): Map<InstrumentId, Known> {
    const known = this.#byBase.get(base)
    if (known !== undefined) return known
    const made = new Map<InstrumentId, Known>()
    this.#byBase.set(base, made)
    return made
  }
}

/** The median price of the other venues; undefined where too few have said one lately. */
function medianOfOthers(
  peers: ReadonlyMap<InstrumentId, Known>,
  venue: VenueId,
  now: Millis,
): number | undefined {
  const prices: number[] = []
  const venues = new Set<VenueId>()
  for (const one of peers.values()) {
    if (one.venue === venue || now - one.time > FRESH) continue
    prices.push(one.price)
    venues.add(one.venue)
  }
  if (venues.size < LEAST_OTHERS) return undefined
  prices.sort((a, b) => a - b)
  // Of two that disagree nobody can say which is right; of more, the one in the middle is.
  const doAgree = prices.at(-1)! / prices[0]! < OFF
  if (venues.size === LEAST_OTHERS && !doAgree) return undefined
  return prices[prices.length >> 1]
}
