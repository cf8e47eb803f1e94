import type { InstrumentId } from '../market/instrument.ts'
import type { Millis } from '../market/units.ts'
import type { Live } from './live.ts'
import type { SignalsDesk } from './signals-desk.ts'

/** Has the desk read on whatever is followed whenever a candle has closed. Returns what ends it. */
export function lookAtClosed(
  live: Pick<Live, 'onMoved' | 'market'>,
  desk: Pick<SignalsDesk, 'look'>,
): () => Promise<void> {
  const openSince = new Map<InstrumentId, Millis | undefined>()
  let looking = Promise.resolve()
  const stop = live.onMoved((moved) => {
    const closed = [...moved].filter((id) => {
      const since = live.market.instrument(id)?.series.open()?.time
      if (since === openSince.get(id)) return false
      openSince.set(id, since)
      return true
    })
    if (closed.length > 0) looking = looking.then(() => desk.look(closed))
  })
  return async () => {
    stop()
    await looking
  }
}
