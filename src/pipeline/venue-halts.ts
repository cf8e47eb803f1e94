import type { MarketEvent } from '../market/event.ts'
import type { VenueId } from '../market/instrument.ts'
import { MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/** Without a trade in any instrument for this long a venue is thought to have halted. */
export const HALTED_AFTER: Millis = 30 * MINUTE

/** Others move: they have traded this recently. */
const OTHERS_WITHIN: Millis = MINUTE

interface Venue {
  /** Received time of its last trade, and of its last event of any kind. */
  traded: Millis
  spoke: Millis
}

/**
 * Which venues seem to have halted trading: they are connected and say other things, nothing has been
 * traded in any instrument, and others trade. Silence of the connection is another matter (health).
 */
export class VenueHalts {
  readonly #venues = new Map<VenueId, Venue>()

  push(event: MarketEvent): void {
    if (event.type === 'clock' || event.type === 'gap' || event.type === 'stream-state') return
    const known = this.#venues.get(event.venue)
    const never = Number.NEGATIVE_INFINITY
    const venue = known ?? { traded: never, spoke: never }
    if (known === undefined) this.#venues.set(event.venue, venue)
    venue.spoke = Math.max(venue.spoke, event.receivedTime)
    if (event.type === 'trade') venue.traded = Math.max(venue.traded, event.receivedTime)
  }

  /** When each venue last said anything at all: long ago, its levels count no more. */
  heard(): ReadonlyMap<VenueId, Millis> {
    return new Map([...this.#venues].map(([id, { spoke }]) => [id, spoke]))
  }

  /** Since when each halted venue has not traded. A venue of which no trade was ever seen is none. */
  halted(now: Millis): ReadonlyMap<VenueId, Millis> {
    const halted = new Map<VenueId, Millis>()
    for (const [id, { traded, spoke }] of this.#venues) {
      if (!Number.isFinite(traded) || now - traded < HALTED_AFTER) continue
      if (now - spoke >= HALTED_AFTER) continue
      const othersTrade = [...this.#venues].some(
        ([other, one]) => other !== id && now - one.traded <= OTHERS_WITHIN,
      )
      if (othersTrade) halted.set(id, traded)
    }
    return halted
  }
}
