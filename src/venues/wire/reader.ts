import type { MarketEvent, StreamKind } from '../../market/event.ts'
import type { Instrument, InstrumentId, VenueId } from '../../market/instrument.ts'
import type { RiskTierTable } from '../../market/risk-tier.ts'
import type { Millis, Usd } from '../../market/units.ts'

/**
 * What a venue says about its wire: what to ask and how to read the answer, as data and pure
 * functions. Only `feed/` opens sockets. An absent part means "the venue has no such thing".
 */
export interface VenueReader {
  readonly venue: VenueId
  /** Pages of the venue that the mapping was read from, with the date they were read. */
  readonly sources: readonly string[]
  /**
   * Base URLs by name, without a slash at the end: the one to use first, then its alternates.
   * REST hosts begin with `https:`, sockets with `wss:`. A user may put others in their place.
   */
  readonly hosts: Readonly<Record<string, readonly [string, ...string[]]>>
  readonly supplies: readonly Supply[]
  readonly limits: VenueLimits
  /** All perpetual futures that the venue lists. */
  instruments(): readonly Read<readonly ListedInstrument[]>[]
  /** Risk tiers as they are now, where the venue tells them without a key. */
  riskTiers?(instrument: Instrument): Read<RiskTierTable>
  /** How the wanted streams of the instruments are spread over sockets, within the limits. */
  sockets(instruments: readonly ListedInstrument[], wanted: readonly StreamKind[]): SocketPlan[]
  /** A fresh decoder for one connection: nothing outlives a reconnect. */
  decoder(instruments: readonly ListedInstrument[]): Decoder
  /** What must be asked for again and again. */
  polls?(instruments: readonly ListedInstrument[], wanted: readonly StreamKind[]): Poll[]
  /** History for back-fill and for the repair of gaps, by kind of event. */
  readonly history?: Readonly<Partial<Record<StreamKind, HistoryPlan>>>
  /** The venue's clock. */
  serverTime?(): Read<Millis>
  /** A full order book, for venues whose book stream sends changes alone. */
  bookSnapshot?(instrument: ListedInstrument): Read<BookUpdate>
}

/** An instrument as its venue lists it now. */
export interface ListedInstrument {
  readonly instrument: Instrument
  /** What the venue's topics call it, where that differs from the symbol (numeric market ids). */
  readonly wireName: string
  /** False once it is no longer traded or not yet. */
  readonly trading: boolean
  /** When it was listed: the same symbol listed again later is another instrument. */
  readonly listedAt?: Millis
}

/**
 * How much of what happened a stream shows.
 *
 * `all`: every event. `sampled`: a part, chosen by the venue (one a second and symbol, say).
 * `aggregated`: sums over short times; amounts are complete, single events are not to be seen.
 */
export type Completeness = 'all' | 'sampled' | 'aggregated'

/** A kind of data that the venue supplies. What is not in the list it does not supply. */
export interface Supply {
  readonly stream: StreamKind
  readonly via: 'socket' | 'poll'
  /** Oldest first; the last one holds now. */
  readonly completeness: readonly [CompletenessSince, ...CompletenessSince[]]
  /**
   * `dense`: an active instrument says something within `silence`, else it is stale. `sparse`:
   * silence is normal (liquidations), and judged by how often the stream spoke in the past days.
   */
  readonly rhythm:
    | { readonly kind: 'dense'; readonly silence: Millis }
    | { readonly kind: 'sparse' }
}

export interface CompletenessSince {
  readonly completeness: Completeness
  readonly since?: Millis
  /** In plain words, for people: "the largest one per symbol and second". */
  readonly note?: string
  /** Where one liquidation of each second is shown: which; the larger where the venue does not say. */
  readonly kept?: 'latest' | 'largest'
}

/** Limits as the venue states them. The feed stays at half of each. */
export interface VenueLimits {
  /** New connections an IP address may open. */
  readonly connects: Rate
  /** Messages that one connection may send. */
  readonly messages: Rate
  /** Weight of requests from one IP address; the weight of a request is in its `Read`. */
  readonly requests: Rate
  readonly topicsPerSocket: number
  /** Longest subscription message in characters, where the venue says. */
  readonly messageLength?: number
  /** A connection is closed by the venue at this age. */
  readonly socketAge?: Millis
  /** Response header that tells the weight used so far in the window of `requests`. */
  readonly usedWeightHeader?: string
}

export interface Rate {
  readonly count: number
  readonly per: Millis
}

/** One request and how to read its answer. */
export interface Read<Value> {
  /** Name in `VenueReader.hosts`. */
  readonly host: string
  /** Path and query, beginning with a slash. */
  readonly path: string
  /** JSON text to POST; a GET where absent. */
  readonly body?: string
  readonly weight: number
  /** Reads the text of a 200 answer. Never throws. */
  parse(text: string, receivedTime: Millis): Parsed<Value>
}

/** What could be read, and what could not. `value` is undefined where nothing of it could be used. */
export interface Parsed<Value> {
  readonly value: Value | undefined
  readonly problems: readonly WireProblem[]
}

