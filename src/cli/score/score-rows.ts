import type { CandleColumns } from '../../market/candle-columns.ts'
import { notionalUsd } from '../../market/instrument.ts'
import type { ContractKind } from '../../market/instrument.ts'
import { HOUR, quantity } from '../../market/units.ts'
import type { RealisedRows } from '../../pipeline/realised-rows.ts'
import { excursions } from '../../score/excursion.ts'
import type { HourRow } from '../../score/hour-columns.ts'

/** USD by side, of hours whose ends are told; of an instrument's own hours where they are not. */
interface HourlyUsd {
  readonly long: Float64Array
  readonly short: Float64Array
  /** End of each hour. */
  readonly time?: Float64Array
}

/** Two rows an hour, the long side first; NaN where nothing is said of the hour. */
export const inRows =
  ({ openTime }: CandleColumns) =>
  (swept: HourlyUsd): Float64Array => {
    const ends = swept.time ?? openTime.map((time) => time + HOUR)
    const at = new Map(Array.from(ends, (end, i) => [end, i]))
    return Float64Array.from({ length: 2 * openTime.length }, (_, row) => {
      const i = at.get(openTime[row >> 1]! + HOUR)
      return i === undefined ? Number.NaN : swept[row % 2 === 0 ? 'long' : 'short'][i]!
    })
  }

/** A liquidation is a trade: more than was traded cannot have been liquidated, but for its price. */
const MOST_OF_VOLUME = 1.1

/** Hours of a side of which it is told that more was liquidated than traded. */
export const impossibleHours = (rows: readonly HourRow[]): number =>
  rows.filter(isImpossible).length

const isImpossible = ({ realisedUsd, volumeUsd }: HourRow): boolean =>
  realisedUsd > MOST_OF_VOLUME * volumeUsd

/** The rows with nothing known of those that cannot be right. */
export const possibleRows = (rows: readonly HourRow[]): readonly HourRow[] =>
  rows.map((row) => (isImpossible(row) ? { ...row, realisedUsd: Number.NaN } : row))

/** What candles tell of each hour and side, and what was liquidated in it. */
export function hourRows(
  contract: ContractKind,
  hours: CandleColumns,
  realised: RealisedRows,
): readonly HourRow[] {
  const away = excursions(hours)
  return Array.from({ length: 2 * hours.openTime.length }, (_, row) => {
    const [i, side] = [row >> 1, row % 2 === 0 ? ('long' as const) : ('short' as const)]
    const time = hours.openTime[i]! + HOUR
    return {
      time,
      side,
      realisedUsd: realised.get(time)?.[row % 2] ?? Number.NaN,
      excursion: away[side][i]!,
      volumeUsd: notionalUsd(contract, quantity(hours.volume[i]!), hours.close[i]!),
    }
  })
}

/** The rows with nothing known of those of which a map says nothing, so that no model is scored on them. */
export const onRowsOf = (rows: readonly HourRow[], map: Float64Array): readonly HourRow[] =>
  rows.map((row, i) => (Number.isNaN(map[i]!) ? { ...row, realisedUsd: Number.NaN } : row))
