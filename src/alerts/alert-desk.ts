import { SECOND } from '../market/units.ts'
import type { JournalClock } from '../journal/ports.ts'
import { failureOf } from '../journal/journal-refused.ts'
import { decide } from '../signals/alerts/alert-engine.ts'
import type { AlertRule } from '../signals/alerts/alert-rules.ts'
import type { Situation } from '../signals/alerts/alert-situation.ts'
import type { Alert, CellEntry, RuleCell } from '../signals/alerts/alert-state.ts'
import type { Outbox } from './outbox.ts'
import { waited } from './wait.ts'
import type { DecidedRecord, OutboxRow } from './outbox-records.ts'

/** Situations that wait for the disk. Beyond them the oldest goes, counted. */
const MOST_WAITING = 10_000

/** Rows that wait for one channel. Beyond them alerts are dead at once, and say so. */
const MOST_UNSENT = 20_000

const DISK_RETRY = SECOND

/** Stands for a channel in the row of an alert that nobody is sent: so it is told of all the same. */
const NOBODY = ''

export interface AlertDesk {
  /** Takes a situation. Returns at once, whatever disk and receivers do. */
  offer(situation: Situation): void
  /** Resolves when all that was offered is decided and written, or the desk is closed. */
  settled(): Promise<void>
  readonly health: () => DeskHealth
  close(): Promise<void>
}

export interface DeskHealth {
  /** Situations that were given up because the disk refused for long. */
  readonly dropped: number
  /** Why nothing can be written now. */
  readonly failure: string | undefined
}

/**
 * Decides what situations have to be told of, and writes it into the outbox with what is remembered.
 * @param channels names of those that there are now
 * @param onDecided is called when new alerts are on the disk
 */
export function alertDesk(
  rules: readonly AlertRule[],
  channels: () => readonly string[],
  outbox: Outbox,
  clock: JournalClock,
  onDecided: (alerts: readonly Alert[]) => void,
): AlertDesk {
  /** The outbox's cells, with the times of situations that changed nothing else. */
  const memory = new Map<string, RuleCell>(outbox.book.cells)
  const queue: Situation[] = []
  let dropped = 0
  let failure: string | undefined
  const ending = new AbortController()
  let working: Promise<void> | undefined

  /** A line of what these situations have to be told of, and what forgets that it was decided. */
  async function decided(situations: readonly Situation[]) {
    const before: (readonly [string, RuleCell | undefined])[] = []
    const changed = new Map<string, CellEntry>()
    const rows: OutboxRow[] = []
    const told: Alert[] = []
    const seen = new Set<string>()
    for (const situation of situations) {
      // In a storm each takes a while, and others wait.
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      if (situation.liquidations.length > CALM) await clock.breathe()
      const decision = decide(rules, memory, situation)
      for (const [key, cell] of decision.cells) {
        before.push([key, memory.get(key)])
        memory.set(key, cell)
      }
      for (const entry of decision.changed) changed.set(entry[0], entry)
      for (const alert of decision.alerts) {
        const asked = alert.channels === null ? channels() : askedOf(alert.channels, channels())
        const known = rows.length
        for (const channel of asked.length === 0 ? [NOBODY] : asked) {
          const id = `${channel} ${alert.key}`
          if (seen.has(id) || outbox.book.knows(channel, alert.key)) continue
          seen.add(id)
          const isFull = outbox.book.waitingCount(channel) + rows.length >= MOST_UNSENT
          rows.push({
            alert,
            channel,
            state: channel === NOBODY ? 'delivered' : isFull ? 'dead' : 'waiting',
            attempts: 0,
            time: clock.wall(),
            why:
              channel !== NOBODY && isFull ? `${MOST_UNSENT} alerts wait for this channel` : null,
          })
        }
        if (rows.length > known) told.push(alert)
      }
    }
    const records = recordsOf(rows, [...changed.values()])
    const forget = (): void => {
      for (const [key, cell] of before.toReversed())
        if (cell === undefined) memory.delete(key)
        else memory.set(key, cell)
    }
    return { told, records, forget }
  }

  async function work(): Promise<void> {
    while (queue.length > 0 && !ending.signal.aborted) {
      const situations = queue.slice(0, GROUP)
      // oxlint-disable-next-line no-await-in-loop -- decided in order
      const { told, records, forget } = await decided(situations)
      try {
        if (records.length > 0)
          // oxlint-disable-next-line no-await-in-loop -- decided in order
          await outbox.write(records)
      } catch (error) {
        forget()
        failure = failureOf(error)
        // oxlint-disable-next-line no-await-in-loop -- until the disk takes it
        await waited(clock, DISK_RETRY, ending.signal)
        continue
      }
      failure = undefined
      // What was given up while this was written stood before it.
      const first = queue.indexOf(situations.at(-1)!)
      queue.splice(0, first + 1)
      if (told.length > 0) onDecided(told)
      // oxlint-disable-next-line no-await-in-loop -- others have their turn
      await clock.breathe()
    }
  }

  function start(): void {
    working ??= Promise.resolve()
      .then(work)
      .finally(() => {
        working = undefined
        if (queue.length > 0 && !ending.signal.aborted) start()
      })
  }

  async function settled(): Promise<void> {
    if (working === undefined) return
    await working
    await settled()
  }

  return {
    offer(situation) {
      if (ending.signal.aborted) return
      queue.push(situation)
      if (queue.length > MOST_WAITING) {
        queue.shift()
        dropped++
      }
      start()
    },
    settled,
    health: () => ({ dropped, failure }),
    async close() {
      ending.abort()
      await working
    },
  }
}

/** Those that are asked for by their name, or by that of the group before `/` of theirs. */
const askedOf = (names: readonly string[], channels: readonly string[]): readonly string[] =>
  channels.filter((one) => names.includes(one.split('/')[0]!))

/** Situations of one line of the outbox. */
const GROUP = 50

/** Liquidations of one situation that are tried against every rule in no time. */
const CALM = 20

/** Rows, and cells, of one line: a storm's are more than the longest line takes. */
const [ROWS_A_LINE, CELLS_A_LINE] = [1_000, 50]

/**
 * One line, but for a storm. There the rows come first: where the lines are cut off between them, what
 * is decided again has the keys of the rows that are there.
 */
function recordsOf(rows: readonly OutboxRow[], cells: readonly CellEntry[]): DecidedRecord[] {
  const records: DecidedRecord[] = []
  if (rows.length <= ROWS_A_LINE && cells.length <= CELLS_A_LINE)
    return rows.length + cells.length === 0
      ? []
      : [{ type: 'decided', rows: [...rows], cells: [...cells] }]
  for (let at = 0; at < rows.length; at += ROWS_A_LINE)
    records.push({ type: 'decided', rows: rows.slice(at, at + ROWS_A_LINE), cells: [] })
  for (let at = 0; at < cells.length; at += CELLS_A_LINE)
    records.push({ type: 'decided', rows: [], cells: cells.slice(at, at + CELLS_A_LINE) })
  return records
}