/** One connection and what it is to carry. */
export interface SocketPlan {
  /** Unique within the venue and the same for the same instruments: `linear-0`. */
  readonly key: string
  readonly host: string
  readonly path: string
  readonly topics: readonly Topic[]
  /** Messages that subscribe the topics, each within the limits. `id` is new for each call. */
  subscribe(topics: readonly Topic[], id: number): readonly string[]
  /** Sent every so often; without a `message` a ping frame. */
  readonly heartbeat?: { readonly every: Millis; readonly message?: string }
  /** A request whose answer gives the address to connect to, asked before every connection (KuCoin's token). */
  readonly address?: Read<string>
  /** Headers of the request that opens the socket (Gate sends fractions of a contract only if asked to). */
  readonly headers?: Readonly<Record<string, string>>
  /** Every frame is binary and compressed so; the decoder is given its text (HTX). Size limits hold after inflating too. */
  readonly compression?: 'gzip'
}

/** One kind of event of one instrument that a subscription carries. */
export interface Topic {
  /**
   * The venue's name of the subscription: what acknowledgements refer to. Topics share a name where
   * one subscription carries several kinds (a ticker with mark price, funding and open interest);
   * `subscribe` asks for each name once, and limits count names.
   */
  readonly name: string
  readonly stream: StreamKind
  /** Undefined where one topic carries all instruments. */
  readonly instrument: InstrumentId | undefined
  /** False where the venue sends no acknowledgement: being connected is all there is. */
  readonly acknowledged: boolean
}

/** Reads the frames of one connection. It keeps only what that connection needs. */
export interface Decoder {
  /** Reads one frame, whatever it is. Never throws. */
  decode(frame: string, receivedTime: Millis): Decoded
}

/** What a frame held. */
export interface Decoded {
  readonly events: readonly MarketEvent[]
  readonly books?: readonly BookUpdate[]
  /** Topics that the venue has accepted or refused. */
  readonly acks?: readonly Ack[]
  /** Messages to send at once: answers to the venue's pings. */
  readonly replies?: readonly string[]
  readonly problems?: readonly WireProblem[]
  /** Events of instruments that were not asked for. */
  readonly untracked?: number
  /** The venue answered our heartbeat or sent its own. */
  readonly heartbeat?: true
  /** Events that the venue repeats from before the subscription: they are new only if not yet known. */
  readonly replay?: true
  /** Accounts that took part in the trades, where the venue names them. */
  readonly addresses?: readonly SeenAddress[]
}

/** An account seen in a trade. It is no event and is not journalled: it says whose positions to ask for. */
export interface SeenAddress {
  readonly address: string
  readonly instrument: InstrumentId
  readonly notionalUsd: Usd
}

export interface Ack {
  /** Names of topics; an empty list where the venue does not say which: all that wait. */
  readonly topics: readonly string[]
  readonly accepted: boolean
  readonly reason?: string
}

/**
 * Trouble with what a venue sent.
 *
 * `malformed`: could not be read; kept in quarantine. `drift`: a field that must be there is not.
 * `refused`: the venue refuses a request. `sequence-gap`: a number is missing. `closing`: the venue
 * says that it will close the connection. `unknown`: read, and of no known kind.
 */
export interface WireProblem {
  readonly kind: 'malformed' | 'drift' | 'refused' | 'sequence-gap' | 'closing' | 'unknown'
  /** What was wrong, naming the field, its value and what would be right. */
  readonly detail: string
  /** What the feed is to do; counting is done in any case. */
  readonly action: 'count' | 'resubscribe' | 'reconnect'
}

/** A request made again and again. */
export interface Poll {
  /** Unique within the venue: `open-interest BTCUSDT`. */
  readonly key: string
  readonly stream: StreamKind
  readonly instruments: readonly InstrumentId[]
  readonly every: Millis
  readonly read: Read<readonly MarketEvent[]>
}

/** History that the venue serves. */
export interface HistoryPlan {
  /** Spacing of the rows; undefined for single events. */
  readonly interval: Millis | undefined
  /** How far back it reaches; undefined where the venue states no end. */
  readonly reach: Millis | undefined
  /** Rows of one answer at most. The feed asks for ranges that hold no more. */
  readonly rows: number
  /** Events with `from` ≤ exchange time of the row's start < `to`; closed candles alone. */
  read(instrument: ListedInstrument, from: Millis, to: Millis): Read<readonly MarketEvent[]>
}

/** A change of an order book, or all of it. */
export interface BookUpdate {
  readonly instrument: InstrumentId
  readonly kind: 'snapshot' | 'changes'
  readonly exchangeTime: Millis
  /** First and last sequence number of what is in it. */
  readonly first: number
  readonly last: number
  /** The last sequence number before it, where the venue says. */
  readonly previous?: number
  /** Price and quantity; quantity 0 deletes. */
  readonly bids: readonly (readonly [price: number, quantity: number])[]
  readonly asks: readonly (readonly [price: number, quantity: number])[]
}
