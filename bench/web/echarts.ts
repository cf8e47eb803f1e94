import { CandlestickChart, HeatmapChart } from 'echarts/charts'
import { DataZoomComponent, GridComponent, VisualMapPiecewiseComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { readMarket } from './drawn-market.ts'

use([
  CandlestickChart,
  HeatmapChart,
  DataZoomComponent,
  GridComponent,
  VisualMapPiecewiseComponent,
  CanvasRenderer,
])

// ECharts' heatmap of the same cells under its candles. Each frame is drawn whole (not progressively),
// as soon as the view moves, without animation.
const { candles, from, bar, columns, edges, cells, palette, first, last } = await readMarket()
const rows = edges.length - 1
const lead = Math.round((from - candles[0]!.time) / bar)
const shown = candles.slice(lead, lead + columns)
const logOfEdge = edges.map(Math.log)
/** Rows are equal steps of the logarithm: a candle's price in rows. */
const rowOf = (price: number) =>
  ((Math.log(price) - logOfEdge[0]!) / (logOfEdge[rows]! - logOfEdge[0]!)) * rows
const data: [number, number, number][] = []
for (let row = 0; row < rows; row++)
  for (let column = 0; column < columns; column++) {
    const colour = cells[row * columns + column]!
    if (colour !== 0) data.push([column, row, colour])
  }
const chart = init(document.body, null, { renderer: 'canvas' })
chart.setOption({
  animation: false,
  grid: { left: 0, right: 60, top: 0, bottom: 24 },
  xAxis: [{ type: 'category', data: shown.map(({ time }) => new Date(time).toISOString()) }],
  yAxis: [
    { type: 'category', data: Array.from({ length: rows }, (_, row) => row) },
    { type: 'value', min: 0, max: rows, show: false },
  ],
  dataZoom: [
    {
      type: 'inside',
      throttle: 0,
      startValue: Math.max(0, Math.round(first) - lead),
      endValue: Math.min(shown.length - 1, Math.round(last) - lead),
    },
  ],
  visualMap: [
    {
      type: 'piecewise',
      show: false,
      seriesIndex: 0,
      dimension: 2,
      pieces: palette.map((color, value) => ({ value, color })),
    },
  ],
  series: [
    { type: 'heatmap', data, progressive: 0, emphasis: { disabled: true } },
    {
      type: 'candlestick',
      yAxisIndex: 1,
      progressive: 0,
      data: shown.map(({ open, close, low, high }) => [open, close, low, high].map(rowOf)),
    },
  ],
})
document.title = 'ready'
