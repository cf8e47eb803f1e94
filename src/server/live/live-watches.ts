import type { ServerMessage } from '../../api/live-messages.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { encode } from './live-client.ts'
import type { LiveClient } from './live-client.ts'
import { changeMessage, wholeMessage } from './live-columns.ts'
import type { MadeColumn, SentColumn, Watch } from './live-columns.ts'
import type { LiveLog } from './live-log.ts'
import { isProblem } from '../http/problems.ts'

/** Least time between two columns of one watch, and between tries of one that fails. */
const COLUMN_EVERY: Millis = 250
const RETRY_AFTER: Millis = 5 * SECOND

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

export interface LiveWatchesOptions {
  readonly log: Pick<LiveLog, 'count'>
  /** The newest column of something; undefined where there is none yet. */
  readonly make: (watch: Watch) => Promise<MadeColumn | undefined>
  readonly now: () => Millis
  readonly onError: (error: unknown) => void
}

/** Shows the newest column of each thing that is watched, made once however many watch it. */
export class LiveWatches {
  onColumn: ((timing: ColumnTiming) => void) | undefined
  readonly #options: LiveWatchesOptions
  readonly #watched = new Map<string, Watched>()

  constructor(options: LiveWatchesOptions) {
    this.#options = options
  }

  /** A client wants to see something; it is made no more often for that. */
  start(watch: Watch): void {
    const known = this.#watched.get(keyOf(watch))
    if (known !== undefined) known.dirty = true
    else
      this.#watched.set(keyOf(watch), {
        watch,
        dirty: true,
        busy: false,
        notBefore: 0,
        since: undefined,
      })
  }

  /** Something of an instrument has changed. */
  soil(id: InstrumentId, time: Millis): void {
    for (const one of this.#watched.values()) {
      if (one.watch.instrument !== id) continue
      one.dirty = true
      one.since ??= time
    }
  }

  /** Makes and sends the columns that are due. */
  async tell(clients: Iterable<LiveClient>, time: Millis): Promise<void> {
    const watchers = new Map<string, LiveClient[]>()
    for (const client of clients) {
      if (client.watch === undefined || !client.follows('column')) continue
      const key = keyOf(client.watch)
      const same = watchers.get(key)
      if (same === undefined) watchers.set(key, [client])
      else same.push(client)
    }
    for (const [key, one] of this.#watched) {
      const watching = watchers.get(key)
      if (watching !== undefined) {
        // One after the other: each takes the thread for a moment.
        // oxlint-disable-next-line no-await-in-loop
        await this.#tellOne(one, watching, time)
      } else if (time >= one.notBefore) {
        // Not before: who lets go and watches again would have it made each time.
        this.#watched.delete(key)
      }
    }
  }

  async #tellOne(one: Watched, watching: readonly LiveClient[], time: Millis): Promise<void> {
    if (!one.dirty || one.busy || time < one.notBefore) return
    const { log, make, now, onError } = this.#options
    one.dirty = false
    one.busy = true
    one.notBefore = time + COLUMN_EVERY
    try {
      const { since } = one
      one.since = undefined
      const began = performance.now()
      const made = await make(one.watch)
      const madeIn = performance.now() - began
      if (made !== undefined) {
        const column = { ...made, seq: log.count('column', keyOf(one.watch)) }
        if (sendColumn(watching, column, time)) one.dirty = true
      }
      const shownAfter = since === undefined ? since : now() - since
      this.onColumn?.({ madeIn, shownAfter })
    } catch (error) {
      one.dirty = true
      one.notBefore = time + RETRY_AFTER
      if (isProblem(error)) {
        const { code, detail } = error.problem
        for (const client of watching) client.tellProblem(code, detail)
      } else onError(error)
    } finally {
      one.busy = false
    }
  }
}

const keyOf = ({ instrument, model, zoom }: Watch): string => `${instrument} ${model} ${zoom}`

/**
 * Sends a column whole to those who have none yet, to the others what changed.
 * @returns whether somebody has not been sent it, who wants no more for now
 */
function sendColumn(clients: readonly LiveClient[], column: SentColumn, time: Millis): boolean {
  let waits = false
  let whole: string | undefined
  const changes = new Map<
    object,
    { readonly text: string; readonly seen: SentColumn } | undefined
  >()
  for (const client of clients) {
    // It may have turned to something else while the column was made.
    if (client.watch === undefined || keyOf(client.watch) !== keyOf(column.watch)) continue
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
