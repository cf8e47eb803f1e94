import {
  Match,
  Show,
  Suspense,
  Switch,
  createEffect,
  createMemo,
  createSignal,
  lazy,
} from 'solid-js'
import { ChartPanel } from './chart-panel.tsx'
import type { ColourScale } from '../heatmap/colour-scale.ts'
import { startOf } from './bars.ts'
import { decimalsOf, formatDays } from '../api/format.ts'
import { formatPrice } from './amounts.ts'
import { AlertToasts } from './alert-toasts.tsx'
import { Announcer } from './announcer.tsx'
import { BackfillBar } from './backfill-bar.tsx'
import { followCurrency, followRates } from './currency-settings.tsx'
import { DollarNote } from './dollar-note.tsx'
import { GapChip } from './gap-panel.tsx'
import { BrandIcon, SettingsIcon } from './icons.tsx'
import { InstrumentPicker } from './instrument-picker.tsx'
import { KeyboardHelp } from './keyboard-help.tsx'
import { LadderChip } from './ladder-chip.tsx'
import { LevelsPage } from './levels-page.tsx'
import { coloursOf } from './map-colours.ts'
import { MapNote } from './map-note.tsx'
import { mediaMatches } from './media.ts'
import { FailureNotice, NewVersionNotice, StripNotice, OfflineBanner } from './notices.tsx'
import { PageFoot } from './page-foot.tsx'
import { LevelsButton, MapButton, MorePages, ScoresButton, YearButton } from './page-buttons.tsx'
import { AsOf, Quote } from './quote.tsx'
import { ScaleBar } from './scale-bar.tsx'
import { Scoreboard } from './scoreboard.tsx'
import { createPastSession } from './past-session.ts'
import { PictureButton } from './picture-button.tsx'
import { PlaybackBar } from './playback-bar.tsx'
import { createSession } from './session.ts'
import { SettingsMenu, SettingsPanel } from './settings-panel.tsx'
import { TapePanel } from './tape-panel.tsx'
import { followTheme } from './theme-choice.ts'
import { ThemeMenu } from './theme-menu.tsx'
import { MapControls, RangeControls } from './toolbar.tsx'
import { VenueChip } from './venue-panel.tsx'
import type { View } from './view.ts'
import type { CellCounts } from './visible-cells.ts'
import { noCells } from './visible-cells.ts'

// What is seldom looked at comes when it is asked for.
const YearPage = lazy(async () => ({ default: (await import('./year-page.tsx')).YearPage }))
const SignalsPage = lazy(async () => ({
  default: (await import('./signals-page.tsx')).SignalsPage,
}))
const AlertsPage = lazy(async () => ({ default: (await import('./alerts-page.tsx')).AlertsPage }))
const PaperPage = lazy(async () => ({ default: (await import('./paper-page.tsx')).PaperPage }))
const DocPage = lazy(async () => ({ default: (await import('./doc-page.tsx')).DocPage }))

