import { HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { hoursOfEvents, hoursOfTotals } from '../pipeline/realised-hours.ts'
import type { RealisedHours } from '../pipeline/realised-hours.ts'
import { resampleCandles } from '../pipeline/resample-candles.ts'
import type { History, HistoryInstrument } from '../store/history.ts'

/** What was liquidated hour by hour, as far as a history knows: from sums of an hour or less, or from single liquidations. */
export async function storedRealised(
  history: Pick<History, 'candles' | 'gaps' | 'liquidations' | 'liquidationTotals'>,
  { instrument, candles, liquidationTotals, liquidations }: HistoryInstrument,
  from: Millis,
  to: Millis,
): Promise<RealisedHours> {
  const { id } = instrument
  const totals = liquidationTotals.find(({ interval }) => HOUR % interval === 0)
  const finest = candles.find(({ interval }) => HOUR % interval === 0)
  if (totals !== undefined && finest !== undefined) {
    // Sums are in the instrument's quantity: what they are worth is told by the hour's close.
    const hours = resampleCandles(await history.candles(id, finest.interval, from, to), HOUR)
    const closes = new Map(Array.from(hours.openTime, (time, i) => [time + HOUR, hours.close[i]]))
    const sums = await history.liquidationTotals(id, totals.interval, from, to + 1)
    return hoursOfTotals(instrument, sums, (end) => closes.get(end))
  }
  if (liquidations === undefined) return new Map()
  const gaps = (await history.gaps(id)).filter(({ stream }) => stream === 'liquidation')
  const [first, last] = [Math.max(from, liquidations.from), Math.min(to, liquidations.to)]
  const events = await history.liquidations(id, first, last)
  return hoursOfEvents(instrument, events, first, last, (end) =>
    gaps.some((gap) => gap.from < end && gap.to > end - HOUR && gap.repaired !== true),
  )
}
