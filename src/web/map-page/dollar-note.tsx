import { For, Show } from 'solid-js'
import type { DollarBasis } from '../words/dollar-words.ts'
import { dollarLine, dollarReasons, isCalibrated } from '../words/dollar-words.ts'
import { Popover } from '../parts/popover.tsx'
import type { Session } from '../session/session.ts'
import { basisOfSum } from '../map/sum-cells.ts'

/** What the dollars of the map rest on that is shown. */
export function dollarsOf({ instrument, map, sum }: Session): DollarBasis | undefined {
  const parts = sum.parts().map((part) => part.map)
  if (parts.length < 2) return map()?.instrument === instrument()?.id ? map() : undefined
  // What was scored is each venue's own.
  return { band: basisOfSum(parts.map(({ band }) => band))!, discount: null }
}

/** The line beside the legend that says what the map's dollars are worth; opens the reason. */
export function DollarNote(props: { session: Session; onScores: () => void }) {
  const simulated = () => props.session.instrument()?.simulated === true
  const current = () => dollarsOf(props.session)
  return (
    <Show when={current()}>
      {(of) => (
        <Popover
          class="dollars"
          label={dollarLine(of(), simulated())}
          button={
            <span
              data-field="dollars"
              data-tone={isCalibrated(of().band, simulated()) ? '' : 'warn'}
            >
              {dollarLine(of(), simulated())}
            </span>
          }
        >
          {(close) => (
            <div class="dollar-reasons">
              <For each={dollarReasons(of(), simulated())}>{(reason) => <p>{reason}</p>}</For>
              <Show when={!simulated()}>
                <button
                  type="button"
                  class="chip"
                  onClick={() => {
                    close()
                    props.onScores()
                  }}
                >
                  Open the Scoreboard
                </button>
              </Show>
            </div>
          )}
        </Popover>
      )}
    </Show>
  )
}
