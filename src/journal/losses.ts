import type { Gap, MarketEvent, StreamState } from '../market/event.ts'
import type { Millis } from '../market/units.ts'

/** What was not recorded, until it can be recorded that it was not. */
export interface Losses {
  /** @param cause in a few plain words, as gaps say it */
  add(event: MarketEvent, cause: string): void
  /** Events that are lost; those that say only how things stand are not counted. */
  readonly count: number
  isEmpty(): boolean
  /** The events to record in their place, and forgets them: gaps, and the last state of each stream. */
  take(now: Millis): readonly MarketEvent[]
}

type Hole = Omit<Gap, 'receivedTime' | 'exchangeTime'> & { to: Millis; from: Millis }

/** Lost events this near in time are one gap. */
const JOINED: Millis = 60_000
/** Gaps of one stream; beyond it the last one grows. */
const MOST_HOLES = 100

/** Keeps account of events that could not be recorded; its size does not grow with their number. */
export function trackLosses(): Losses {
  let holes = new Map<string, Hole[]>()
  let states = new Map<string, StreamState>()
  let count = 0

  function widen(hole: Hole): void {
    const key = `${hole.stream} ${hole.instrument} ${hole.certainty} ${hole.cause}`
    const known = holes.get(key)
    if (known === undefined) {
      holes.set(key, [hole])
      return
    }
    const near = known.findLast(
      ({ from, to }) => hole.from <= to + JOINED && hole.to >= from - JOINED,
    )
    const joined = near ?? (known.length < MOST_HOLES ? undefined : known.at(-1))
    if (joined === undefined) known.push(hole)
    else {
      joined.from = Math.min(joined.from, hole.from)
      joined.to = Math.max(joined.to, hole.to)
    }
  }

  return {
    add(event, cause) {
      if (event.type === 'clock') return
      if (event.type === 'stream-state') {
        states.set(`${event.stream} ${event.instrument}`, event)
        return
      }
      const { venue, instrument } = event
      if (event.type === 'gap') {
        // That a gap was repaired may be forgotten: it shows as missing, which is the safe side.
        if (event.repaired) return
        const { stream, from, exchangeTime: to, certainty } = event
        widen({ type: 'gap', venue, instrument, stream, from, to, certainty, cause: event.cause })
        return
      }
      count++
      const [from, to] = spanOf(event)
      // An event without a time leaves a hole of unknown place, which no gap can tell.
      if (!Number.isFinite(from) || !Number.isFinite(to)) return
      const stream = event.type
      widen({ type: 'gap', venue, instrument, stream, from, to, certainty: 'certain', cause })
    },
    get count() {
      return count
    },
    isEmpty: () => holes.size === 0 && states.size === 0,
    take(now) {
      const gaps = [...holes.values()]
        .flat()
        .map(({ to, ...gap }): Gap => ({ ...gap, exchangeTime: to, receivedTime: now }))
      const last = [...states.values()]
      holes = new Map()
      states = new Map()
      count = 0
      return [...gaps, ...last]
    },
  }
}

/** The time [from, to) that an event tells of. */
function spanOf(event: Exclude<MarketEvent, Gap>): readonly [Millis, Millis] {
  const { exchangeTime } = event
  if (event.type === 'candle') return [event.openTime, exchangeTime]
  if (event.type === 'liquidation-total') return [exchangeTime - event.interval, exchangeTime]
  return [exchangeTime, exchangeTime + 1]
}
