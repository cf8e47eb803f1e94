import type { UTCTimestamp } from 'lightweight-charts'
import type { InstrumentInfo } from '../../api/schema.ts'
import type { Bar, Bars } from '../chart/bars.ts'
import type { Values } from '../../signals/indicators.ts'
import type { Point, SeriesId } from './pane-chart.ts'
import type { FundingRow, LiquidationRow } from './pane-rows.ts'
import { interestOf } from './pane-rows.ts'
import { THEME } from '../theme/theme.ts'

/** Points of the panes' series, one for every bar of the chart, so that they stand under it. */

const place = (time: UTCTimestamp, value: number | undefined, color?: string): Point =>
  value === undefined ? { time } : color === undefined ? { time, value } : { time, value, color }

export const linePoints = ({ bars }: Bars, values: Values): readonly Point[] =>
  bars.map(({ time }, i) => place(time, values[i]))

const of = <Row>(rows: ReadonlyMap<number, Row>, bar: Bar): Row | undefined =>
  rows.get(bar.time * 1000)

export const volumePoints = ({ bars }: Bars): readonly Point[] =>
  bars.map((bar) =>
    'open' in bar
      ? place(bar.time, bar.volume, bar.close < bar.open ? THEME.short : THEME.long)
      : { time: bar.time },
  )

export const interestPoints = (
  { bars }: Bars,
  rows: ReadonlyMap<number, number>,
  contract: InstrumentInfo['contract'],
): readonly Point[] =>
  bars.map((bar) => {
    const amount = of(rows, bar)
    const known = amount !== undefined && 'close' in bar
    return place(bar.time, known ? interestOf(contract, amount, bar.close).usd : undefined)
  })

export const fundingPoints = (
  { bars }: Bars,
  rows: ReadonlyMap<number, FundingRow>,
): readonly Point[] =>
  bars.map((bar) => {
    const row = of(rows, bar)
    return place(bar.time, row?.rate, (row?.rate ?? 0) < 0 ? THEME.short : THEME.long)
  })

/** Shorts up, longs down; paler where a part of the bar is not known, shaded where nothing is. */
export function liquidationPoints(
  { bars }: Bars,
  rows: ReadonlyMap<number, LiquidationRow>,
  /** Whether the last bar may still be open. */
  isOpen: boolean,
): Record<Extract<SeriesId, 'gap' | 'long' | 'short'>, readonly Point[]> {
  const side = (field: 'longUsd' | 'shortUsd', sign: 1 | -1, whole: string, part: string) =>
    bars.map((bar, i) => {
      const row = of(rows, bar)
      const isWhole = row !== undefined && (row.known > 0.999 || (isOpen && i === bars.length - 1))
      return place(bar.time, row && sign * row[field], isWhole ? whole : part)
    })
  return {
    gap: bars.map((bar) => place(bar.time, of(rows, bar) === undefined ? 1 : undefined)),
    long: side('longUsd', -1, THEME.long, THEME.longPart),
    short: side('shortUsd', 1, THEME.short, THEME.shortPart),
  }
}
