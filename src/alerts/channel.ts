import type { Millis } from '../market/units.ts'
import type { Alert } from '../signals/alerts/alert-state.ts'

/** What is sent: one alert, or a digest of many. */
export interface Message {
  /** Of the cause or causes: the same at every attempt to send the same alerts. */
  readonly id: string
  readonly alerts: readonly Alert[]
  readonly title: string
  /** Plain text, with numbers and their units. */
  readonly lines: readonly string[]
  /** Opens the map where and when it happened; undefined where no address of the page is known. */
  readonly link: string | undefined
  /** It happened more than 10 minutes ago. */
  readonly isLate: boolean
  /** A PNG; undefined where none could be made. */
  readonly picture: Uint8Array | undefined
}

export type Outcome =
  | { readonly result: 'delivered' }
  /** `after` where the receiver says how long it wants to be left alone. */
  | { readonly result: 'again'; readonly why: string; readonly after?: Millis }
  /** Sending it again would not help. */
  | {
      readonly result: 'dead'
      readonly why: string
      /** There is no such receiver any more, and will be none. */
      readonly isGone?: boolean
    }

/** A way to somebody. What it is made of decides how; it never throws for what a receiver does. */
export interface Channel {
  readonly name: string
  /** Whether it shows pictures. */
  readonly wantsPicture: boolean
  send(message: Message, signal: AbortSignal): Promise<Outcome>
}
