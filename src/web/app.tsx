import { Show, createEffect, createMemo, createSignal, onCleanup } from 'solid-js'
import { ChartPanel } from './chart-panel.tsx'
import type { ColourScale } from '../heatmap/colour-scale.ts'
import { startOf } from './bars.ts'
import { decimalsOf, formatDays, formatPercent, formatPrice, formatTime } from '../api/format.ts'
import { BrandIcon, SettingsIcon } from './icons.tsx'
import { InstrumentPicker } from './instrument-picker.tsx'
import { FailureNotice, NoHistoryNotice, OfflineBanner } from './notices.tsx'
import { paletteOf } from '../heatmap/palette.ts'
import { ScaleBar } from './scale-bar.tsx'
import { createSession } from './session.ts'
import { MapControls, RangeControls } from './toolbar.tsx'

/** The page. */
export function App() {
  const session = createSession()
  const { view, change, instrument, catalogue } = session
  const narrow = mediaMatches('(max-width: 760px)')
  const [sheetOpen, setSheetOpen] = createSignal(false)
  const [visibleMax, setVisibleMax] = createSignal<number>()
  const [progress, setProgress] = createSignal({ done: 0, total: 0 })

  const scale = createMemo((): ColourScale | undefined => {
    const maxUsd = view().lockedMaxUsd ?? visibleMax()
    return maxUsd === undefined ? undefined : { maxUsd, low: view().low, high: view().high }
  })
  const price = createMemo(() => {
    const info = instrument()
    return info === undefined ? '' : formatPrice(info.lastPrice, decimalsOf(info.tickSize))
  })
  /** Change of the price over the range, or over what there is of it. */
  const moved = createMemo(() => {
    const info = instrument()
    const start = startOf(session.bars(), session.range().length)
    if (info === undefined || start === undefined) return undefined
    return { share: info.lastPrice / start.price - 1, over: formatDays(start.ago) }
  })
  const modelName = () => catalogue()?.models.find(({ id }) => id === view().model)?.name
  createEffect(() => {
    const info = instrument()
    document.title =
      info === undefined ? 'Isotherm' : `${info.symbol} ${price()} · ${modelName() ?? 'Isotherm'}`
  })
  /** Nothing to show yet. */
  const empty = () =>
    catalogue() === undefined || (instrument() !== undefined && session.bars() === undefined)
  const [complete, setComplete] = createSignal(false)
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
        <Show when={instrument()}>
          {(info) => (
            <div class="quote">
              <span class="last" data-field="last">
                {price()}
              </span>
              <Show when={moved()}>
                {(change) => (
                  <span
                    class="change"
                    classList={{ long: change().share > 0, short: change().share < 0 }}
                  >
                    {formatPercent(change().share)} {change().over}
                  </span>
                )}
              </Show>
              <span class="as-of">as of {formatTime(info().to)} UTC</span>
              <Show when={info().simulated}>
                <em class="badge">Simulated</em>
              </Show>
            </div>
          )}
        </Show>
        <span class="spring" />
        <button
          type="button"
          class="sheet-button"
          aria-label="Map settings"
          aria-expanded={sheetOpen()}
          onClick={() => setSheetOpen(!sheetOpen())}
        >
          <SettingsIcon />
        </button>
      </header>
      <nav class="bar" aria-label="Range">
        <RangeControls session={session} />
        <div
          class="map-controls"
          classList={{ open: sheetOpen() }}
          role="group"
          aria-label="Map settings"
          onKeyDown={(event) => event.key === 'Escape' && setSheetOpen(false)}
        >
          <MapControls session={session} />
          <button type="button" class="sheet-close" onClick={() => setSheetOpen(false)}>
            Done
          </button>
        </div>
      </nav>
      <Show when={narrow() && sheetOpen()}>
        <div class="scrim" onClick={() => setSheetOpen(false)} />
      </Show>
      <NoHistoryNotice
        text={session.status()?.hasHistory === false ? session.status()?.notice : undefined}
      />
      <main class="stage">
        <ScaleBar
          scale={scale()}
          palette={paletteOf(view().palette)}
          locked={view().lockedMaxUsd !== undefined}
          horizontal={narrow()}
          onThreshold={(low, high) => change({ low, high })}
          onLock={(locked) => change({ lockedMaxUsd: locked ? scale()?.maxUsd : undefined })}
        />
        <div class="chart-area" aria-busy={!complete()}>
          <div
            class="progress"
            classList={{ on: !complete() }}
            style={{ '--done': complete() ? 1 : 0.05 + done() * 0.9 }}
          />
          <ChartPanel
            session={session}
            scale={scale() ?? { maxUsd: 1, low: 0, high: 1 }}
            narrow={narrow()}
            onVisibleMax={setVisibleMax}
            onComplete={setComplete}
            onProgress={setProgress}
          />
          <Show when={empty()}>
            <div class="skeleton" aria-hidden="true" />
          </Show>
          <Show when={catalogue()?.instruments.length === 0}>
            <div class="empty" role="note">
              <h1>No market data yet</h1>
              <p>{session.status()?.notice}</p>
            </div>
          </Show>
          <div class="notices">
            <OfflineBanner connection={session.connection()} onRetry={session.retryNow} />
            <FailureNotice failure={session.failure()} onClose={session.closeFailure} />
          </div>
        </div>
      </main>
      <footer class="foot">
        <span>Modelled estimates of relative importance, not known positions. Times in UTC.</span>
        <span class="spring" />
        <a href="https://www.tradingview.com/" target="_blank" rel="noopener noreferrer">
          Charts by TradingView Lightweight Charts™
        </a>
        <Show when={session.status()}>{(status) => <span>v{status().version}</span>}</Show>
      </footer>
    </div>
  )
}

function mediaMatches(query: string): () => boolean {
  const media = matchMedia(query)
  const [matches, setMatches] = createSignal(media.matches)
  const changed = (): void => void setMatches(media.matches)
  media.addEventListener('change', changed)
  onCleanup(() => media.removeEventListener('change', changed))
  return matches
}
