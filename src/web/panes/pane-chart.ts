import type {
  HistogramData,
  IChartApi,
  ISeriesApi,
  LineData,
  SeriesType,
  UTCTimestamp,
  WhitespaceData,
} from 'lightweight-charts'
import { HistogramSeries, LineSeries, LineStyle } from 'lightweight-charts'
import { formatUsd } from '../words/amounts.ts'
import { firstChange } from './pane-rows.ts'
import { formatAmount } from './pane-words.ts'
import type { PaneId } from './panes.ts'
import { AVERAGES } from './panes.ts'
import type { Theme } from '../theme/theme.ts'
import { THEME } from '../theme/theme.ts'

/** A point of a series: with a value, or an empty place in time. */
export type Point =
  | LineData<UTCTimestamp>
  | HistogramData<UTCTimestamp>
  | WhitespaceData<UTCTimestamp>

/** Series by name; a pane has one or more. */
export type SeriesId = 'gap' | 'volume' | 'oi' | 'funding' | 'cvd' | 'long' | 'short' | 'rsi'

const SERIES_OF: Record<PaneId, readonly SeriesId[]> = {
  volume: ['volume'],
  oi: ['oi'],
  funding: ['funding'],
  cvd: ['cvd'],
  liquidations: ['gap', 'long', 'short'],
  rsi: ['rsi'],
}

/** How high a pane is beside the chart's own height, until somebody drags its edge. */
const PANE_SHARE = 0.22

export const averageColour = (period: number): string =>
  [THEME.averageFirst, THEME.averageSecond, THEME.averageThird][AVERAGES.indexOf(period)]!

export interface PaneChart {
  /** Shows these panes under the chart, in this order. */
  readonly show: (panes: readonly PaneId[]) => void
  readonly set: (series: SeriesId, points: readonly Point[]) => void
  readonly setAverage: (period: number, points: readonly Point[] | undefined) => void
  /** Takes over the colours of the theme that is shown, but for those of points. */
  readonly recolour: () => void
  /** Elements of the panes that are shown, top to bottom, without the chart's own. */
  readonly elements: () => readonly (HTMLElement | null)[]
}

const QUIET = { priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false }

/** Panes and averages of a chart of candles, drawn with the library's own. */
export function createPaneChart(chart: IChartApi): PaneChart {
  const held = new Map<SeriesId, { of: ISeriesApi<SeriesType>; points: readonly Point[] }>()
  const averages = new Map<number, { of: ISeriesApi<'Line'>; points: readonly Point[] }>()
  const shares = new Map<PaneId, number>()
  let shown: readonly PaneId[] = []

  function add(id: SeriesId, pane: number): void {
    held.set(id, { of: make(chart, id, pane), points: [] })
  }

  return {
    show(panes) {
      const all = chart.panes()
      // What somebody has dragged stays so high when another pane comes or goes.
      shown.forEach((id, i) => shares.set(id, all[i + 1]?.getStretchFactor() ?? PANE_SHARE))
      // Empty panes go with their last series, so the lowest is emptied first.
      for (const { of } of [...held.values()].toReversed()) chart.removeSeries(of)
      held.clear()
      shown = panes
      panes.forEach((id, i) => {
        for (const series of SERIES_OF[id]) add(series, i + 1)
      })
      const [own, ...under] = chart.panes()
      own?.setStretchFactor(1)
      under.forEach((pane, i) => pane.setStretchFactor(shares.get(panes[i]!) ?? PANE_SHARE))
    },
    set(id, points) {
      const entry = held.get(id)
      if (entry !== undefined) feed(entry, points)
    },
    setAverage(period, points) {
      const entry = averages.get(period)
      if (points === undefined) {
        if (entry !== undefined) chart.removeSeries(entry.of)
        averages.delete(period)
        return
      }
      const of = entry ?? { of: makeAverage(chart, period), points: [] }
      averages.set(period, of)
      feed(of, points)
    },
    recolour() {
      for (const [id, { of }] of held) {
        const name = COLOUR_OF[id]
        if (name !== undefined) of.applyOptions({ color: THEME[name] })
        for (const line of of.priceLines()) line.applyOptions({ color: THEME.label })
      }
      for (const [period, { of }] of averages) of.applyOptions({ color: averageColour(period) })
    },
    elements: () =>
      chart
        .panes()
        .slice(1)
        .map((pane) => pane.getHTMLElement()),
  }
}

