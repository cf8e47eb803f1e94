import { For, Show } from 'solid-js'
import { formatTime } from '../../api/format.ts'
import type { RatioAnswer, SignalsAnswer } from '../../api/signals.ts'
import { formatUsd } from '../words/amounts.ts'
import { formatRange } from '../words/dollar-words.ts'
import type { Writing } from './signals-rows.ts'
import { regimeDifference } from './signals-rows.ts'
import { RATIO_NAMES } from './signals-words.ts'
import { REGIME_NAMES, formatPart, formatUpDown } from '../year/year-words.ts'

/** Shorts above over longs below at three distances, and the regime of each. */
export function RatioStrip(props: { of: SignalsAnswer; writing: Writing }) {
  return (
    <section class="signals-ratios" aria-label="Ratio and regime">
      <dl>
        <div>
          <dt>Price</dt>
          <dd data-field="signals-price">{props.writing.formatPrice(props.of.price)}</dd>
          <dd class="signals-aside" data-field="signals-time">
            {formatTime(props.of.time)} UTC
          </dd>
        </div>
        <For each={['near', 'far', 'all'] as const}>
          {(band) => (
            <Ratio band={band} of={props.of.ratios[band]} calibrated={props.writing.calibrated} />
          )}
        </For>
      </dl>
      <Show when={regimeDifference(props.of.ratios.all)}>
        {(text) => (
          <p class="sheet-note" data-field="regime-difference">
            Within 5%: {text()}
          </p>
        )}
      </Show>
    </section>
  )
}

function Ratio(props: { band: keyof typeof RATIO_NAMES; of: RatioAnswer; calibrated: boolean }) {
  const ends = ({ low, high }: { low: number; high: number }) =>
    props.calibrated ? ` (${formatRange(low, high)})` : ''
  return (
    <div data-band={props.band}>
      <dt>{RATIO_NAMES[props.band]}: above ÷ below</dt>
      <dd>
        <span data-field="ratio">{formatUpDown(props.of.ratio)}</span>
        <span class="signals-regime" data-field="regime">
          <i class="regime-mark" data-regime={props.of.regime} />
          {REGIME_NAMES[props.of.regime]}
        </span>
      </dd>
      <dd class="signals-aside">
        <span class="short" data-field="above">
          {formatUsd(props.of.above.usd)}
        </span>
        {ends(props.of.above)} above,{' '}
        <span class="long" data-field="below">
          {formatUsd(props.of.below.usd)}
        </span>
        {ends(props.of.below)} below
      </dd>
      <dd class="signals-aside">
        <Show when={props.of.ratioRange}>
          {(range) => (
            <>
              10–90% {formatUpDown(range().low)}–{formatUpDown(range().high)}
              {props.of.chanceAbove === null ? '' : ' · '}
            </>
          )}
        </Show>
        <Show when={props.of.chanceAbove !== null}>
          above 2: {formatPart(props.of.chanceAbove!)}, below ½:{' '}
          {formatPart(props.of.chanceBelow ?? 0)}
        </Show>
      </dd>
      <dd class="signals-aside" data-field="since">
        {REGIME_NAMES[props.of.regime]} since {formatTime(props.of.since)} UTC
      </dd>
    </div>
  )
}
