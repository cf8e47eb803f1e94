import { Show, createMemo } from 'solid-js'
import { formatDays } from '../../api/format.ts'
import { startOf } from '../chart/bars.ts'
import { GapChip } from './gap-panel.tsx'
import { BrandIcon, SettingsIcon } from '../parts/icons.tsx'
import { InstrumentPicker } from './instrument-picker.tsx'
import { LadderChip } from '../ladder/ladder-chip.tsx'
import type { PageSwitch } from './page-buttons.tsx'
import { LevelsButton, MorePages, ScoresButton, YearButton } from './page-buttons.tsx'
import { PictureButton } from '../picture/picture-button.tsx'
import { Quote } from './quote.tsx'
import type { Session } from '../session/session.ts'
import { SettingsMenu } from '../settings/settings-panel.tsx'
import { TapeButton } from '../tape/tape-button.tsx'
import type { TapeShown } from '../tape/tape-shown.ts'
import { ThemeMenu } from '../theme/theme-menu.tsx'
import { VenueChip } from '../venues/venue-panel.tsx'

/** What stands above every page: what is shown, its price, and the ways to the pages and the settings. */
export function TopBar(
  props: PageSwitch & {
    session: Session
    /** The same at the moment that is shown. */
    seen: Session
    tape: TapeShown
    narrow: boolean
    isLive: boolean
    /** Whether the sheet with the map's settings is open, on a phone. */
    sheetOpen: boolean
    onSheet: () => void
  },
) {
  const { session, seen } = props
  const { change, instrument, catalogue } = session
  const onMap = () => props.page === 'map'
  /** Change of the price over the range, or over what there is of it. */
  const moved = createMemo(() => {
    const last = seen.lastPrice()
    const start = startOf(seen.bars(), session.range().length)
    if (last === undefined || start === undefined) return undefined
    return { share: last / start.price - 1, over: formatDays(start.ago) }
  })
  return (
    <header class="top">
      <a class="brand" href="#" aria-label="Isotherm">
        <BrandIcon />
        <span>Isotherm</span>
      </a>
      <InstrumentPicker
        instruments={catalogue()?.instruments ?? []}
        current={instrument()}
        onChoose={(id) => change({ instrument: id, lockedMaxUsd: undefined })}
      />
      <Quote session={seen} moved={moved()} />
      <div class="tools">
        <Show when={props.isLive && !props.narrow}>
          <VenueChip session={session} />
          <GapChip session={session} />
        </Show>
        <Show when={!props.narrow}>
          <Show when={onMap()}>
            <LadderChip session={session} />
            <TapeButton tape={props.tape} />
          </Show>
          <LevelsButton page={props.page} onShow={props.onShow} />
          <YearButton page={props.page} onShow={props.onShow} />
          <ScoresButton page={props.page} onShow={props.onShow} />
          <MorePages page={props.page} onShow={props.onShow} narrow={false} />
          <PictureButton sign />
          <ThemeMenu sign />
          <SettingsMenu />
        </Show>
      </div>
      <button
        type="button"
        class="sheet-button"
        disabled={!onMap()}
        aria-label="Map settings"
        aria-expanded={props.sheetOpen}
        onClick={() => props.onSheet()}
      >
        <SettingsIcon />
      </button>
    </header>
  )
}
