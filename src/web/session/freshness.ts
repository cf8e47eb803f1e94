import type { StreamInfo, VenueInfo } from '../../api/live.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { Link } from '../../client/live-connection.ts'
import { SILENT_AFTER } from '../../client/live-connection.ts'

/** Whether the price and the newest column of an instrument may be called live. */
export type Freshness =
  /** Nobody follows the instrument: it is as its history left it. */
  | { readonly state: 'history' }
  | { readonly state: 'connecting' }
  | {
      readonly state: 'live'
      readonly asOf: number
      /** How late the data come; undefined where they are in time. */
      readonly delay: number | undefined
    }
  | {
      readonly state: 'stale'
      /** Newest moment that is known; undefined where nothing came at all. */
      readonly asOf: number | undefined
      /** Why, in a plain sentence. */
      readonly cause: string
    }

/** A stream of trades that is said to flow and shows no price for so long is not taken as live. */
export const PRICE_SILENT_AFTER = 60_000

export interface FreshnessOf {
  readonly instrument: InstrumentId | undefined
  /** undefined where the server has no live part. */
  readonly link: Link | undefined
  /** Since when the server has been silent, in ms; undefined while it was not heard. */
  readonly silence: number | undefined
  /** By the server's clock. */
  readonly now: number
  /** Exchange time of the newest trade of the open bar. */
  readonly barTime: number | undefined
  /** undefined before the server has said anything. */
  readonly venues: readonly VenueInfo[] | undefined
}

const PRICE_STREAMS: ReadonlySet<StreamInfo['stream']> = new Set(['trade', 'candle'])
const SPEAKING: ReadonlySet<StreamInfo['health']> = new Set(['proven', 'quiet'])

/** Unknown is never live: whatever is not said to flow, by a server that speaks, is stale. */
export function freshnessOf(of: FreshnessOf): Freshness {
  const { instrument, link, silence, now, barTime, venues } = of
  if (link === undefined || instrument === undefined) return { state: 'history' }
  if (venues === undefined)
    return link.state === 'lost' ? stale(barTime, 'The server cannot be reached.') : CONNECTING
  const venueId = instrument.slice(0, instrument.indexOf(':'))
  const venue = venues.find((one) => one.venue === venueId)
  const streams = (venue?.streams ?? []).filter(
    (one) => one.instrument === instrument && PRICE_STREAMS.has(one.stream),
  )
  if (venue === undefined || streams.length === 0) return { state: 'history' }

  const spoken = streams.flatMap(({ lastEvent }) => lastEvent ?? [])
  const newest = Math.max(barTime ?? 0, ...spoken)
  const asOf = newest > 0 ? newest : undefined
  if (link.state !== 'open') return stale(asOf, 'The connection to the server is lost.')
  if (silence === undefined || silence > SILENT_AFTER)
    return stale(asOf, 'The server has fallen silent.')
  if (venue.state === 'dead' || venue.state === 'blocked' || venue.state === 'starting')
    return stale(asOf, venue.problem ?? REASONS[venue.state](venue.name))
  const speaking = streams.filter(({ health }) => SPEAKING.has(health))
  if (speaking.length === 0) {
    const [first] = streams
    return stale(asOf, first?.cause ?? venue.problem ?? `${venue.name} sends no trades.`)
  }
  if (asOf === undefined) return CONNECTING
  const quiet = speaking.every(({ health }) => health === 'quiet')
  if (!quiet && now - asOf > PRICE_SILENT_AFTER)
    return stale(asOf, `No trade has come from ${venue.name} for a while.`)
  return { state: 'live', asOf, delay: venue.state === 'delayed' ? (venue.lagMs ?? 0) : undefined }
}

const CONNECTING: Freshness = { state: 'connecting' }

const stale = (asOf: number | undefined, cause: string): Freshness => ({
  state: 'stale',
  asOf,
  cause,
})

const REASONS = {
  dead: (name: string) => `Nothing comes from ${name}.`,
  blocked: (name: string) => `${name} refuses this address for a while.`,
  starting: (name: string) => `${name} is not connected yet.`,
} as const
