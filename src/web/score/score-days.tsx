import { For, Show, createMemo } from 'solid-js'
import type { InstrumentScore } from '../../api/score.ts'
import { FIGURE } from './score-axis.ts'
import { formatGain } from './score-words.ts'

type Day = NonNullable<InstrumentScore['byDay']>[number]

const PLOT = { left: 46, right: 12, top: 10, bottom: 24 }

/** Widest a day may be drawn, with its room. */
const WIDEST = 24
/** Room that the two dates need side by side. */
const LABEL = 120

/** Gain over the candle day by day: bars up where the map helped, down where it misled. */
export function ScoreDays(props: { days: readonly Day[] }) {
  const known = createMemo(() =>
    props.days.flatMap(({ day, gain }) => (gain == null ? [] : [{ day, gain }])),
  )
  const most = () => Math.max(1e-3, ...known().map(({ gain }) => Math.abs(gain)))
  const [right, bottom] = [FIGURE.width - PLOT.right, FIGURE.height - PLOT.bottom]
  const middle = (PLOT.top + bottom) / 2
  const slot = () => Math.min(WIDEST, (right - PLOT.left) / known().length)
  const length = (gain: number) => (Math.abs(gain) / most()) * (middle - PLOT.top)
  const worse = () => known().filter(({ gain }) => gain < 0).length
  return (
    <figure class="score-days">
      <figcaption>
        Gain by day <span>over the candle, nats per hour and side</span>
      </figcaption>
      <Show
        when={known().length > 0}
        fallback={<p class="score-none">No day by day figures yet.</p>}
      >
        <svg
          viewBox={`0 0 ${FIGURE.width} ${FIGURE.height}`}
          role="img"
          aria-label={`Gain of ${known().length} days, of which ${worse()} were worse than the candle`}
        >
          <For each={[most(), 0, -most()]}>
            {(gain) => {
              const y = () => middle - Math.sign(gain) * length(gain)
              return (
                <>
                  <path class={gain === 0 ? 'zero' : 'grid'} d={`M${PLOT.left} ${y()}H${right}`} />
                  <text x={PLOT.left - 6} y={y() + 3.5} text-anchor="end">
                    {gain === 0 ? '0' : formatGain(gain)}
                  </text>
                </>
              )
            }}
          </For>
          <For each={known()}>
            {({ day, gain }, i) => (
              <rect
                x={PLOT.left + i() * slot() + slot() * 0.15}
                y={gain < 0 ? middle : middle - length(gain)}
                width={slot() * 0.7}
                height={Math.max(0.5, length(gain))}
                data-side={gain < 0 ? 'bad' : 'good'}
              >
                <title>{`${day}: ${formatGain(gain)}`}</title>
              </rect>
            )}
          </For>
          <text x={PLOT.left} y={bottom + 14}>
            {known()[0]?.day}
          </text>
          <Show when={known().length * slot() > LABEL}>
            <text x={PLOT.left + known().length * slot()} y={bottom + 14} text-anchor="end">
              {known().at(-1)?.day}
            </text>
          </Show>
        </svg>
      </Show>
    </figure>
  )
}
