import { HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { hoursOfEvents } from '../pipeline/realised-hours.ts'
import type { History, HistoryInstrument } from '../store/history.ts'

/** What is known of the realised liquidations of an instrument. */
export interface KnownHours {
  /** Hours of which it is known what was liquidated. */
  readonly hours: number
  /** Since when liquidations are recorded; undefined where none are. */
  readonly since: Millis | undefined
}

/** Counts the hours that a score could use: of sums of an hour or less, else of single liquidations. */
export async function knownHours(
  history: Pick<History, 'gaps'>,
  { instrument, liquidationTotals, liquidations }: HistoryInstrument,
): Promise<KnownHours> {
  const totals = liquidationTotals.find(({ interval }) => HOUR % interval === 0)
  if (totals !== undefined)
    return { hours: Math.floor((totals.rows * totals.interval) / HOUR), since: totals.from }
  if (liquidations === undefined) return { hours: 0, since: undefined }
  const missing = new Set<Millis>()
  for (const { stream, from, to, repaired } of await history.gaps(instrument.id)) {
    if (stream !== 'liquidation' || repaired === true) continue
    const first = Math.floor(Math.max(from, liquidations.from) / HOUR) + 1
    const last = Math.ceil(Math.min(to, liquidations.to) / HOUR)
    for (let hour = first; hour <= last; hour++) missing.add(hour * HOUR)
  }
  const { from, to } = liquidations
  const hours = hoursOfEvents(instrument, [], from, to, (end) => missing.has(end)).size
  return { hours, since: from }
}