/** The page. */
export function App() {
  followTheme()
  const session = createSession()
  /** The same at the moment that is played back, where one is. */
  const seen = createPastSession(session)
  const isPast = createMemo(() => session.playback.at() !== undefined)
  followCurrency(session)
  followRates(session)
  const { view, change, instrument, catalogue } = session
  const narrow = mediaMatches('(max-width: 760px)')
  const [sheetOpen, setSheetOpen] = createSignal(false)
  /** Whether the legend is yet to follow what is in sight. */
  const [isCounting, setCounting] = createSignal(false)
  const [visibleMax, setVisibleMax] = createSignal<number>()
  const [visibleCells, setVisibleCells] = createSignal<CellCounts>(noCells())
  const [progress, setProgress] = createSignal({ done: 0, total: 0 })

  const scale = createMemo((): ColourScale | undefined => {
    const maxUsd = view().lockedMaxUsd ?? visibleMax()
    return maxUsd === undefined ? undefined : { maxUsd, low: view().low, high: view().high }
  })
  const price = createMemo(() => {
    const info = instrument()
    const last = seen.lastPrice()
    if (info === undefined || last === undefined) return ''
    return formatPrice(last, decimalsOf(info.tickSize))
  })
  const colours = createMemo(() => coloursOf(view()))
  const page = createMemo(() => view().page)
  const onMap = () => page() === 'map'
  const isLive = createMemo(() => session.live.link() !== undefined)
  /** On a phone the tape is a sheet, and closed until it is asked for. */
  const [tapeSheet, setTapeSheet] = createSignal(false)
  const tapeOpen = () => (narrow() || !isLive() ? tapeSheet() : view().tape)
  const showTape = (open: boolean): void =>
    void (narrow() || !isLive() ? setTapeSheet(open) : change({ tape: open }))
  /** Shows a page; one that is shown already gives way to the map. */
  function showPage(next: View['page']): void {
    setDrawn(false)
    setSheetOpen(false)
    change({ page: next === page() ? 'map' : next, section: undefined })
  }
  /** Change of the price over the range, or over what there is of it. */
  const moved = createMemo(() => {
    const last = seen.lastPrice()
    const start = startOf(seen.bars(), session.range().length)
    if (last === undefined || start === undefined) return undefined
    return { share: last / start.price - 1, over: formatDays(start.ago) }
  })
  const modelName = () => catalogue()?.models.find(({ id }) => id === view().model)?.name
  createEffect(() => {
    const info = instrument()
    document.title =
      info === undefined
        ? 'Isotherm'
        : `${info.symbol} ${price()}${isPast() ? ' · Playback' : ''} · ${PAGE_TITLES[page()] ?? modelName() ?? 'Isotherm'}`
  })
  /** Nothing to show yet. */
  const empty = () =>
    session.status() === undefined ||
    catalogue() === undefined ||
    (instrument() !== undefined && session.bars() === undefined)
  const hasNoHistory = () => session.status()?.hasHistory === false
  const [drawn, setDrawn] = createSignal(false)
  const complete = () => drawn() && seen.isCurrent() && session.sum.pending() === 0
  const done = () => (progress().total === 0 ? 0 : progress().done / progress().total)

  return (
    <div class="app" classList={{ stale: session.connection().state === 'offline' }}>
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
          <Show when={isLive() && !narrow()}>
            <VenueChip session={session} />
            <GapChip session={session} />
          </Show>
          <Show when={!narrow()}>
            <Show when={onMap()}>
              <LadderChip session={session} />
              <TapeButton open={tapeOpen()} onToggle={showTape} />
            </Show>
            <LevelsButton page={page()} onShow={showPage} />
            <YearButton page={page()} onShow={showPage} />
            <ScoresButton page={page()} onShow={showPage} />
            <MorePages page={page()} onShow={showPage} narrow={false} />
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
          aria-expanded={sheetOpen()}
          onClick={() => setSheetOpen(!sheetOpen())}
        >
          <SettingsIcon />
        </button>
      </header>
      <Show when={onMap()}>
        <nav class="bar" aria-label="Range">
          <RangeControls session={session} />
          <div
            class="map-controls"
            classList={{ open: sheetOpen() }}
            role="group"
            aria-label="Map settings"
            onKeyDown={(event) => event.key === 'Escape' && setSheetOpen(false)}
          >
            <MapControls session={seen} />
            <Show when={narrow()}>
              <LadderChip session={session} />
              <PictureButton />
              <ThemeMenu />
              <SettingsPanel onOpen={() => setSheetOpen(false)} />
            </Show>
            <button type="button" class="sheet-close" onClick={() => setSheetOpen(false)}>
              Done
            </button>
          </div>
        </nav>
        <Show when={narrow() && sheetOpen()}>
          <div class="scrim" onClick={() => setSheetOpen(false)} />
        </Show>
      </Show>
      <StripNotice
        title="No market data yet"
        text={hasNoHistory() && instrument() !== undefined ? session.status()?.notice : undefined}
      />
      <NewVersionNotice revived={session.revived()} />
      <StripNotice title="Not the venues themselves" text={session.status()?.warning} />
      <Switch>
        <Match when={page() === 'scores'}>
          <Scoreboard session={session} onClose={() => showPage('map')} />
        </Match>
        <Match when={page() === 'levels'}>
          <LevelsPage session={seen} narrow={narrow()} onClose={() => showPage('map')} />
        </Match>
        <Match when={page() === 'year'}>
          <Suspense fallback={<main class="year" aria-busy={true} />}>
            <YearPage session={session} narrow={narrow()} onClose={() => showPage('map')} />
          </Suspense>
        </Match>
        <Match when={page() === 'signals'}>
          <Suspense fallback={<main class="year" aria-busy={true} />}>
            <SignalsPage session={seen} narrow={narrow()} onClose={() => showPage('map')} />
          </Suspense>
        </Match>
        <Match when={page() === 'alerts'}>
          <Suspense fallback={<main class="alerts" aria-busy={true} />}>
            <AlertsPage session={session} onClose={() => showPage('map')} />
          </Suspense>
        </Match>
        <Match when={page() === 'paper'}>
          <Suspense fallback={<main class="signals" aria-busy={true} />}>
            <PaperPage session={seen} onClose={() => showPage('map')} />
          </Suspense>
        </Match>
        <Match when={docOf(page())}>
          {(doc) => (
            <Suspense fallback={<main class="doc" aria-busy={true} />}>
              <DocPage
                doc={doc()}
                section={view().section}
                narrow={narrow()}
                onShow={change}
                onClose={() => showPage('map')}
              >
                <OfflineBanner connection={session.connection()} onRetry={session.retryNow} />
              </DocPage>
            </Suspense>
          )}
        </Match>
        <Match when={onMap()}>
          <main class="stage">
            <h1 class="for-readers">Heatmap of {instrument()?.symbol ?? 'no instrument'}</h1>
            <ScaleBar
              scale={scale()}
              colours={colours()}
              cells={visibleCells()}
              locked={view().lockedMaxUsd !== undefined}
              horizontal={narrow()}
              onThreshold={(low, high) => change({ low, high })}
              onLock={(locked) => change({ lockedMaxUsd: locked ? scale()?.maxUsd : undefined })}
            />
            <div class="chart-area" aria-busy={!complete() || isCounting()}>
              <div
                class="progress"
                classList={{ on: !complete() }}
                style={{ '--done': complete() ? 1 : 0.05 + done() * 0.9 }}
              />
              <ChartPanel
                session={seen}
                scale={scale()}
                narrow={narrow()}
                onVisibleMax={setVisibleMax}
                onVisibleCells={setVisibleCells}
                onComplete={setDrawn}
                onCounting={setCounting}
                onProgress={setProgress}
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
              <DollarNote session={seen} onScores={() => showPage('scores')} />
              <MapNote session={seen} />
              <BackfillBar of={session.live.backfill()} />
              <div class="notices">
                <OfflineBanner connection={session.connection()} onRetry={session.retryNow} />
                <FailureNotice failure={session.failure()} onClose={session.closeFailure} />
              </div>
            </div>
            <Show when={tapeOpen()}>
              <Show when={narrow()}>
                <div class="scrim" onClick={() => showTape(false)} />
              </Show>
              <TapePanel session={seen} onClose={() => showTape(false)} />
            </Show>
          </main>
        </Match>
      </Switch>
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
            <TapeButton open={tapeOpen()} onToggle={showTape} />
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

/** Pages that are named in the title; the map is named by its model. */
const PAGE_TITLES: Partial<Record<View['page'], string>> = {
  levels: 'Liquidation map',
  year: 'Rolling year',
  signals: 'Signals',
  paper: 'Paper journal',
  alerts: 'Alerts',
  scores: 'Scoreboard',
  methodology: 'Methodology',
  sources: 'Data sources',
}

/** The document that a page is; undefined for the others. */
const docOf = (page: View['page']) =>
  page === 'methodology' || page === 'sources' ? page : undefined

function TapeButton(props: { open: boolean; onToggle: (open: boolean) => void }) {
  return (
    <button
      type="button"
      class="chip"
      aria-pressed={props.open}
      onClick={() => props.onToggle(!props.open)}
    >
      Liquidations
    </button>
  )
}
