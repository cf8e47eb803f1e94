import type { StreamKind } from '../../market/event.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { MINUTE, SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { StreamCoverage } from '../../pipeline/coverage.ts'
import type { Live } from './live.ts'

/** Up to when the data of an instrument are in, and whether they are older than they should be. */
export interface Freshness {
  /** Exchange time of the newest price; null where none is known. */
  readonly asOf: Millis | null
  readonly stale: boolean
}

/** The collector writes the time every 5 seconds: beyond this it has stalled, and nothing is fresh. */
export const STALLED_AFTER: Millis = 15 * SECOND

/** A stream whose health nobody tells is stale without a word for this long. */
const SILENT_AFTER: Millis = MINUTE

const PRICES: readonly StreamKind[] = ['trade', 'candle', 'mark-price']
const BAD: ReadonlySet<string> = new Set(['stale', 'suspect', 'blocked', 'down', 'rejected'])

/** Whether what is served as live is live. Old data are never said to be new. */
export function freshness(live: Live, id: InstrumentId, now: Millis): Freshness {
  const known = live.market.instrument(id)
  if (known === undefined) return { asOf: null, stale: true }
  const prices = PRICES.flatMap((kind) => known.streams.get(kind) ?? [])
  const asOf = Math.max(...prices.map(({ last }) => last ?? Number.NEGATIVE_INFINITY))
  const isStalled = now - live.market.now > STALLED_AFTER
  const interest = known.streams.get('open-interest')
  const needed = [prices[0], interest].flatMap((one) => one ?? [])
  const isSilent = needed.some((stream) => isBad(stream, live.startedAt))
  const isQuiet =
    needed.every(({ state }) => state === undefined || state.receivedTime < live.startedAt) &&
    now - known.lastReceived > SILENT_AFTER
  return {
    asOf: Number.isFinite(asOf) ? asOf : null,
    stale: isStalled || isSilent || isQuiet || !Number.isFinite(asOf),
  }
}

/** What an earlier run knew of a stream's health says nothing about this one. */
const isBad = ({ state }: StreamCoverage, startedAt: Millis): boolean =>
  state !== undefined && state.receivedTime >= startedAt && BAD.has(state.health)
