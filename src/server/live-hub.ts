import type { ServerMessage, VenueInfo } from '../api/live.ts'
import type { InstrumentId } from '../market/instrument.ts'
import type { Alerts } from '../alerts/open-alerts.ts'
import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { alertsMessage } from './alerts-answer.ts'
import type { Catalogue } from './catalogue.ts'
import { changeMessage, sentColumn, wholeMessage } from './live-columns.ts'
import type { SentColumn, Watch } from './live-columns.ts'
import { LiveClient, encode } from './live-client.ts'
import type { ClientSocket } from './live-client.ts'
import { openBarMessage } from './live-bar.ts'
import { presentRates } from './live-quote-rates.ts'
import type { Live } from './live.ts'
import { isProblem } from './problems.ts'

/** Least time between two columns of one watch, between two news of venues, and tries of a watch that fails. */
const COLUMN_EVERY: Millis = 250
const VENUES_EVERY: Millis = SECOND
const RETRY_AFTER: Millis = 5 * SECOND

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
}

/** What is watched by at least one client. */
interface Watched {
  readonly watch: Watch
  dirty: boolean
  busy: boolean
  notBefore: Millis
  /** Since when there is something new to show. */
  since: Millis | undefined
}

/** How long a column took to be made, and after what was new was on the disk to be sent. */
export interface ColumnTiming {
  readonly madeIn: Millis
  readonly shownAfter: Millis | undefined
}

/** Tells all clients what happens, each as much as it can take. */
export class LiveHub {
  readonly clients = new Set<LiveClient>()
  /** How many were let go, by why. */
  readonly dropped = new Map<string, number>()
  readonly #options: LiveHubOptions
  readonly #watched = new Map<string, Watched>()
  readonly #moved = new Set<InstrumentId>()
  readonly #stop: (() => void)[]
  #venues = new Map<string, string>()
  #quoteRates = '[]'
  #onColumn: ((timing: ColumnTiming) => void) | undefined
  #venuesAt = Number.NEGATIVE_INFINITY

  constructor(options: LiveHubOptions) {
    this.#options = options
    const { live, alerts } = options
    this.#stop = [
      ...(alerts === undefined
        ? []
        : [alerts.onTold((told) => this.#tellAll(encode(alertsMessage(told))))]),
      live.onMessage((message) => {
        this.#tellAll(encode(message))
        if (message.type === 'extended' || message.type === 'revised')
          this.#soil(message.instrument)
      }),
      live.onMoved((moved) => {
        for (const id of moved) this.#soil(id)
      }),
    ]
  }

  /** Greets a client and keeps telling it what happens until it is removed. */
  add(socket: ClientSocket): LiveClient {
    const { now } = this.#options
    const client = new LiveClient(
      socket,
      now(),
      (one) => this.#greet(one),
      (one) => this.#startWatch(one),
    )
    this.clients.add(client)
    return client
  }

  /** Calls with how long each column took. */
  onColumn(listener: (timing: ColumnTiming) => void): void {
    this.#onColumn = listener
  }

  remove(client: LiveClient): void {
    this.clients.delete(client)
    const { dropped } = client
    if (dropped !== undefined) this.dropped.set(dropped, (this.dropped.get(dropped) ?? 0) + 1)
  }

  /** Lets time pass. Resolves when the columns that were due have been sent. */
  async tick(): Promise<void> {
    const { live, now } = this.#options
    const time = now()
    live.tick(time)
    for (const client of this.clients) client.tick(time)
    this.#tellBars()
    if (time - this.#venuesAt >= VENUES_EVERY) this.#tellVenues(time)
    await this.#tellColumns(time)
  }

  /** Says goodbye to all. */
  close(): void {
    for (const stop of this.#stop) stop()
    for (const client of this.clients) client.close(1001, 'the server stops')
  }

  #greet(client: LiveClient): void {
    const { live, version, now } = this.#options
    const time = now()
    const { backfill } = live
    client.send(
      encode({
        type: 'hello',
        version,
        time,
        venues: [...live.venues()],
        liquidations: [...live.liquidations(GREETING_LIQUIDATIONS)],
        backfill,
        quoteRates: presentRates(live.market.quoteRates, time),
      }),
    )
    if (client.watch !== undefined) this.#startWatch(client)
  }

  #startWatch(client: LiveClient): void {
    const { watch } = client
    if (watch === undefined) return
    const known = this.#watched.get(keyOf(watch))
    const fresh: Watched = { watch, dirty: true, busy: false, notBefore: 0, since: undefined }
    if (known === undefined) this.#watched.set(keyOf(watch), fresh)
    else {
      known.dirty = true
      known.notBefore = 0
    }
    this.#moved.add(watch.instrument)
  }

  /** Something of an instrument has changed. */
  #soil(id: InstrumentId): void {
    this.#moved.add(id)
    const time = this.#options.now()
    for (const one of this.#watched.values()) {
      if (one.watch.instrument !== id) continue
      one.dirty = true
      one.since ??= time
    }
  }

  #tellAll(text: string): void {
    for (const client of this.clients) client.send(text)
  }

