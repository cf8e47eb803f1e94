import { quoted } from '../../api/quoted.ts'
import type { AlertsConfig } from '../../alerts/config.ts'
import { systemResolve } from '../../alerts/guarded-request.ts'
import { messageOf } from '../../alerts/message.ts'
import { redactor } from '../../alerts/redactor.ts'
import { sendTest } from '../../alerts/test-message.ts'
import { nodeClock } from '../../journal/ports.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { CommandIo } from '../command/command-io.ts'
import { usageError } from '../command/read-flags.ts'

/** A test is of no instrument; its link leads somewhere all the same. */
const SOMEWHERE = 'binance:BTCUSDT' as InstrumentId

/** Sends a test through one channel, or through each. Exit code 1 where one was not delivered. */
export async function testAlerts(
  config: AlertsConfig,
  wanted: string | undefined,
  io: CommandIo,
): Promise<number> {
  const all = config.channels({ clock: nodeClock, resolve: systemResolve })
  const channels = all.filter(({ name }) => wanted === undefined || name === wanted)
  if (channels.length === 0) {
    const names = all.map(({ name }) => name).join(', ')
    const there = names === '' ? 'there is none' : `there are ${names}`
    throw usageError(wanted === undefined ? there : `no channel ${quoted(wanted)}: ${there}`)
  }
  const hide = redactor(config.secrets)
  const { signal } = new AbortController()
  const outcomes = await Promise.all(
    channels.map((channel) =>
      sendTest(
        channel,
        SOMEWHERE,
        nodeClock,
        (alert) => messageOf([alert], nodeClock.wall(), config.publicUrl, undefined),
        hide,
        signal,
      ),
    ),
  )
  outcomes.forEach((outcome, i) => {
    const { name } = channels[i]!
    if (outcome.result === 'delivered') io.out(`channel ${name}: delivered\n`)
    else io.err(`channel ${name}: ${outcome.why}\n`)
  })
  return outcomes.every(({ result }) => result === 'delivered') ? 0 : 1
}
