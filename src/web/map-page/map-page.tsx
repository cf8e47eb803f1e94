import { Show, createMemo } from 'solid-js'
import { BackfillBar } from './backfill-bar.tsx'
import { ChartPanel } from './chart-panel.tsx'
import { DollarNote } from './dollar-note.tsx'
import { coloursOf } from './map-colours.ts'
import { MapNote } from './map-note.tsx'
import type { MapState } from './map-state.ts'
import { FailureNotice, OfflineBanner } from '../parts/notices.tsx'
import { ScaleBar } from './scale-bar.tsx'
import type { Session } from '../session/session.ts'
import { TapePanel } from '../tape/tape-panel.tsx'
import type { TapeShown } from '../tape/tape-shown.ts'

/** The heatmap: its legend, the chart with what is said over it, and the tape beside it. */
export function MapPage(props: {
  session: Session
  /** The same at the moment that is shown. */
  seen: Session
  state: MapState
  tape: TapeShown
  narrow: boolean
  onScores: () => void
}) {
  const { session, seen, state, tape } = props
  const { view, change, instrument, catalogue } = session
  const colours = createMemo(() => coloursOf(view()))
  /** Nothing to show yet. */
  const empty = () =>
    session.status() === undefined ||
    catalogue() === undefined ||
    (instrument() !== undefined && session.bars() === undefined)
  return (
    <main class="stage">
      <h1 class="for-readers">Heatmap of {instrument()?.symbol ?? 'no instrument'}</h1>
      <ScaleBar
        scale={state.scale()}
        colours={colours()}
        cells={state.visibleCells()}
        locked={view().lockedMaxUsd !== undefined}
        horizontal={props.narrow}
        onThreshold={(low, high) => change({ low, high })}
        onLock={(locked) => change({ lockedMaxUsd: locked ? state.scale()?.maxUsd : undefined })}
      />
      <div class="chart-area" aria-busy={!state.complete() || state.isCounting()}>
        <div
          class="progress"
          classList={{ on: !state.complete() }}
          style={{ '--done': state.complete() ? 1 : 0.05 + state.done() * 0.9 }}
        />
        <ChartPanel
          session={seen}
          scale={state.scale()}
          narrow={props.narrow}
          heard={state.heard}
        />
        <Show when={empty()}>
          <div class="skeleton" aria-hidden="true" />
        </Show>
        <Show when={catalogue()?.instruments.length === 0}>
          <div class="empty" role="note">
            <h2>No market data yet</h2>
            <p>{session.status()?.notice}</p>
          </div>
        </Show>
        <DollarNote session={seen} onScores={() => props.onScores()} />
        <MapNote session={seen} />
        <BackfillBar of={session.live.backfill()} />
        <div class="notices">
          <OfflineBanner connection={session.connection()} onRetry={session.retryNow} />
          <FailureNotice failure={session.failure()} onClose={session.closeFailure} />
        </div>
      </div>
      <Show when={tape.isOpen()}>
        <Show when={props.narrow}>
          <div class="scrim" onClick={() => tape.show(false)} />
        </Show>
        <TapePanel session={seen} onClose={() => tape.show(false)} />
      </Show>
    </main>
  )
}
