import { Show, createMemo, createSignal } from 'solid-js'
import { AlertToasts } from './alerts/alert-toasts.tsx'
import { Announcer } from './header/announcer.tsx'
import { followCurrency, followRates } from './settings/currency-settings.tsx'
import { GapChip } from './header/gap-panel.tsx'
import { KeyboardHelp } from './header/keyboard-help.tsx'
import { MapBar } from './map-page/map-bar.tsx'
import { MapPage } from './map-page/map-page.tsx'
import { createMapState } from './map-page/map-state.ts'
import { mediaMatches } from './parts/media.ts'
import { NewVersionNotice, StripNotice } from './parts/notices.tsx'
import { LevelsButton, MapButton, MorePages, ScoresButton } from './header/page-buttons.tsx'
import { PageFoot } from './header/page-foot.tsx'
import { followTitle } from './header/page-title.ts'
import { createPastSession } from './session/past-session.ts'
import { PlaybackBar } from './header/playback-bar.tsx'
import { AsOf } from './header/quote.tsx'
import { createSession } from './session/session.ts'
import { ShownPage } from './shown-page.tsx'
import { TapeButton } from './tape/tape-button.tsx'
import { createTapeShown } from './tape/tape-shown.ts'
import { followTheme } from './theme/theme-choice.ts'
import { TopBar } from './header/top-bar.tsx'
import { VenueChip } from './venues/venue-panel.tsx'
import type { View } from './address/view.ts'

/** The page. */
export function App() {
  followTheme()
  const session = createSession()
  /** The same at the moment that is played back, where one is. */
  const seen = createPastSession(session)
  const isPast = createMemo(() => session.playback.at() !== undefined)
  followCurrency(session)
  followRates(session)
  followTitle(seen, isPast)
  const narrow = mediaMatches('(max-width: 760px)')
  const isLive = createMemo(() => session.live.link() !== undefined)
  const [sheetOpen, setSheetOpen] = createSignal(false)
  const state = createMapState(seen)
  const tape = createTapeShown(session, narrow, isLive)
  const page = createMemo(() => session.view().page)
  const onMap = () => page() === 'map'
  /** Shows a page; one that is shown already gives way to the map. */
  function showPage(next: View['page']): void {
    state.leave()
    setSheetOpen(false)
    session.change({ page: next === page() ? 'map' : next, section: undefined })
  }
  const hasNoHistory = () => session.status()?.hasHistory === false

  return (
    <div class="app" classList={{ stale: session.connection().state === 'offline' }}>
      <TopBar
        session={session}
        seen={seen}
        page={page()}
        onShow={showPage}
        tape={tape}
        narrow={narrow()}
        isLive={isLive()}
        sheetOpen={sheetOpen()}
        onSheet={() => setSheetOpen(!sheetOpen())}
      />
      <Show when={onMap()}>
        <MapBar
          session={session}
          seen={seen}
          narrow={narrow()}
          open={sheetOpen()}
          onClose={() => setSheetOpen(false)}
        />
      </Show>
      <StripNotice
        title="No market data yet"
        text={
          hasNoHistory() && session.instrument() !== undefined
            ? session.status()?.notice
            : undefined
        }
      />
      <NewVersionNotice revived={session.revived()} />
      <StripNotice title="Not the venues themselves" text={session.status()?.warning} />
      <ShownPage
        session={session}
        seen={seen}
        narrow={narrow()}
        onClose={() => showPage('map')}
        map={
          <MapPage
            session={session}
            seen={seen}
            state={state}
            tape={tape}
            narrow={narrow()}
            onScores={() => showPage('scores')}
          />
        }
      />
      <Show when={isPast() && PLAYED.has(page())}>
        <PlaybackBar session={session} onChart={onMap()} />
      </Show>
      <Show when={isLive() && narrow() && (onMap() || page() === 'levels')}>
        <section class="live-strip" aria-label="Live data">
          <VenueChip session={session} />
          <GapChip session={session} />
          <AsOf session={seen} />
          <span class="spring" />
          <Show when={onMap()}>
            <TapeButton tape={tape} />
          </Show>
        </section>
      </Show>
      <Show when={!isPast()}>
        <Announcer session={session} />
      </Show>
      <AlertToasts session={session} onAll={() => showPage('alerts')} />
      <KeyboardHelp />
      <PageFoot version={session.status()?.version} />
      <Show when={narrow()}>
        <nav class="tabs" aria-label="Pages">
          <MapButton page={page()} onShow={showPage} />
          <LevelsButton page={page()} onShow={showPage} />
          <ScoresButton page={page()} onShow={showPage} />
          <MorePages page={page()} onShow={showPage} narrow={true} />
        </nav>
      </Show>
    </div>
  )
}

/** Pages on which a past moment can be shown. */
const PLAYED: ReadonlySet<View['page']> = new Set(['map', 'levels', 'signals', 'paper'])
