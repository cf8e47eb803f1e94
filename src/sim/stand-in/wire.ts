import type { Millis } from '../../market/units.ts'
import type { Happening, TradeHappening } from './happening.ts'
import type { StandInInstrument } from './instrument.ts'
import type { LedgerEntry } from './ledger.ts'
import type { MarketView } from './market-view.ts'
import type { StandInAnswer } from './server.ts'

/**
 * How one venue speaks: the shapes of its messages and answers, written from its documentation and
 * from recorded frames. Pure; what is sent, and when, is decided elsewhere.
 */
export interface StandInWire {
  /** The venue's id in `venues/`. */
  readonly venue: string
  readonly instruments: readonly StandInInstrument[]
  /** A socket may be opened at this path. */
  serves(path: string): boolean
  /** Reads what a client says on a socket of this path. */
  read(text: string, path: string): ClientMessage
  /** Answers to a subscription. One refused topic may take all of the message with it. */
  replies(message: SubscribeMessage, refused: ReadonlySet<string>, now: Millis): SubscribeReplies
  /** What is said of a topic right after its subscription. */
  greeting(topic: StandInTopic, view: MarketView): readonly string[]
  /** Frames that tell these entries, all of which the topic is about. */
  frames(topic: StandInTopic, entries: readonly LedgerEntry[], view: MarketView): readonly string[]
  /** For a venue that shows a part of what happens: begins its choice. Everything is shown where absent. */
  sampler?(): Sampler
  tradeId(trade: TradeHappening): string
  /** Answers a request; undefined where the venue has no such path. */
  answer(request: StandInRequest, view: MarketView): StandInAnswer | undefined
  /** What the venue says before it closes a connection, where it says anything. */
  readonly farewell?: string
}

/** Takes what happened up to a time and gives what the venue publishes of it, now or in a later call. */
export type Sampler = (happenings: readonly Happening[], to: Millis) => readonly Happening[]

export interface StandInRequest {
  readonly path: string
  readonly query: ReadonlyMap<string, string>
  readonly body: string | undefined
}

/** One subscription of a client. */
export interface StandInTopic {
  /** As the client wrote it. */
  readonly name: string
  readonly about: ReadonlySet<Happening['type']>
  /** The part of a state that it tells: `open-interest`, `mark-price`; all of it where absent. */
  readonly part?: string
  /** Undefined where it is about all instruments. */
  readonly symbol: string | undefined
}

export interface SubscribeMessage {
  readonly type: 'subscribe'
  readonly topics: readonly StandInTopic[]
  /** Names that the venue knows nothing of. */
  readonly unknown: readonly string[]
  /** The client's number of the request, as it wrote it. */
  readonly id: unknown
}

export interface SubscribeReplies {
  readonly texts: readonly string[]
  readonly accepted: readonly StandInTopic[]
}

export type ClientMessage =
  | SubscribeMessage
  | { readonly type: 'ping'; readonly pong: string }
  /** The client sent something else; `answer` where the venue answers. */
  | { readonly type: 'other'; readonly answer?: string }

/** True where an entry belongs to a topic. */
export const concerns = (topic: StandInTopic, { happening }: LedgerEntry): boolean =>
  topic.about.has(happening.type) &&
  (topic.symbol === undefined || topic.symbol === happening.symbol)

/** An answer of JSON. */
export const jsonAnswer = (value: unknown, status = 200): StandInAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

/** A client's message as an object of unknown fields; undefined where it is none. */
export function readObject(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** Times in [from, to) that are whole multiples of a period, none beyond `now`. */
export function wholePeriods(from: Millis, to: Millis, period: Millis, now: Millis): Millis[] {
  const times: Millis[] = []
  const end = Math.min(to, now + 1)
  for (let time = Math.ceil(from / period) * period; time < end; time += period) times.push(time)
  return times
}
