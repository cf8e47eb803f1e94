import { Show } from 'solid-js'
import type { MeasuredAnswer } from '../../api/live.ts'
import { formatAge } from '../../api/format.ts'
import { formatUsd } from '../words/amounts.ts'
import { ageOf, chipWords, formatShare, oldestOf } from '../words/measured-words.ts'
import { Popover } from '../parts/popover.tsx'
import type { Session } from '../session/session.ts'

/** "Measured 34% of OI · 2 min", where the venue shows positions; opens what that means. */
export function MeasuredChip(props: { session: Session }) {
  const { live, measured, view } = props.session
  const words = () => chipWords(measured.answer(), { on: view().measured, now: live.now() })
  return (
    <Show when={measured.offered() && props.session.sum.shown().length === 1}>
      <Popover
        class="status measured-chip"
        label={words()}
        button={
          <>
            <i class="measured-mark" data-off={measured.answer() === undefined || measured.old()} />
            <span
              class="status-word"
              data-field="measured"
              data-tone={measured.old() ? 'unknown' : ''}
            >
              {words()}
            </span>
          </>
        }
      >
        {() => <MeasuredPanel session={props.session} />}
      </Popover>
    </Show>
  )
}

function MeasuredPanel(props: { session: Session }) {
  const { change, instrument, live, measured, view } = props.session
  const venue = () => {
    const id = instrument()?.venue
    return live.venues()?.find((one) => one.venue === id)?.name ?? id
  }
  return (
    <div class="measured">
      <div class="panel-head">
        <strong>Measured positions</strong>
        <button
          type="button"
          class="chip"
          role="switch"
          aria-checked={view().measured}
          onClick={() => change({ measured: !view().measured })}
        >
          {view().measured ? 'Shown' : 'Hidden'}
        </button>
      </div>
      <p class="measured-meaning">
        Liquidation prices of accounts that {venue()} shows in public, drawn as outlined bars and
        ticks on the scale of the modelled ones; accounts not seen yet are missing.
      </p>
      <Show when={measured.answer()}>
        {(answer) => <Facts of={answer()} now={live.now()} old={measured.old()} />}
      </Show>
    </div>
  )
}

function Facts(props: { of: MeasuredAnswer; now: number; old: boolean }) {
  const share = (side: 'longShare' | 'shortShare') => {
    const { coverage } = props.of
    return coverage === null ? 'share unknown' : `${formatShare(coverage[side])} of open interest`
  }
  const unpriced = () => {
    const { withoutPrice: held } = props.of
    return held !== null && held.longUsd + held.shortUsd > 0 ? held : undefined
  }
  return (
    <dl class="measured-facts" data-old={props.old}>
      <dt class="long">Longs</dt>
      <dd data-field="measured-longs">{share('longShare')}</dd>
      <dt class="short">Shorts</dt>
      <dd data-field="measured-shorts">{share('shortShare')}</dd>
      <dt>Addresses</dt>
      <dd data-field="measured-addresses">{props.of.addresses.toLocaleString('en-US')}</dd>
      <dt>Seen</dt>
      <dd data-field="measured-age">
        {age(ageOf(props.of, props.now))} ago at the median, oldest{' '}
        {age(oldestOf(props.of, props.now))}
      </dd>
      <Show when={unpriced()}>
        {(held) => (
          <>
            <dt>Besides</dt>
            <dd data-field="measured-without">
              {formatUsd(held().longUsd)} long, {formatUsd(held().shortUsd)} short that no price
              liquidates
            </dd>
          </>
        )}
      </Show>
    </dl>
  )
}

const age = (of: number | undefined): string => (of === undefined ? '–' : formatAge(of))
