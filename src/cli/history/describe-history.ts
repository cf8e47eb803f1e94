import type { Millis } from '../../market/units.ts'
import type { History, HistoryInstrument } from '../../store/history.ts'
import { intervalName } from '../../store/interval.ts'
import { venueDistance } from '../command/venue-distance.ts'

/** One line per instrument with candles: interval, range, open interest, gaps, and what is assumed. */
export async function describeHistory(history: History): Promise<readonly string[]> {
  const lines: string[] = []
  for (const known of await history.instruments()) {
    const { id } = known.instrument
    const [finest] = known.candles
    if (finest === undefined) continue
    // oxlint-disable-next-line no-await-in-loop -- one connection
    const gaps = (await history.gaps(id)).filter((gap) => gap.interval === finest.interval)
    const missing = gaps.reduce((sum, { from, to }) => sum + to - from, 0)
    const { assumed } = venueDistance(known.instrument, finest.to)
    lines.push(
      [
        `${id}: ${intervalName(finest.interval)} candles`,
        `${dateText(finest.from)} to ${dateText(finest.to)} UTC`,
        openInterestText(known),
        missing === 0
          ? 'no gaps'
          : `${gaps.length} gaps, ${missing / finest.interval} candles missing`,
      ].join(', '),
    )
    if (assumed !== undefined) lines.push(assumed)
  }
  return lines
}

const openInterestText = ({ openInterest }: HistoryInstrument): string =>
  openInterest === undefined ? 'no open interest, so no map' : 'open interest'

/** A time as people read it. */
export const dateText = (time: Millis): string =>
  new Date(time).toISOString().slice(0, 16).replace('T', ' ')