/** Only the end of what is there already is drawn anew. */
function feed<T extends SeriesType>(
  entry: { readonly of: ISeriesApi<T>; points: readonly Point[] },
  points: readonly Point[],
): void {
  const series = entry.of as ISeriesApi<SeriesType>
  const from = firstChange(entry.points, points)
  const known = entry.points.length
  entry.points = points
  if (from === 0) series.setData([...points])
  // Only what the chart has already is history to it; a pane may hear of a new bar first.
  else for (let i = from; i < points.length; i++) series.update(points[i]!, i < known - 1)
}

function makeAverage(chart: IChartApi, period: number): ISeriesApi<'Line'> {
  return chart.addSeries(LineSeries, {
    ...QUIET,
    color: averageColour(period),
    lineWidth: 1,
    // The candles alone decide which prices are shown.
    autoscaleInfoProvider: () => null,
  })
}

const formatted = (formatter: (value: number) => string) => ({
  priceFormat: { type: 'custom' as const, minMove: 1e-9, formatter },
})
const usd = formatted((value) => formatUsd(Math.abs(value)))
const amount = formatted(formatAmount)

/** Series of one colour; in the others every point has its own. */
const COLOUR_OF: Partial<Record<SeriesId, keyof Theme>> = {
  gap: 'paneGap',
  oi: 'price',
  cvd: 'price',
  rsi: 'price',
}

/** A line in a pane of its own. */
const line = () => ({ ...QUIET, color: THEME.price, lineWidth: 1 as const })

/** RSI is read against fixed bounds, whatever of it is in sight. */
const RSI_RANGE = { priceRange: { minValue: 10, maxValue: 90 } }
const percent = formatted((value) => `${(value * 100).toFixed(4)}%`)
const whole = formatted((value) => value.toFixed(0))

const MAKE: Record<SeriesId, (chart: IChartApi, pane: number) => ISeriesApi<SeriesType>> = {
  gap: (chart, pane) => {
    const options = { ...QUIET, priceScaleId: 'gap', color: THEME.paneGap }
    return chart.addSeries(HistogramSeries, options, pane)
  },
  volume: (chart, pane) => chart.addSeries(HistogramSeries, { ...QUIET, ...amount }, pane),
  long: (chart, pane) => chart.addSeries(HistogramSeries, { ...QUIET, ...usd }, pane),
  short: (chart, pane) => chart.addSeries(HistogramSeries, { ...QUIET, ...usd }, pane),
  funding: (chart, pane) => chart.addSeries(HistogramSeries, { ...QUIET, ...percent }, pane),
  oi: (chart, pane) => chart.addSeries(LineSeries, { ...line(), ...usd }, pane),
  cvd: (chart, pane) => chart.addSeries(LineSeries, { ...line(), ...amount }, pane),
  rsi: (chart, pane) => {
    const options = { ...line(), ...whole, autoscaleInfoProvider: () => RSI_RANGE }
    const series = chart.addSeries(LineSeries, options, pane)
    for (const price of [30, 70])
      series.createPriceLine({
        price,
        color: THEME.label,
        lineWidth: 1,
        lineStyle: LineStyle.Dashed,
        axisLabelVisible: false,
        title: '',
      })
    return series
  },
}

/** Room for the legend at the top of a pane; what is not known is shaded over its whole height. */
function make(chart: IChartApi, id: SeriesId, pane: number): ISeriesApi<SeriesType> {
  const series = MAKE[id](chart, pane)
  const scaleMargins = id === 'gap' ? { top: 0, bottom: 0 } : { top: 0.28, bottom: 0.06 }
  series.priceScale().applyOptions({ scaleMargins })
  return series
}
