import { For, Show, createMemo } from 'solid-js'
import type { StreamInfo, VenueInfo } from '../../api/live.ts'
import { formatAge } from '../../api/format.ts'
import { formatClock, formatMoment } from '../words/clock-words.ts'
import { Popover } from '../parts/popover.tsx'
import type { Session } from '../session/session.ts'
import {
  completenessWords,
  formatDelay,
  hasOpenGap,
  summaryOf,
  wordOf,
} from '../words/venue-words.ts'

/** "12 of 14 live"; opens how each venue fares. */
export function VenueChip(props: { session: Session }) {
  const { live } = props.session
  const summary = createMemo(() => summaryOf(live.venues(), live.heard()))
  return (
    <Popover
      class="status"
      align="end"
      label={`Venues: ${summary().word}`}
      button={
        <>
          <i class="dot" data-tone={summary().tone} />
          <span class="status-word" data-field="venues">
            {summary().word}
          </span>
        </>
      }
    >
      {() => <VenueList session={props.session} />}
    </Popover>
  )
}

function VenueList(props: { session: Session }) {
  const { live } = props.session
  // By id, so that a row stays open and keeps the focus while its state changes.
  const ids = createMemo(() => (live.venues() ?? []).map(({ venue }) => venue), [], {
    equals: (a, b) => a.join() === b.join(),
  })
  const venueOf = (id: string) => (live.venues() ?? []).find(({ venue }) => venue === id)
  return (
    <div class="venues">
      <div class="panel-head">
        <strong>Venues</strong>
        <Show when={!live.heard()}>
          <span class="panel-note">Last known; the server is not connected.</span>
        </Show>
      </div>
      <div class="venue-titles" aria-hidden="true">
        <span />
        <span>Venue</span>
        <span>State</span>
        <span>Liquidations</span>
        <span>Last</span>
      </div>
      <div class="panel-scroll">
        <For
          each={ids()}
          fallback={<p class="options-empty">The server has not named its venues yet.</p>}
        >
          {(id) => (
            <Show when={venueOf(id)}>
              {(venue) => <Venue of={venue()} session={props.session} />}
            </Show>
          )}
        </For>
      </div>
    </div>
  )
}

function Venue(props: { of: VenueInfo; session: Session }) {
  const { live, coverage } = props.session
  const word = () => wordOf(props.of, live.heard())
  const shows = () => completenessWords(props.of.liquidations)
  const gaps = () => [...(coverage.gaps() ?? []), ...coverage.told()]
  const symbolOf = (stream: StreamInfo) => stream.instrument.slice(props.of.venue.length + 1)
  return (
    <details class="venue" data-venue={props.of.venue}>
      <summary>
        <i class="dot" data-tone={word().tone} />
        <span class="venue-name">{props.of.name}</span>
        <span class="venue-word" data-tone={word().tone} data-field="state">
          {word().word}
        </span>
        <span class="venue-tags">
          <Show when={props.of.liquidations !== 'all'}>
            <em class="tag" title={`Liquidations: ${props.of.liquidationsNote ?? shows().text}`}>
              {shows().word}
            </em>
          </Show>
          <Show when={hasOpenGap(props.of, gaps())}>
            <em class="tag" data-tone="warn">
              Gap
            </em>
          </Show>
        </span>
        <span class="venue-age" data-field="age">
          <Show when={props.of.lastEvent} fallback="–">
            {(time) => <>{formatAge(live.now() - time())}</>}
          </Show>
        </span>
      </summary>
      <dl class="venue-facts">
        <dt>Last event</dt>
        <dd>
          <Show when={props.of.lastEvent} fallback="none yet">
            {(time) => <>{formatMoment(time(), live.now())} UTC</>}
          </Show>
        </dd>
        <dt>Delay</dt>
        <dd>{props.of.lagMs === null ? 'unknown' : formatDelay(props.of.lagMs)}</dd>
        <dt>Clock</dt>
        <dd>{props.of.clockSkewMs === null ? 'unknown' : skewWords(props.of.clockSkewMs)}</dd>
        <dt>Liquidations</dt>
        <dd>
          {shows().word}: {props.of.liquidationsNote ?? shows().text}
        </dd>
        <Show when={props.of.pausedUntil}>
          {(until) => (
            <>
              <dt>Paused</dt>
              <dd>until {formatClock(until())} UTC</dd>
            </>
          )}
        </Show>
      </dl>
      <Show when={props.of.problem}>
        <p class="venue-problem">{props.of.problem}</p>
      </Show>
      <table class="streams">
        <tbody>
          <For each={props.of.streams}>
            {(stream) => (
              <tr title={stream.cause ?? undefined}>
                <td>{symbolOf(stream)}</td>
                <td>{stream.stream.replace('-', ' ')}</td>
                <td data-health={live.heard() ? stream.health : 'unknown'}>
                  {live.heard() ? stream.health : 'unknown'}
                </td>
                <td>
                  {stream.lastEvent === null ? '–' : formatAge(live.now() - stream.lastEvent)}
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </details>
  )
}

const skewWords = (millis: number): string =>
  Math.abs(millis) < 5
    ? 'in step'
    : `${formatDelay(Math.abs(millis))} ${millis > 0 ? 'ahead' : 'behind'}`
