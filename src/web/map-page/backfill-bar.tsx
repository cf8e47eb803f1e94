import { Show } from 'solid-js'
import type { Backfill } from '../../api/live.ts'

/** How far the history has been read; nothing once it is done. */
export function BackfillBar(props: { of: Backfill | undefined }) {
  const shown = () => {
    const { of } = props
    return of !== undefined && (of.state === 'running' || of.state === 'waiting') ? of : undefined
  }
  return (
    <Show when={shown()}>
      {(of) => (
        <div class="backfill" role="group" aria-label="Reading history">
          <div class="backfill-head">
            <strong>{of().state === 'waiting' ? 'History waits' : 'Reading history'}</strong>
            {/* How much there is to read is not known at first. */}
            <Show when={of().total > 0}>
              <span data-field="backfill">
                {of().done} of {of().total}
              </span>
            </Show>
          </div>
          <progress max={Math.max(1, of().total)} value={of().done} aria-label="Pages of history" />
          <span class="backfill-note">{of().note ?? ''}</span>
        </div>
      )}
    </Show>
  )
}
