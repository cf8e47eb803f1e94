import type { IChartApi, ISeriesApi, Logical } from 'lightweight-charts'

/** Where times and prices lie on the chart, in CSS pixels of the plot. */
export interface Geometry {
  readonly width: number
  readonly height: number
  /** CSS pixels from one bar to the next. */
  readonly barSpacing: number
  xOf(time: number): number
  timeOf(x: number): number
  /** Undefined while the price axis has no range. */
  yOf(price: number): number | undefined
  priceOf(y: number): number | undefined
}

/** Position of the bars in time: bar i covers [from + i × bar, from + (i + 1) × bar). */
export interface BarGrid {
  readonly from: number
  readonly bar: number
}

const SPAN = 1000

/**
 * Reads the geometry of a chart whose bars are a gapless grid. Then time is affine in the logical
 * index and two look-ups give every x. The price axis is always asked, since its logarithm is not
 * a plain one. Undefined while the chart is empty.
 */
export function geometryOf(
  chart: IChartApi,
  series: ISeriesApi<'Candlestick'>,
  grid: BarGrid,
): Geometry | undefined {
  const scale = chart.timeScale()
  const first = scale.logicalToCoordinate(0 as Logical)
  const later = scale.logicalToCoordinate(SPAN as Logical)
  if (first === null || later === null || later <= first) return undefined
  const barSpacing = (later - first) / SPAN
  const { width, height } = { width: scale.width(), height: chart.paneSize().height }
  if (width <= 0 || height <= 0) return undefined
  return {
    width,
    height,
    barSpacing,
    // A bar's coordinate is its middle, hence the half.
    xOf: (time) => first + ((time - grid.from) / grid.bar - 0.5) * barSpacing,
    timeOf: (x) => grid.from + ((x - first) / barSpacing + 0.5) * grid.bar,
    yOf: (price) => series.priceToCoordinate(price) ?? undefined,
    priceOf: (y) => series.coordinateToPrice(y) ?? undefined,
  }
}