  #tellBars(): void {
    const texts = new Map<InstrumentId, string | undefined>()
    for (const client of this.clients) {
      const id = client.watch?.instrument
      if (id === undefined || !this.#moved.has(id)) continue
      if (!texts.has(id)) {
        const message = openBarMessage(this.#options.live, id)
        texts.set(id, message && encode(message))
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
    const changed = { type: 'venues', time, venues: copies(venues) } as const
    this.#tellAll(encode(isOther ? { ...changed, quoteRates } : changed))
  }

  async #tellColumns(time: Millis): Promise<void> {
    const watchers = new Map<string, LiveClient[]>()
    for (const client of this.clients) {
      if (client.watch === undefined) continue
      const key = keyOf(client.watch)
      watchers.set(key, [...(watchers.get(key) ?? []), client])
    }
    for (const key of this.#watched.keys()) if (!watchers.has(key)) this.#watched.delete(key)
    for (const [key, one] of this.#watched) {
      if (!one.dirty || one.busy || time < one.notBefore) continue
      one.dirty = false
      one.busy = true
      one.notBefore = time + COLUMN_EVERY
      try {
        const { since } = one
        one.since = undefined
        const began = performance.now()
        // One after the other: each takes the thread for a moment.
        const column = await this.#column(one.watch)
        const madeIn = performance.now() - began
        const clients = watchers.get(key) ?? []
        if (column !== undefined && sendColumn(clients, key, column, time)) one.dirty = true
        const shownAfter = since === undefined ? since : this.#options.now() - since
        this.#onColumn?.({ madeIn, shownAfter })
      } catch (error) {
        one.dirty = true
        one.notBefore = time + RETRY_AFTER
        this.#tellProblem(watchers.get(key) ?? [], error)
      } finally {
        one.busy = false
      }
    }
  }

  async #column(watch: Watch): Promise<SentColumn | undefined> {
    const { live, catalogue } = this.#options
    const map = await catalogue.map(watch.instrument, watch.model)
    const { column } = map.newest(watch.zoom)
    if (column === undefined) return undefined
    const open = live.market.instrument(watch.instrument)?.series.open()
    return sentColumn(watch, column, Math.min(column.time, open?.time ?? column.time))
  }

  #tellProblem(clients: readonly LiveClient[], error: unknown): void {
    if (isProblem(error)) {
      const { code, detail } = error.problem
      for (const client of clients) client.tellProblem(code, detail)
    } else this.#options.onError(error)
  }
}

const keyOf = ({ instrument, model, zoom }: Watch): string => `${instrument} ${model} ${zoom}`

const copies = (venues: readonly VenueInfo[]): VenueInfo[] => [...venues]

/**
 * Sends a column whole to those who have none yet, to the others what changed.
 * @returns whether somebody has not been sent it, who wants no more for now
 */
function sendColumn(
  clients: readonly LiveClient[],
  key: string,
  column: SentColumn,
  time: Millis,
): boolean {
  let waits = false
  let whole: string | undefined
  const changes = new Map<
    object,
    { readonly text: string; readonly seen: SentColumn } | undefined
  >()
  for (const client of clients) {
    // It may have turned to something else while the column was made.
    if (client.watch === undefined || keyOf(client.watch) !== key) continue
    const before = client.column
    if (before === undefined) {
      whole ??= encode(wholeMessage(column))
      if (client.send(whole)) remember(client, column, time)
      continue
    }
    if (time - client.columnAt < (client.watch.columnEvery ?? 0)) {
      waits = true
      continue
    }
    if (!changes.has(before)) changes.set(before, changeText(before, column))
    const change = changes.get(before)
    if (change !== undefined && client.send(change.text)) remember(client, change.seen, time)
  }
  return waits
}

function remember(client: LiveClient, column: SentColumn, time: Millis): void {
  client.column = column
  client.columnAt = time
}

function changeText(before: SentColumn, now: SentColumn) {
  const change = changeMessage(before, now)
  return change && { text: encode(change.message satisfies ServerMessage), seen: change.seen }
}
