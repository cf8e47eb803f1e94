import type { UTCTimestamp } from 'lightweight-charts'
import { CandlestickSeries, createChart } from 'lightweight-charts'
import type { DrawnMarket } from './drawn-market.ts'

/** Lightweight Charts with the candles alone, on the prices that the product shows around them. */
export function candleChart({ candles, first, last, low, high }: DrawnMarket) {
  const chart = createChart(document.body, {
    autoSize: true,
    layout: { attributionLogo: false },
    grid: { vertLines: { visible: false }, horzLines: { visible: false } },
    rightPriceScale: { scaleMargins: { top: 0, bottom: 0 } },
    timeScale: { timeVisible: true, minBarSpacing: 0.05 },
  })
  const series = chart.addSeries(CandlestickSeries, {
    borderVisible: false,
    priceLineVisible: false,
    lastValueVisible: false,
    autoscaleInfoProvider: () => ({ priceRange: { minValue: low, maxValue: high } }),
  })
  series.setData(
    candles.map((candle) => ({ ...candle, time: (candle.time / 1000) as UTCTimestamp })),
  )
  chart.timeScale().setVisibleLogicalRange({ from: first, to: last })
  return { chart, series }
}
