import { For, Show } from 'solid-js'
import { CaretIcon } from '../parts/icons.tsx'
import { AVERAGES, MOST_ON_A_PHONE, PANES, shownPanes, toggled } from './panes.ts'
import { Popover } from '../parts/popover.tsx'
import type { Session } from '../session/session.ts'

const narrow = (): boolean => matchMedia('(max-width: 760px)').matches

/** Which panes are under the chart, and what is drawn on the candles. */
export function PanesMenu(props: { session: Session }) {
  const { view, change } = props.session
  const shown = () => shownPanes(view().panes, narrow())
  const count = () =>
    shown().length + view().averages.length + Number(view().bubbles) + Number(view().marks)
  return (
    <Popover
      class="menu panes-menu"
      align="end"
      label={`Panes: ${count() === 0 ? 'none' : count()}`}
      button={
        <>
          <span class="menu-label">Panes</span>{' '}
          <span class="menu-value">{count() === 0 ? 'None' : count()}</span>
          <CaretIcon />
        </>
      }
    >
      {() => (
        <>
          <div class="options" role="group" aria-label="Panes under the chart">
            <For each={PANES}>
              {({ id, name }) => (
                <Check
                  label={name}
                  on={shown().includes(id)}
                  onToggle={() => change({ panes: toggled(keepShown(view().panes, shown()), id) })}
                />
              )}
            </For>
          </div>
          <Show when={narrow()}>
            <p class="panes-note">At most {MOST_ON_A_PHONE} at once on a narrow screen.</p>
          </Show>
          <div class="options averages-options" role="group" aria-label="On the candles">
            <For each={AVERAGES}>
              {(period) => (
                <Check
                  label={`EMA ${period}`}
                  on={view().averages.includes(period)}
                  onToggle={() => change({ averages: toggled(view().averages, period) })}
                />
              )}
            </For>
            <Check
              label="Liquidation bubbles"
              on={view().bubbles}
              onToggle={() => change({ bubbles: !view().bubbles })}
            />
            <Check
              label="Clusters and patterns"
              on={view().marks}
              onToggle={() => change({ marks: !view().marks })}
            />
            <Show when={view().marks}>
              <Check
                label="Clusters swept in 7 days"
                on={view().swept}
                onToggle={() => change({ swept: !view().swept })}
              />
            </Show>
          </div>
        </>
      )}
    </Popover>
  )
}

/** What was chosen and is not shown for want of room is let go of with the next choice. */
const keepShown = <T,>(chosen: readonly T[], shown: readonly T[]): readonly T[] =>
  chosen.filter((one) => shown.includes(one))

function Check(props: { label: string; on: boolean; onToggle: () => void }) {
  return (
    <button type="button" role="checkbox" aria-checked={props.on} onClick={() => props.onToggle()}>
      <span class="option-label">{props.label}</span>
      <i class="check" aria-hidden="true" />
    </button>
  )
}
