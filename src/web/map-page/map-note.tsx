import { For, Show, createMemo } from 'solid-js'
import { savesData } from '../request/data-saver.ts'
import { isCalibrated } from '../words/dollar-words.ts'
import { presences } from '../map/part-gaps.ts'
import { shownWords } from './range-words.ts'
import type { Session } from '../session/session.ts'
import { basisOfSum } from '../map/sum-cells.ts'

/** The line that says what the map shows where it is not one venue, both sides, as they are, in full. */
export function MapNote(props: { session: Session }) {
  const { sum, view, instrument } = props.session
  const words = createMemo(() => {
    const band = basisOfSum(sum.parts().map(({ map }) => map.band))
    const shown = shownWords({
      view: view(),
      base: instrument()?.base ?? '',
      ofCoin: sum.ofCoin().length,
      chosen: sum.shown(),
      pending: sum.pending(),
      missing: [...sum.missing().keys()],
      partly: presences(sum.parts()),
      calibrated: isCalibrated(band, instrument()?.simulated === true),
    })
    if (!savesData()) return shown
    const live = props.session.live.link() === undefined ? '' : ', newest column every 30 s'
    return [...shown, `Data saver: longer bars, coarser cells${live}`]
  })
  return (
    <Show when={words().length > 0}>
      <p class="map-note" role="status" data-field="map-note">
        <For each={words()}>
          {(part, index) => (
            <>
              {index() === 0 ? '' : ' · '}
              <span data-tone={/^no map/i.test(part) ? 'warn' : ''}>{part}</span>
            </>
          )}
        </For>
      </p>
    </Show>
  )
}
