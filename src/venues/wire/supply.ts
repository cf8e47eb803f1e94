import type { StreamKind } from '../../market/event.ts'
import type { Millis } from '../../market/units.ts'
import type { CompletenessSince, Supply } from './reader.ts'

/** How a kind of data is supplied, whichever kind it is. */
type Manner = Omit<Supply, 'stream'>

type Shown = Supply['completeness']

/** Told on a socket when it happens: trades, liquidations. Silence is normal. */
export const asItHappens = (...completeness: Shown): Manner => ({
  via: 'socket',
  completeness,
  rhythm: { kind: 'sparse' },
})

/** Told on a socket again and again, changed or not: prices, rates, books. */
export const steadily = (silence: Millis, ...completeness: Shown): Manner => ({
  via: 'socket',
  completeness,
  rhythm: { kind: 'dense', silence },
})

/** Told when it is asked for, again and again. */
export const whenAsked = (silence: Millis, ...completeness: Shown): Manner => ({
  ...steadily(silence, ...completeness),
  via: 'poll',
})

/** Kinds that are supplied alike: what one ticker tells. */
export const alike = (streams: readonly StreamKind[], manner: Manner): Supply[] =>
  streams.map((stream) => ({ stream, ...manner }))

/** @param note what may be misunderstood of "every event" */
export const all = (note?: string): CompletenessSince => ({
  completeness: 'all',
  ...(note !== undefined && { note }),
})

/**
 * @param note which part of all it is
 * @param kept where it is one of each second and instrument
 */
export const sampled = (note: string, kept?: 'latest' | 'largest'): CompletenessSince => ({
  completeness: 'sampled',
  note,
  ...(kept !== undefined && { kept }),
})

/** @param note what is summed up */
export const aggregated = (note: string): CompletenessSince => ({
  completeness: 'aggregated',
  note,
})
