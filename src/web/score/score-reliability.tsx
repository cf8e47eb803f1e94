import { For, Show, createMemo } from 'solid-js'
import { formatUsdTick } from '../words/amounts.ts'
import type { InstrumentScore } from '../../api/score.ts'
import { FIGURE, logScale, powersWithin } from './score-axis.ts'

type Point = NonNullable<InstrumentScore['reliability']>[number]

const PLOT = { left: 62, right: 20, top: 10, bottom: 38 }

/** Estimated against realised on logarithmic axes: a map that is right lies on the diagonal. */
export function Reliability(props: { points: readonly Point[] }) {
  const drawable = createMemo(() => props.points.filter(({ predictedUsd }) => predictedUsd > 0))
  const scale = createMemo(() => {
    const amounts = drawable().flatMap(({ predictedUsd, realisedUsd }) => [
      predictedUsd,
      realisedUsd,
    ])
    return logScale(amounts.filter((usd) => usd > 0))
  })
  const x = (usd: number) => PLOT.left + scale().at(usd) * (FIGURE.width - PLOT.left - PLOT.right)
  const y = (usd: number) =>
    FIGURE.height - PLOT.bottom - scale().at(usd) * (FIGURE.height - PLOT.top - PLOT.bottom)
  const most = () => Math.max(...drawable().map(({ rows }) => rows))
  const [right, bottom] = [FIGURE.width - PLOT.right, FIGURE.height - PLOT.bottom]
  const diagonal = () => {
    const { low, high } = scale()
    return `M${x(low)} ${y(low)}L${x(high)} ${y(high)}`
  }
  return (
    <figure class="reliability">
      <figcaption>
        Reliability <span>estimated against liquidated, per hour and side</span>
      </figcaption>
      <Show
        when={drawable().length > 1}
        fallback={<p class="score-none">Too few rows to be drawn.</p>}
      >
        <svg
          viewBox={`0 0 ${FIGURE.width} ${FIGURE.height}`}
          role="img"
          aria-label={`Reliability diagram of ${drawable().length} groups of rows; the diagonal is a map that is right`}
        >
          <For each={powersWithin(scale())}>
            {(usd) => (
              <>
                <path
                  class="grid"
                  d={`M${x(usd)} ${PLOT.top}V${bottom}M${PLOT.left} ${y(usd)}H${right}`}
                />
                <text x={x(usd)} y={bottom + 14} text-anchor="middle">
                  {formatUsdTick(usd)}
                </text>
                <text x={PLOT.left - 6} y={y(usd) + 3.5} text-anchor="end">
                  {formatUsdTick(usd)}
                </text>
              </>
            )}
          </For>
          <path class="diagonal" d={diagonal()} />
          <path
            class="curve"
            d={drawable()
              .map(
                ({ predictedUsd, realisedUsd }, i) =>
                  `${i === 0 ? 'M' : 'L'}${x(predictedUsd)} ${y(realisedUsd)}`,
              )
              .join('')}
          />
          <For each={drawable()}>
            {({ predictedUsd, realisedUsd, rows }) => (
              <circle
                cx={x(predictedUsd)}
                cy={y(realisedUsd)}
                r={2 + 3 * Math.sqrt(rows / most())}
                data-zero={realisedUsd <= 0}
              >
                <title>
                  {`${rows} rows: estimated ${formatUsdTick(predictedUsd)}, liquidated ${formatUsdTick(realisedUsd)}`}
                </title>
              </circle>
            )}
          </For>
          <text class="axis" x={(PLOT.left + right) / 2} y={FIGURE.height - 6} text-anchor="middle">
            Estimated
          </text>
          <text
            class="axis"
            transform={`translate(10 ${(PLOT.top + bottom) / 2}) rotate(-90)`}
            text-anchor="middle"
          >
            Liquidated
          </text>
        </svg>
      </Show>
    </figure>
  )
}
