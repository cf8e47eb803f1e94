import { For, Show, createSignal } from 'solid-js'
import { formatPercent } from '../../api/format.ts'
import { formatUsd } from '../words/amounts.ts'
import { formatRange } from '../words/dollar-words.ts'
import type { LevelBar, RangedSides, Sides } from './levels-merge.ts'
import { middleOf } from './levels-merge.ts'

/** One part of the bars, as the legend names it. */
export interface PartName {
  readonly name: string
  readonly colour: string
}

type Side = 'long' | 'short'
const KEY: Record<Side, keyof Sides> = { long: 'longUsd', short: 'shortUsd' }

/**
 * What the bar says that is pointed at, or pinned, or else the nearest strong one: here, on the way there,
 * by part. All rows are always there, so nothing moves.
 */
export function LevelsReadout(props: {
  bar: LevelBar | undefined
  pain: { readonly long: LevelBar | undefined; readonly short: LevelBar | undefined }
  parts: readonly PartName[]
  price: number
  formatPrice: (price: number) => string
  calibrated: boolean
  /** What is said instead of ranges. */
  basis: string
  sentence: string
  /** Undefined where there is nothing to be quoted. */
  onCopy: (() => Promise<void>) | undefined
  pinned: boolean
  onRelease: () => void
  onChoose: (bar: LevelBar) => void
}) {
  const [copied, setCopied] = createSignal<'yes' | 'no'>()
  const copy = (): void => {
    props.onCopy?.().then(
      () => setCopied('yes'),
      () => setCopied('no'),
    )
  }
  const distance = (bar: LevelBar | undefined) =>
    bar === undefined ? '–' : formatPercent(middleOf(bar) / props.price - 1)
  /** The direction price would have to go in to reach the bar. */
  const way = (): Side =>
    props.bar !== undefined && middleOf(props.bar) > props.price ? 'short' : 'long'
  const range = (of: RangedSides | undefined, side: Side): string =>
    !props.calibrated || of === undefined ? '' : formatRange(of.low[KEY[side]], of.high[KEY[side]])

  const amount = (of: RangedSides | undefined, side: Side, field: string) => (
    <dd>
      <b data-field={field}>{of === undefined ? '–' : formatUsd(of[KEY[side]])}</b>
      <small data-field={`${field}-range`}>{range(of, side)}</small>
    </dd>
  )
  return (
    <section class="levels-readout" aria-label="Level">
      <div id="levels-readout" role="status">
        <header>
          <b data-field="level-price">
            {props.bar === undefined
              ? '–'
              : `${props.formatPrice(props.bar.priceFrom)} – ${props.formatPrice(props.bar.priceTo)}`}
          </b>
          <span data-field="level-distance">{distance(props.bar)}</span>
          <button
            type="button"
            class="chip"
            classList={{ hidden: !props.pinned }}
            disabled={!props.pinned}
            onClick={() => props.onRelease()}
          >
            Unpin
          </button>
        </header>
        <dl>
          <dt class="long">Longs here</dt>
          {amount(props.bar, 'long', 'level-long')}
          <dt class="short">Shorts here</dt>
          {amount(props.bar, 'short', 'level-short')}
          <dt>
            <span class={way()}>{way() === 'long' ? 'Longs' : 'Shorts'}</span> from the price to
            here
          </dt>
          {amount(props.bar?.cumulative, way(), 'level-cumulative')}
        </dl>
      </div>
      <figure class="levels-sentence">
        <blockquote data-field="sentence">{props.sentence}</blockquote>
        <figcaption>
          <button type="button" class="chip" disabled={props.onCopy === undefined} onClick={copy}>
            Copy
          </button>
          <span role="status">
            {copied() === 'yes' ? 'Copied' : copied() === 'no' ? 'Could not be copied' : ''}
          </span>
        </figcaption>
      </figure>
      <ul
        class="levels-parts"
        classList={{ named: props.parts.some(({ name }) => name.length > 8) }}
        aria-label="Legend, and amounts here"
      >
        <For each={props.parts}>
          {(part, index) => {
            const sides = () => props.bar?.parts[index()]
            return (
              <li>
                <i style={{ background: part.colour }} />
                <span>{part.name}</span>
                <b>
                  <Show when={sides()} fallback="–">
                    {(of) => <>{formatUsd(of().longUsd + of().shortUsd)}</>}
                  </Show>
                </b>
              </li>
            )
          }}
        </For>
      </ul>
      <dl class="levels-pain">
        <For each={['long', 'short'] as const}>
          {(side) => (
            <>
              <dt>
                Max pain <span class={side}>{side}s</span>
              </dt>
              <dd>
                <Show when={props.pain[side]} fallback="–">
                  {(bar) => (
                    <button
                      type="button"
                      class="levels-link"
                      data-field={`pain-${side}`}
                      title="Show this level"
                      onClick={() => props.onChoose(bar())}
                    >
                      {props.formatPrice(middleOf(bar()))} · {distance(bar())} ·{' '}
                      {formatUsd(bar()[KEY[side]])}
                    </button>
                  )}
                </Show>
                <small>{range(props.pain[side], side)}</small>
              </dd>
            </>
          )}
        </For>
      </dl>
      <p class="levels-basis" data-field="levels-basis">
        {props.basis}
      </p>
    </section>
  )
}
