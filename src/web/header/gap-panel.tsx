import { For, createMemo } from 'solid-js'
import type { GapInfo } from '../../api/live.ts'
import { formatMoment } from '../words/clock-words.ts'
import { Popover } from '../parts/popover.tsx'
import type { Session } from '../session/session.ts'

/** Rows that are listed; the API has all. */
const MOST_LISTED = 200

/** "3 gaps"; opens what is missing of the instrument and why. */
export function GapChip(props: { session: Session }) {
  const { coverage, live } = props.session
  const missing = createMemo(() => coverage.gaps()?.filter(({ repaired }) => !repaired).length)
  const words = () => {
    const count = missing()
    if (count === undefined) return 'Gaps unknown'
    return count === 0 ? 'No gaps' : `${count} ${count === 1 ? 'gap' : 'gaps'}`
  }
  return (
    <Popover
      class="status"
      align="end"
      label={`Gaps: ${words()}`}
      button={
        <span class="status-word" data-field="gaps" data-tone={(missing() ?? 0) > 0 ? 'warn' : ''}>
          {words()}
        </span>
      }
    >
      {() => (
        <div class="gaps">
          <div class="panel-head">
            <strong>Gaps</strong>
            <span class="panel-note">What is missing of this instrument, UTC</span>
          </div>
          <Covered session={props.session} />
          <div class="panel-scroll">
            <For
              each={(coverage.gaps() ?? []).slice(0, MOST_LISTED)}
              fallback={
                <p class="options-empty">
                  {coverage.gaps() === undefined
                    ? 'What is missing is not known yet.'
                    : 'Nothing is known to be missing here.'}
                </p>
              }
            >
              {(gap) => <Gap of={gap} now={live.now()} />}
            </For>
          </div>
        </div>
      )}
    </Popover>
  )
}

/** How much of the loaded time each stream covers. */
function Covered(props: { session: Session }) {
  return (
    <div class="covered">
      <For each={props.session.coverage.streams()}>
        {(stream) => (
          <span title={stream.note ?? undefined}>
            {stream.stream.replace('-', ' ')} <b>{sharePercent(stream.covered)}</b>
          </span>
        )}
      </For>
    </div>
  )
}

/** Never 100 % while something is missing. */
const sharePercent = (share: number): string =>
  share >= 1 ? '100%' : `${(Math.floor(share * 1000) / 10).toFixed(1)}%`

function Gap(props: { of: GapInfo; now: number }) {
  const kind = () => (props.of.repaired ? 'repaired' : props.of.certainty)
  return (
    <div class="gap" data-kind={kind()}>
      <i class="hatch" data-kind={kind()} />
      <span class="gap-time">
        {formatMoment(props.of.from, props.now)} –{' '}
        {props.of.to === null ? 'lasting' : formatMoment(props.of.to, props.now)}
      </span>
      <span class="gap-kind">{kind()}</span>
      <span class="gap-cause">
        <b>{props.of.stream.replace('-', ' ')}</b> {props.of.cause}
      </span>
    </div>
  )
}
