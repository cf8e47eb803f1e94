import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { JournalClock } from '../journal/ports.ts'
import { reason } from '../journal/journal-refused.ts'
import type { Channel, Message, Outcome } from './channel.ts'
import type { Outbox } from './outbox.ts'
import type { OutboxRow, TriedRecord } from './outbox-records.ts'
import { afterAttempt } from './retry-plan.ts'
import { waited } from './wait.ts'

/** More than so many that are due at once go out as one message. */
const DIGEST_FROM = 6

/** Alerts of one digest. */
const MOST_IN_DIGEST = 1_000

/** Between attempts to write down what became of an attempt. */
const DISK_RETRY: Millis = SECOND

export interface Delivery {
  /** Looks for what is due: after a start, and whenever something was decided. */
  wake(): void
  /** Ends what is on its way; it is tried again after the next start. */
  close(): Promise<void>
}

/** Sends what waits for one channel, one message after another. Other channels do not wait for it. */
export function deliverTo(
  channel: Channel,
  outbox: Outbox,
  clock: JournalClock,
  messageOf: (rows: readonly OutboxRow[], signal: AbortSignal) => Promise<Message>,
  hide: (text: string) => string,
  onGone: () => void,
): Delivery {
  const ending = new AbortController()
  let cancelTimer: (() => void) | undefined
  let working: Promise<void> | undefined
  let isAsked = false
  /** Asked to wait, a channel is left alone with all that it waits for. */
  let pausedUntil = 0

  async function attempt(rows: readonly OutboxRow[]): Promise<void> {
    let outcome: Outcome
    try {
      outcome = await channel.send(await messageOf(rows, ending.signal), ending.signal)
    } catch (error) {
      outcome = { result: 'again', why: reason(error) }
    }
    if (ending.signal.aborted && outcome.result !== 'delivered') return
    const now = clock.wall()
    if (outcome.result === 'again' && outcome.after !== undefined)
      pausedUntil = afterAttempt(rows[0]!, outcome, now).time
    await written({
      type: 'tried',
      channel: channel.name,
      why: outcome.result === 'delivered' ? null : hide(outcome.why).slice(0, 300),
      results: rows.map((row) => ({ key: row.alert.key, ...afterAttempt(row, outcome, now) })),
    })
    if (outcome.result === 'dead' && outcome.isGone === true) onGone()
  }

  /** What was sent is not sent again because the disk refuses to say so. */
  async function written(record: TriedRecord): Promise<void> {
    while (!ending.signal.aborted)
      try {
        // oxlint-disable-next-line no-await-in-loop -- until it is there
        await outbox.write([record])
        return
      } catch {
        // oxlint-disable-next-line no-await-in-loop -- as above
        await waited(clock, DISK_RETRY, ending.signal)
      }
  }

  function due(): readonly OutboxRow[] {
    const now = clock.wall()
    if (now < pausedUntil) return []
    return outbox.book.waiting(channel.name).filter(({ time }) => time <= now)
  }

  async function work(): Promise<void> {
    cancelTimer?.()
    for (let rows = due(); rows.length > 0 && !ending.signal.aborted; rows = due())
      // oxlint-disable-next-line no-await-in-loop -- one message after another
      await attempt(rows.slice(0, rows.length < DIGEST_FROM ? 1 : MOST_IN_DIGEST))
    const times = outbox.book.waiting(channel.name).map(({ time }) => time)
    if (times.length === 0 || ending.signal.aborted) return
    const next = Math.max(
      pausedUntil,
      times.reduce((a, b) => Math.min(a, b)),
    )
    cancelTimer = clock.after(Math.max(0, next - clock.wall()), wake)
  }

  async function whileAsked(): Promise<void> {
    while (isAsked && !ending.signal.aborted) {
      isAsked = false
      // oxlint-disable-next-line no-await-in-loop -- what came while it worked
      await work()
    }
  }

  function wake(): void {
    if (ending.signal.aborted) return
    isAsked = true
    working ??= whileAsked().finally(() => (working = undefined))
  }

  return {
    wake,
    async close() {
      ending.abort()
      cancelTimer?.()
      await working
    },
  }
}
