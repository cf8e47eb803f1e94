import type { JournalDisk } from '../journal/disk.ts'
import type { JournalClock } from '../journal/ports.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { SECOND } from '../market/units.ts'
import type { AlertRule } from '../signals/alerts/alert-rules.ts'
import type { Situation } from '../signals/alerts/alert-situation.ts'
import type { Alert } from '../signals/alerts/alert-state.ts'
import { alertDesk } from './alert-desk.ts'
import type { DeskHealth } from './alert-desk.ts'
import type { Channel, Outcome } from './channel.ts'
import { deliverTo } from './deliverer.ts'
import type { Delivery } from './deliverer.ts'
import { messageOf } from './message.ts'
import { Outbox } from './outbox.ts'
import type { OutboxRow, TriedRecord } from './outbox-records.ts'
import { redactor } from './redactor.ts'
import { sendTest } from './test-message.ts'
import type { TryCount } from './try-counts.ts'
import { waited } from './wait.ts'

/** Longer, and a message goes without its picture. */
const LONGEST_PICTURE = 5 * SECOND

/** All that alerts need of the world. */
export interface AlertPorts {
  /** A folder of their own; it is locked. */
  readonly disk: JournalDisk
  readonly clock: JournalClock
  readonly rules: readonly AlertRule[]
  /** Those that there are at first. */
  readonly channels: readonly Channel[]
  /** Is told of a channel whose receiver is no more. */
  readonly onGone?: (channel: string) => void
  /** Where the page is for those who read the messages, without a slash at the end. */
  readonly publicUrl: string | undefined
  /** Draws the map of an alert as PNG; undefined where it cannot. */
  readonly pictureOf: (alert: Alert) => Promise<Uint8Array | undefined>
  /** What must appear in no text that leaves here. */
  readonly secrets: readonly string[]
}

export interface Alerts {
  /** Takes a situation. Returns at once, whatever disk and receivers do. */
  offer(situation: Situation): void
  /** Resolves when all that was offered is decided and on the disk. */
  settled(): Promise<void>
  /** Calls with alerts as they come to be on the disk, until it is called off. */
  onTold(call: (alerts: readonly Alert[]) => void): () => void
  /** Adds a channel, in place of one of its name. */
  join(channel: Channel): void
  /** Ends a channel; what waits for it is dead, for the reason given. */
  leave(channel: string, why: string): Promise<void>
  /** Sends a test message; says what became of it. Undefined where there is no such channel. */
  test(channel: string, instrument: InstrumentId): Promise<Outcome | undefined>
  /** What waits, was delivered and is dead, the oldest of each first. */
  deliveries(): readonly OutboxRow[]
  health(): AlertsHealth
  /** What became of attempts since it was opened. */
  tries(): readonly TryCount[]
  /** Ends in order; what is not delivered is after the next start. */
  close(): Promise<void>
}

export interface AlertsHealth extends DeskHealth {
  readonly waiting: number
  readonly dead: number
  /** Lines of the outbox that damage took, ever. */
  readonly lostLines: number
}

/** Opens the outbox, sends what waits in it, and takes situations. Rejects where the folder is refused. */
export async function openAlerts(ports: AlertPorts): Promise<Alerts> {
  const { disk, clock, rules, channels, publicUrl } = ports
  const hide = redactor(ports.secrets)
  const ending = new AbortController()
  const unlock = await disk.lock()
  let outbox: Outbox
  try {
    outbox = await Outbox.open(disk)
    await settleForgotten(outbox, channels, clock)
  } catch (error) {
    await unlock()
    throw error
  }

  const message = async (
    alerts: readonly Alert[],
    { wantsPicture }: Channel,
    signal: AbortSignal,
  ) => {
    const picture = wantsPicture
      ? await inTime(ports.pictureOf(alerts[0]!), clock, signal)
      : undefined
    return messageOf(alerts, clock.wall(), publicUrl, picture)
  }
  const joined = new Map<string, { readonly channel: Channel; readonly delivery: Delivery }>()
  function join(channel: Channel): void {
    const messageFor = (rows: readonly OutboxRow[], signal: AbortSignal) =>
      message(
        rows.map(({ alert }) => alert),
        channel,
        signal,
      )
    const onGone = () => ports.onGone?.(channel.name)
    void joined.get(channel.name)?.delivery.close()
    const delivery = deliverTo(channel, outbox, clock, messageFor, hide, onGone)
    joined.set(channel.name, { channel, delivery })
  }
  channels.forEach(join)
  const wake = (): void => {
    for (const { delivery } of joined.values()) delivery.wake()
  }
  const listeners = new Set<(alerts: readonly Alert[]) => void>()
  const desk = alertDesk(
    rules,
    () => [...joined.keys()],
    outbox,
    clock,
    (alerts) => {
      wake()
      for (const call of listeners) call(alerts)
    },
  )
  wake()

  const waiting = () => outbox.book.channels().flatMap((name) => outbox.book.waiting(name))
  return {
    offer: (situation) => desk.offer(situation),
    settled: () => desk.settled(),
    onTold(call) {
      listeners.add(call)
      return () => listeners.delete(call)
    },
    join(channel) {
      join(channel)
      wake()
    },
    async leave(name, why) {
      const { delivery } = joined.get(name) ?? {}
      joined.delete(name)
      await delivery?.close()
      await outbox.write([deadOf(outbox, name, why, clock)])
    },
    async test(name, instrument) {
      const { channel } = joined.get(name) ?? {}
      if (channel === undefined) return undefined
      const outcome = await sendTest(
        channel,
        instrument,
        clock,
        (alert) => message([alert], channel, ending.signal),
        hide,
        ending.signal,
      )
      if (outcome.result === 'dead' && outcome.isGone === true) ports.onGone?.(name)
      return outcome
    },
    tries: () => outbox.tries.all(),
    deliveries: () => [...waiting(), ...outbox.book.settled()],
    health: () => ({
      ...desk.health(),
      waiting: waiting().length,
      dead: outbox.book.settled().filter(({ state }) => state === 'dead').length,
      lostLines: outbox.book.lost,
    }),
    async close() {
      ending.abort()
      await desk.close()
      await Promise.all([...joined.values()].map(({ delivery }) => delivery.close()))
      await outbox.close()
      await unlock()
    },
  }
}

/** A picture, unless it fails, takes too long or is called off; nothing of the wait is left behind. */
async function inTime(
  picture: Promise<Uint8Array | undefined>,
  clock: JournalClock,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const done = new AbortController()
  const stop = (): void => done.abort()
  signal.addEventListener('abort', stop)
  try {
    return await Promise.race([
      picture.catch(() => undefined),
      waited(clock, LONGEST_PICTURE, done.signal).then(() => undefined),
    ])
  } finally {
    stop()
    signal.removeEventListener('abort', stop)
  }
}

/** What waits for channels that are no more is dead, and says so. */
async function settleForgotten(
  outbox: Outbox,
  channels: readonly Channel[],
  clock: JournalClock,
): Promise<void> {
  const gone = outbox.book.channels().filter((name) => !channels.some((one) => one.name === name))
  const why = 'the channel is no longer configured'
  await outbox.write(gone.map((channel) => deadOf(outbox, channel, why, clock)))
}

const deadOf = (
  { book }: Outbox,
  channel: string,
  why: string,
  clock: JournalClock,
): TriedRecord => ({
  type: 'tried',
  channel,
  why,
  results: book.waiting(channel).map(({ alert, attempts }) => ({
    key: alert.key,
    state: 'dead',
    attempts,
    time: clock.wall(),
  })),
})
