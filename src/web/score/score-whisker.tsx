import { Show } from 'solid-js'
import type { Interval } from '../../api/score.ts'

/** A gain on a scale with 0 marked: a bar over its interval, a tick at its value. The numbers stand beside it. */
export function Whisker(props: {
  value: number | undefined
  interval: Interval | undefined
  domain: readonly [number, number]
}) {
  const at = (value: number): number => {
    const [low, high] = props.domain
    return (100 * (Math.min(high, Math.max(low, value)) - low)) / (high - low)
  }
  const tone = () => {
    const { interval } = props
    if (interval === undefined) return 'unknown'
    return interval.low > 0 ? 'good' : interval.high < 0 ? 'bad' : 'warn'
  }
  return (
    <span class="whisker" data-side={tone()} aria-hidden="true">
      <i class="whisker-zero" style={{ left: `${at(0)}%` }} />
      <Show when={props.interval}>
        {(interval) => (
          <i
            class="whisker-range"
            style={{
              left: `${at(interval().low)}%`,
              width: `${at(interval().high) - at(interval().low)}%`,
            }}
          />
        )}
      </Show>
      <Show when={props.value !== undefined}>
        <i class="whisker-value" style={{ left: `${at(props.value ?? 0)}%` }} />
      </Show>
    </span>
  )
}
