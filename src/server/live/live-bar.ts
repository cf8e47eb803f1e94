import type { ServerMessage } from '../../api/live-messages.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { Live } from './live.ts'

/** The newest open bar of an instrument; undefined where nothing was traded in it yet. */
export function openBarMessage(
  live: Live,
  instrument: InstrumentId,
): Extract<ServerMessage, { type: 'bar' }> | undefined {
  const open = live.market.instrument(instrument)?.series.open()
  if (open === undefined) return undefined
  const { candles, time } = open
  const last = candles.openTime.length - 1
  const at = (column: Float64Array) => column[last]!
  const bought = at(candles.takerBuyVolume)
  return {
    type: 'bar',
    instrument,
    openTime: at(candles.openTime),
    interval: candles.interval,
    open: at(candles.open),
    high: at(candles.high),
    low: at(candles.low),
    close: at(candles.close),
    volume: at(candles.volume),
    takerBuyVolume: Number.isNaN(bought) ? null : bought,
    time,
  }
}
