import { MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { FeedClock } from './ports.ts'

/**
 * What a venue's clock shows, as far as can be known. It goes on with the monotonic clock, so that
 * setting the machine's clock changes nothing; gaps are written in this time.
 */
export interface VenueClock {
  /** Not later than the venue's time: for saying up to when all is known. */
  earliest(): Millis
  /** The process is awake and works; to be told every second. */
  beat(): void
  /**
   * Up to when all that was sent has been read, given that something is read now. After the process
   * stood still it reads what came meanwhile, and that is old: this is the beat before the last one.
   */
  readTo(): Millis
  /** Not earlier than the venue's time: for saying where a gap ends. */
  latest(): Millis
  /** The venue answered with its time; `began` and `ended` are monotonic. */
  measured(began: Millis, serverTime: Millis, ended: Millis): void
  /** A live event came in that the venue stamps as it happens. */
  heard(exchangeTime: Millis, received: Millis): void
  /** The wall clock leapt ahead: the machine slept, or its clock was set. Which, is not known yet. */
  leapt(by: Millis): void
  /** It is known now. */
  settled(slept: boolean): void
  /** The venue's clock less the machine's; undefined before anything is known. */
  skew(): Millis | undefined
  /** Median time from the venue's stamp to receipt. */
  lag(): Millis | undefined
}

const KEPT = 256
/** A measurement older than this gives way to a newer one, even if that took longer. */
const FRESH: Millis = 30 * MINUTE

/** A venue that has not told its time may be ahead of this machine by as much as is believed of an event. */
const UNKNOWN: Millis = 5 * SECOND

/** Leaps of the wall clock up to this are no sign of anything. */
const UNNOTICED: Millis = 10 * SECOND

export function venueClock(clock: FeedClock): VenueClock {
  /** Venue time less monotonic time: taken from the wall clock until the venue has told its own. */
  let offset = clock.wall() - clock.monotonic()
  /** The same less the wall clock, which goes on while the machine sleeps. */
  let wallOffset: Millis = 0
  let best: { readonly roundTrip: Millis; readonly at: Millis } | undefined
  /** The same, as the stamps of live events prove it: nothing is stamped before it happens. */
  let proven: Millis | undefined
  let leap: Millis = 0
  const delays = new Float64Array(KEPT)
  let heardCount = 0

  const recent = () => delays.slice(0, Math.min(heardCount, KEPT)).sort()
  const earliest = (): Millis => {
    const known = best === undefined ? (proven ?? offset) : Math.max(offset, proven ?? offset)
    return Math.floor(clock.monotonic() + known)
  }

  const skew = (): Millis | undefined => {
    if (best !== undefined) return Math.round(clock.monotonic() + offset - clock.wall())
    // Nothing arrives before it was sent: a negative delay is the venue's clock ahead of ours.
    const least = recent()[0]
    return least !== undefined && least < 0 ? -least : undefined
  }

  let beats: readonly [older: Millis, newer: Millis] = [earliest(), earliest()]
  return {
    earliest,
    beat() {
      beats = [beats[1], earliest()]
    },
    readTo: () => beats[0],
    latest() {
      const steady = clock.monotonic() + offset + leap + (best === undefined ? UNKNOWN : 0)
      // A short sleep shows on the wall clock alone; what it shows beyond is a clock that was set.
      const awake = Math.min(clock.wall() + wallOffset, steady + UNNOTICED)
      return Math.max(earliest(), Math.ceil(Math.max(steady, awake)))
    },
    measured(began, serverTime, ended) {
      const roundTrip = ended - began
      const outdated = best === undefined || leap !== 0 || ended - best.at > FRESH
      if (!outdated && roundTrip > (best?.roundTrip ?? 0)) return
      offset = serverTime - (began + ended) / 2
      wallOffset = clock.monotonic() + offset - clock.wall()
      proven = undefined
      leap = 0
      best = { roundTrip, at: ended }
      // What was reckoned before may have been ahead of the venue.
      if (beats[1] > earliest()) beats = [earliest(), earliest()]
    },
    heard(exchangeTime, received) {
      delays[heardCount++ % KEPT] = received - exchangeTime
      proven = Math.max(proven ?? Number.NEGATIVE_INFINITY, exchangeTime - clock.monotonic())
    },
    leapt(by) {
      leap += by
      heardCount = 0
    },
    settled(slept) {
      if (slept) offset += leap
      leap = 0
    },
    skew,
    lag() {
      const sorted = recent()
      const middle = sorted[Math.floor(sorted.length / 2)]
      return middle === undefined ? undefined : Math.max(0, middle + (skew() ?? 0))
    },
  }
}
