import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import type { LiquidationInfo } from '../../api/live.ts'
import type { Greeting, ServerMessage } from '../../api/live-messages.ts'
import { liveQuery } from '../../api/query.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { Alerts } from '../../alerts/open-alerts.ts'
import { SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { alertsMessage } from '../alerts/alerts-answer.ts'
import type { Catalogue } from '../market/catalogue.ts'
import { madeColumn } from './live-columns.ts'
import type { MadeColumn, Watch } from './live-columns.ts'
import { LiveClient, encode } from './live-client.ts'
import type { ClientHub, ClientSocket, Followed } from './live-client.ts'
import { openBarMessage } from './live-bar.ts'
import { LiveLog } from './live-log.ts'
import type { LogLimits, News } from './live-log.ts'
import { LiveSignals } from '../signals/live-signals.ts'
import type { FollowSignals } from '../signals/live-signals.ts'
import { LiveWatches } from './live-watches.ts'
import type { ColumnTiming } from './live-watches.ts'
import { countDropped } from './socket-life.ts'
import { presentRates } from './live-quote-rates.ts'
import type { Live } from './live.ts'
import { readParameters } from '../http/read-parameters.ts'

/** Least time between two news of venues. */
const VENUES_EVERY: Millis = SECOND

/** Liquidations that a client is greeted with. */
const GREETING_LIQUIDATIONS = 200

export interface LiveHubOptions {
  readonly live: Live
  readonly catalogue: Pick<Catalogue, 'map'>
  readonly version: string
  /** UTC milliseconds. */
  readonly now: () => Millis
  /** Told of a mistake of ours while a column was made. */
  readonly onError: (error: unknown) => void
  /** Whose alerts are told as well. */
  readonly alerts?: Pick<Alerts, 'onTold'>
  /** Whose signals are told to those who name that channel. */
  readonly followSignals?: FollowSignals
  /** How much is kept to be told again; KEPT by default. */
  readonly kept?: LogLimits
}

/** Tells all clients what happens, each as much as it can take. */
export class LiveHub {
  readonly clients = new Set<LiveClient>()
  /** How many were let go, by why. */
  readonly dropped = new Map<string, number>()
  readonly #options: LiveHubOptions
  readonly #log: LiveLog
  readonly #watches: LiveWatches
  readonly #signals: LiveSignals | undefined
  readonly #moved = new Set<InstrumentId>()
  readonly #stop: (() => void)[]
  #venues = new Map<string, string>()
  #quoteRates = '[]'
  #venuesAt = Number.NEGATIVE_INFINITY

  constructor(options: LiveHubOptions) {
    this.#options = options
    const { live, alerts, now, onError, kept, followSignals } = options
    this.#log = new LiveLog(randomBytes(6).toString('hex'), kept)
    const make = (watch: Watch) => this.#column(watch)
    this.#watches = new LiveWatches({ log: this.#log, make, now, onError })
    this.#signals = followSignals && new LiveSignals(followSignals, this.#log)
    this.#stop = [
      ...(alerts === undefined ? [] : [alerts.onTold((told) => this.#tell(alertsMessage(told)))]),
      live.onMessage((message) => {
        if (message.type === 'backfill') this.#tellState(message)
        else if (message.type !== 'liquidations') this.#tell(message)
        else for (const one of byInstrument(message.liquidations)) this.#tell(one)
        if (message.type === 'extended' || message.type === 'revised')
          this.#soil(message.instrument)
      }),
      live.onMoved((moved) => {
        for (const id of moved) this.#soil(id)
      }),
    ]
  }

  /** Reads what is asked for by who wants to connect. Throws a problem. */
  admit(query: URLSearchParams): (socket: ClientSocket) => LiveClient {
    const followed = followedOf(readParameters(liveQuery, query))
    return (socket) => this.add(socket, followed)
  }

  /** Greets a client and keeps telling it what happens until it is removed. */
  add(socket: ClientSocket, followed?: Followed): LiveClient {
    const hub: ClientHub = {
      log: this.#log,
      greet: (one, greeting) => this.#greet(one, greeting),
      onWatch: (one) => this.#startWatch(one),
    }
    const client = new LiveClient(socket, this.#options.now(), hub, followed)
    this.clients.add(client)
    return client
  }

  /** Calls with how long each column took. */
  onColumn(listener: (timing: ColumnTiming) => void): void {
    this.#watches.onColumn = listener
  }

  remove(client: LiveClient): void {
    this.clients.delete(client)
    countDropped(this.dropped, client)
  }

  /** Lets time pass. Resolves when the columns that were due have been sent. */
  async tick(): Promise<void> {
    const { live, now } = this.#options
    const time = now()
    live.tick(time)
    for (const client of this.clients) client.tick(time)
    this.#tellBars()
    this.#signals?.tell(this.clients)
    if (time - this.#venuesAt >= VENUES_EVERY) this.#tellVenues(time)
    await this.#watches.tell(this.clients, time)
  }

  /** Says goodbye to all. */
  close(): void {
    for (const stop of this.#stop) stop()
    this.#signals?.close()
    for (const client of this.clients) client.close(1001, 'the server stops')
  }

  #greet(client: LiveClient, greeting: Greeting): void {
    const { live, version, now } = this.#options
    const time = now()
    const { backfill } = live
    // Those that were missed follow.
    const isNews = greeting !== 'resumed' && client.follows('liquidations')
    const { instrument } = client.followed
    client.send(
      encode({
        type: 'hello',
        version,
        time,
        greeting,
        cursor: client.cursor,
        venues: client.follows('venues') ? [...live.venues()] : [],
        liquidations: isNews ? [...live.liquidations(GREETING_LIQUIDATIONS, instrument)] : [],
        backfill,
        quoteRates: presentRates(live.market.quoteRates, time),
      }),
    )
    this.#startWatch(client)
  }

  #startWatch(client: LiveClient): void {
    this.#signals?.forget(client)
    const { watch } = client
    if (watch === undefined) return
    this.#watches.start(watch)
    this.#moved.add(watch.instrument)
  }

  /** Something of an instrument has changed. */
  #soil(id: InstrumentId): void {
    this.#moved.add(id)
    this.#watches.soil(id, this.#options.now())
  }

  /** Tells what happened, which can be told again. */
  #tell(news: News): void {
    const entry = this.#log.append(news)
    for (const client of this.clients) client.tell(entry)
  }

  /** Tells how something stands, in place of what was told of it before. */
  #tellState(state: Extract<ServerMessage, { type: 'venues' | 'backfill' }>): void {
    const text = encode({ ...state, seq: this.#log.count(state.type) })
    for (const client of this.clients) if (client.follows(state.type)) client.send(text)
  }

  #tellBars(): void {
    const texts = new Map<InstrumentId, string | undefined>()
    for (const client of this.clients) {
      const id = client.watch?.instrument
      if (id === undefined || !this.#moved.has(id) || !client.follows('bar')) continue
      if (!texts.has(id)) {
        const message = openBarMessage(this.#options.live, id)
        texts.set(id, message && encode({ ...message, seq: this.#log.count('bar', id) }))
      }
      const text = texts.get(id)
      if (text !== undefined) client.send(text)
    }
    this.#moved.clear()
  }

  #tellVenues(time: Millis): void {
    this.#venuesAt = time
    const { live } = this.#options
    const infos = live.venues()
    const texts = new Map(infos.map((info) => [info.venue, JSON.stringify(info)]))
    const venues = infos.filter(({ venue }) => this.#venues.get(venue) !== texts.get(venue))
    this.#venues = texts
    const quoteRates = presentRates(live.market.quoteRates, time)
    const rates = JSON.stringify(quoteRates)
    const isOther = rates !== this.#quoteRates
    this.#quoteRates = rates
    if (venues.length === 0 && !isOther) return
    const changed = { type: 'venues', time, venues } as const
    this.#tellState(isOther ? { ...changed, quoteRates } : changed)
  }

  async #column(watch: Watch): Promise<MadeColumn | undefined> {
    const { live, catalogue } = this.#options
    const map = await catalogue.map(watch.instrument, watch.model)
    const { column } = map.newest(watch.zoom)
    if (column === undefined) return undefined
    const open = live.market.instrument(watch.instrument)?.series.open()
    return madeColumn(watch, column, Math.min(column.time, open?.time ?? column.time))
  }
}

/** What a query asks to follow. */
export const followedOf = (asked: z.infer<typeof liveQuery>): Followed => {
  const { channels, instrument, model, zoom, columnEvery, after } = asked
  return {
    channels: channels && new Set(channels),
    instrument,
    watch: instrument && { instrument, model, zoom, columnEvery },
    after,
  }
}

/** Liquidations that came together, those of each instrument in their order. */
function byInstrument(liquidations: readonly LiquidationInfo[]): readonly News[] {
  const groups = new Map<InstrumentId, LiquidationInfo[]>()
  for (const one of liquidations) {
    const group = groups.get(one.instrument)
    if (group === undefined) groups.set(one.instrument, [one])
    else group.push(one)
  }
  return [...groups].map(([instrument, some]) => ({
    type: 'liquidations',
    instrument,
    liquidations: some,
  }))
}
