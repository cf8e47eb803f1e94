import { MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/** Estimates of how a venue's clock differs from ours, and of how late its data comes. */
export interface ClockSkew {
  /** The venue answered with its time. */
  measured(sent: Millis, serverTime: Millis, received: Millis): void
  /** An event that the venue stamps as it happens came in. */
  heard(exchangeTime: Millis, received: Millis): void
  /** The venue's clock less ours; undefined before anything is known. */
  skew(): Millis | undefined
  /** Median time from the venue's stamp to receipt, on one clock. */
  lag(): Millis | undefined
}

const KEPT = 256
/** A measurement older than this gives way to a newer one, even if that took longer. */
const FRESH: Millis = 30 * MINUTE

export function clockSkew(): ClockSkew {
  const delays = new Float64Array(KEPT)
  let heardCount = 0
  let best: { skew: Millis; roundTrip: Millis; at: Millis } | undefined

  const recent = () => delays.slice(0, Math.min(heardCount, KEPT)).sort()

  const skew = (): Millis | undefined => {
    if (best !== undefined) return best.skew
    // Nothing arrives before it was sent: a negative delay is the venue's clock ahead of ours.
    const least = recent()[0]
    return least !== undefined && least < 0 ? -least : undefined
  }

  return {
    measured(sent, serverTime, received) {
      const roundTrip = received - sent
      if (roundTrip < 0) return
      const outdated = best === undefined || received - best.at > FRESH
      if (outdated || roundTrip <= (best?.roundTrip ?? 0))
        best = { skew: Math.round(serverTime - (sent + received) / 2), roundTrip, at: received }
    },
    heard(exchangeTime, received) {
      delays[heardCount++ % KEPT] = received - exchangeTime
    },
    skew,
    lag() {
      const sorted = recent()
      const middle = sorted[Math.floor(sorted.length / 2)]
      return middle === undefined ? undefined : Math.max(0, middle + (skew() ?? 0))
    },
  }
}
