import type { InstrumentId } from '../../market/instrument.ts'
import type { Live } from '../live/live.ts'
import type { SignalsDesk } from './signals-desk.ts'

/** Has the desk read on whatever is followed whenever a candle has closed. Returns what ends it. */
export function lookAtClosed(
  live: Pick<Live, 'onMessage'>,
  desk: Pick<SignalsDesk, 'look' | 'close'>,
): () => Promise<void> {
  const looking = new Map<InstrumentId, Promise<void>>()
  const look = async (id: InstrumentId) => {
    await desk.look(id)
    looking.delete(id)
  }
  const stop = live.onMessage((message) => {
    if (message.type !== 'extended' && message.type !== 'revised') return
    // One that is being read is read up to the end it has by the next candle.
    if (!looking.has(message.instrument)) looking.set(message.instrument, look(message.instrument))
  })
  return async () => {
    stop()
    desk.close()
    await Promise.all(looking.values())
  }
}
