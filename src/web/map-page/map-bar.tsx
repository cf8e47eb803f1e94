import { Show } from 'solid-js'
import { LadderChip } from '../ladder/ladder-chip.tsx'
import { PictureButton } from '../picture/picture-button.tsx'
import type { Session } from '../session/session.ts'
import { SettingsPanel } from '../settings/settings-panel.tsx'
import { ThemeMenu } from '../theme/theme-menu.tsx'
import { MapControls, RangeControls } from './toolbar.tsx'

/** The controls of the map: its range, and how it is shown; on a phone that is a sheet, with the page's settings. */
export function MapBar(props: {
  session: Session
  /** The same at the moment that is shown. */
  seen: Session
  narrow: boolean
  open: boolean
  onClose: () => void
}) {
  return (
    <>
      <nav class="bar" aria-label="Range">
        <RangeControls session={props.session} />
        <div
          class="map-controls"
          classList={{ open: props.open }}
          role="group"
          aria-label="Map settings"
          onKeyDown={(event) => event.key === 'Escape' && props.onClose()}
        >
          <MapControls session={props.seen} />
          <Show when={props.narrow}>
            <LadderChip session={props.session} />
            <PictureButton />
            <ThemeMenu />
            <SettingsPanel onOpen={() => props.onClose()} />
          </Show>
          <button type="button" class="sheet-close" onClick={() => props.onClose()}>
            Done
          </button>
        </div>
      </nav>
      <Show when={props.narrow && props.open}>
        <div class="scrim" onClick={() => props.onClose()} />
      </Show>
    </>
  )
}
