import { Show } from 'solid-js'
import { closeOnEscape } from '../parts/close-on-escape.ts'
import { FailureNotice, OfflineBanner } from '../parts/notices.tsx'
import { ScoreDetail } from './score-detail.tsx'
import { ScoreList } from './score-list.tsx'
import { createScores } from './scores.ts'
import type { ScoreBoard } from './scores.ts'
import type { Session } from '../session/session.ts'

/** How right the maps were: every instrument in short, the chosen one in whole. Escape closes it. */
export function Scoreboard(props: { session: Session; onClose: () => void }) {
  const { session } = props
  const board = createScores(session)
  closeOnEscape(() => props.onClose())
  return (
    <main
      class="scoreboard"
      aria-labelledby="scoreboard-title"
      aria-busy={board.list() === undefined}
    >
      <div class="score-head">
        <h1 id="scoreboard-title">Scoreboard</h1>
        <p>
          What each map said beforehand, held against what was liquidated afterwards. The candle is
          the baseline: how far price went × how much was traded. Intervals hold 90%.
        </p>
        <button type="button" class="chip" onClick={() => props.onClose()}>
          Back to the map
        </button>
      </div>
      <div class="score-body">
        <ScoreList
          board={board}
          current={session.instrument()?.id}
          onChoose={(instrument) => session.change({ instrument, lockedMaxUsd: undefined })}
        />
        <Show when={board.info()} fallback={<Missing board={board} />}>
          {(info) => <ScoreDetail info={info()} board={board} />}
        </Show>
      </div>
      <div class="notices">
        <OfflineBanner connection={session.connection()} onRetry={session.retryNow} />
        <FailureNotice failure={session.failure()} onClose={session.closeFailure} />
      </div>
    </main>
  )
}

const Missing = (props: { board: ScoreBoard }) => (
  <section class="score-detail" aria-label="Score">
    <p class="score-missing">
      {props.board.list() === undefined
        ? 'Asking for the scores…'
        : 'This instrument is not among those that are scored.'}
    </p>
  </section>
)
