import type { Millis } from '../../market/units.ts'
import type { GarbageKind } from './garbage.ts'
import type { Happening } from './happening.ts'

/** What goes wrong at a venue, and when. Times count from the start of the stand-in. */
export interface FaultScript {
  readonly faults: readonly Fault[]
}

export type Fault = LastingFault | MomentaryFault

/** Over [from, to). */
export type LastingFault = { readonly from: Millis; readonly to: Millis } & Lasting

/** Once, at a time. */
export type MomentaryFault = { readonly at: Millis } & Momentary

type Lasting =
  /** Connections are reset and requests not answered. */
  | { readonly kind: 'refuse' }
  /** A handshake never ends. */
  | { readonly kind: 'silent-handshake' }
  /** A handshake is answered with HTTP. */
  | { readonly kind: 'http-upgrade'; readonly status: number; readonly body: string }
  /** Requests whose path holds `path` (all where absent) are answered with this. */
  | {
      readonly kind: 'http'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body: string
      readonly path?: string
    }
  /** Requests are never answered. */
  | { readonly kind: 'hang' }
  /** Subscriptions are acknowledged this much later. */
  | { readonly kind: 'slow-ack'; readonly delay: Millis }
  | { readonly kind: 'ignore-subscription' }
  | { readonly kind: 'refuse-subscription'; readonly symbol: string }
  /**
   * Subscriptions are acknowledged and pings answered, and nothing of this type is sent on the
   * connections of that time, for as long as they live.
   */
  | { readonly kind: 'ack-then-nothing'; readonly about: Happening['type'] }
  | { readonly kind: 'no-pong' }
  /** The venue's clock is ahead by this much, behind where negative. */
  | { readonly kind: 'clock-skew'; readonly by: Millis }
  /** Frames arrive up to this much late, and so in another order. */
  | { readonly kind: 'reorder'; readonly span: Millis }
  /** Frames are held back and sent together, in one message where the wire can. */
  | { readonly kind: 'batch'; readonly every: Millis }
  /** The newest entries of a topic are repeated at each subscription. */
  | { readonly kind: 'replay'; readonly count: number }
  /** Frames that cannot be read stand between the others. */
  | { readonly kind: 'garbage'; readonly what: GarbageKind; readonly every: Millis }
  /** The symbol is listed no more and nothing is said of it. */
  | { readonly kind: 'delist'; readonly symbol: string }
  /** The list of instruments lacks its second half. */
  | { readonly kind: 'half-list' }

type Momentary =
  /** Every connection ends without a word. */
  | { readonly kind: 'reset' }
  /** Every peer vanishes: its connection stays and is dead. */
  | { readonly kind: 'vanish' }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string }
  /** The venue says that it will close, and closes a while later. */
  | { readonly kind: 'farewell'; readonly code: number; readonly after: Millis }
  /** The next entries of this type are left out without a trace. */
  | { readonly kind: 'omit'; readonly about: Happening['type']; readonly count: number }
  /** The newest frames of every connection are sent again. */
  | { readonly kind: 'repeat'; readonly count: number }
  /** Many happenings at once: in one message where the wire can (`batch`), or one each. */
  | {
      readonly kind: 'burst'
      readonly about: 'trade' | 'liquidation'
      readonly symbol: string
      readonly count: number
      readonly form: 'batch' | 'single'
    }
  /** One frame of this many characters. */
  | { readonly kind: 'huge-frame'; readonly length: number }
  | { readonly kind: 'deep-frame'; readonly depth: number }

export type FaultKind = Fault['kind']

/** The lasting faults of one kind that are active at a time since the start. */
export const activeFaults = <Kind extends LastingFault['kind']>(
  { faults }: FaultScript,
  kind: Kind,
  since: Millis,
): Extract<LastingFault, { kind: Kind }>[] =>
  faults.filter(
    (fault): fault is Extract<LastingFault, { kind: Kind }> =>
      fault.kind === kind && 'from' in fault && fault.from <= since && since < fault.to,
  )

/** Every time at which the script changes what the venue does, oldest first. */
export const momentsOf = ({ faults }: FaultScript): MomentaryFault[] =>
  faults.filter((fault): fault is MomentaryFault => 'at' in fault).sort((a, b) => a.at - b.at)

/** A script as people read it: one line for each fault. */
export const scriptText = ({ faults }: FaultScript): string =>
  faults
    .map((fault) => {
      const { kind, ...rest } = fault
      const more = Object.entries(rest).map(([key, value]) => `${key} ${JSON.stringify(value)}`)
      return `  ${kind}: ${more.join(', ')}`
    })
    .join('\n')
