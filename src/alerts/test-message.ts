import type { Alert } from '../signals/alerts/alert-state.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { reason } from '../journal/journal-refused.ts'
import type { JournalClock } from '../journal/ports.ts'
import type { Channel, Message, Outcome } from './channel.ts'

/**
 * Sends a test through a channel, past the outbox; says what became of it, without secrets.
 * @param messageFor makes the message of the alert
 */
export async function sendTest(
  channel: Channel,
  instrument: InstrumentId,
  clock: Pick<JournalClock, 'wall'>,
  messageFor: (alert: Alert) => Message | Promise<Message>,
  hide: (text: string) => string,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    const message = await messageFor(testAlert(channel.name, instrument, clock))
    const outcome = await channel.send(message, signal)
    return outcome.result === 'delivered' ? outcome : { ...outcome, why: hide(outcome.why) }
  } catch (error) {
    return { result: 'again', why: hide(reason(error)) }
  }
}

const testAlert = (
  channel: string,
  instrument: InstrumentId,
  clock: Pick<JournalClock, 'wall'>,
): Alert => ({
  key: `test/${channel}@${clock.wall()}`,
  rule: 'test',
  name: 'Test',
  kind: 'test',
  severity: 'low',
  instrument,
  time: clock.wall(),
  price: Number.NaN,
  side: null,
  label: null,
  numbers: {},
  withheld: 0,
  channels: null,
})
