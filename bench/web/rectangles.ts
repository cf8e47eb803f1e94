import type { Logical } from 'lightweight-charts'
import { candleChart } from './candle-chart.ts'
import { readMarket } from './drawn-market.ts'

// The common way to a heatmap on Lightweight Charts: a primitive that fills one rectangle a cell, of
// the cells in sight and with a colour.
const market = await readMarket()
const { chart, series } = candleChart(market)
const { from, bar, columns, edges, cells, palette } = market
const first = (from - market.candles[0]!.time) / bar

series.attachPrimitive({
  paneViews: () => [
    {
      zOrder: () => 'bottom',
      renderer: () => ({
        draw(target) {
          target.useBitmapCoordinateSpace(
            ({ context, horizontalPixelRatio, verticalPixelRatio }) => {
              const scale = chart.timeScale()
              const seen = scale.getVisibleLogicalRange()
              if (seen === null) return
              const start = Math.max(0, Math.floor(seen.from - first))
              const end = Math.min(columns, Math.ceil(seen.to - first) + 1)
              const half = scale.options().barSpacing / 2
              const lefts = Array.from({ length: end - start + 1 }, (_, i) => {
                const x = scale.logicalToCoordinate((first + start + i) as Logical) ?? 0
                return Math.round((x - half) * horizontalPixelRatio)
              })
              const tops = edges.map((price) =>
                Math.round((series.priceToCoordinate(price) ?? 0) * verticalPixelRatio),
              )
              for (let row = 0; row < edges.length - 1; row++) {
                const [bottom, top] = [tops[row]!, tops[row + 1]!]
                if (bottom < 0 || top > context.canvas.height) continue
                for (let column = start; column < end; column++) {
                  const colour = cells[row * columns + column]!
                  if (colour === 0) continue
                  const left = lefts[column - start]!
                  context.fillStyle = palette[colour]!
                  context.fillRect(left, top, lefts[column - start + 1]! - left, bottom - top)
                }
              }
            },
          )
        },
      }),
    },
  ],
})
document.title = 'ready'
