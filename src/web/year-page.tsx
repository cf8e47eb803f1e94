import { For, Show, createEffect, createMemo, createSignal, on } from 'solid-js'
import { closeOnEscape } from './close-on-escape.ts'
import { decimalsOf, formatTime } from '../api/format.ts'
import { formatUsd } from './amounts.ts'
import type { Reading, YearAnswer } from '../api/year.ts'
import { formatRange, isCalibrated, uncalibrated } from './dollar-words.ts'
import { formatLevelPrice } from './levels-words.ts'
import { FailureNotice, OfflineBanner } from './notices.tsx'
import type { PagesView } from './pages-view.ts'
import { Segmented } from './segmented.tsx'
import type { Session } from './session.ts'
import { shownPalette } from './theme.ts'
import { createYear } from './year-data.ts'
import { brightest } from './year-drawing.ts'
import { YearPicture } from './year-picture.tsx'
import { yearCell } from './year-rows.ts'
import { DayTable, MonthTable, RegimeTable, changeText } from './year-tables.tsx'
import { REGIME_MEANINGS, REGIME_NAMES, formatPart, formatUpDown } from './year-words.ts'
import './styles/year.css'

/** The last year in daily columns, what lay around the price day by day, and now. Escape closes it. */
export function YearPage(props: { session: Session; narrow: boolean; onClose: () => void }) {
  const { session } = props
  const { view, change, instrument } = session
  const year = createYear(session)
  const formatPrice = (price: number) =>
    formatLevelPrice(price, decimalsOf(instrument()?.tickSize ?? 1))
  closeOnEscape(() => props.onClose())

  return (
    <main class="year" aria-labelledby="year-title" aria-busy={year() === undefined}>
      <div class="year-scroll">
        <header class="year-head">
          <h1 id="year-title">Rolling year</h1>
          <p>
            What the map of {instrument()?.symbol ?? 'this instrument'} held at the end of each day,
            as it was known then.
          </p>
          <button type="button" class="chip" onClick={() => props.onClose()}>
            Back to the map
          </button>
        </header>
        <Show when={year()} fallback={<p class="year-wait">Drawing the days of the year…</p>}>
          {(of) => (
            <>
              <Show when={of().newest}>
                {(newest) => (
                  <Today
                    newest={newest()}
                    around={of().around}
                    simulated={instrument()?.simulated === true}
                    formatPrice={formatPrice}
                  />
                )}
              </Show>
              <Show
                when={of().days.time.length > 0}
                fallback={
                  <p class="year-wait">
                    No day has ended yet since this market is known. The first column comes at 00:00
                    UTC.
                  </p>
                }
              >
                <Days
                  year={of()}
                  view={view()}
                  palette={view().palette}
                  onChange={change}
                  formatPrice={formatPrice}
                  subject={instrument()?.symbol ?? ''}
                />
                <section aria-labelledby="year-regimes">
                  <h2 id="year-regimes">Regimes</h2>
                  <RegimeTable year={of()} />
                  <p class="year-note">
                    Counts of {of().days.time.length} days, which overlap and follow one another. A
                    share of a few dozen days is mostly chance; nothing is said of days to come.
                  </p>
                </section>
                <section aria-labelledby="year-months">
                  <h2 id="year-months">By month</h2>
                  <MonthTable year={of()} />
                </section>
              </Show>
              <Reader around={of().around} />
            </>
          )}
        </Show>
      </div>
      <div class="notices">
        <OfflineBanner connection={session.connection()} onRetry={session.retryNow} />
        <FailureNotice failure={session.failure()} onClose={session.closeFailure} />
      </div>
    </main>
  )
}

/** The newest reading. */
function Today(props: {
  newest: Reading
  around: number
  simulated: boolean
  formatPrice: (price: number) => string
}) {
  const calibrated = () => isCalibrated(props.newest.band, props.simulated)
  const within = () => formatPart(props.around)
  const sides = () =>
    [
      { id: 'above', name: `Shorts above, within ${within()}`, of: props.newest.above },
      { id: 'below', name: `Longs below, within ${within()}`, of: props.newest.below },
    ] as const
  return (
    <section class="year-today" aria-label="Newest reading">
      <dl>
        <div>
          <dt>Price</dt>
          <dd data-field="year-price">{props.formatPrice(props.newest.price)}</dd>
          <dd class="year-aside">
            <span data-field="year-change">{changeText(props.newest.change)}</span> in 24 h
          </dd>
        </div>
        <For each={sides()}>
          {({ id, name, of }) => (
            <div>
              <dt>{name}</dt>
              <dd class={id === 'above' ? 'short' : 'long'} data-field={`year-${id}`}>
                {formatUsd(of.usd)}
              </dd>
              <dd class="year-aside" data-field={`year-${id}-range`}>
                {calibrated() ? formatRange(of.low, of.high) : 'modelled'}
              </dd>
            </div>
          )}
        </For>
        <div>
          <dt>Above ÷ below</dt>
          <dd data-field="year-ratio">{formatUpDown(props.newest.ratio)}</dd>
          <dd class="year-aside">as of {formatTime(props.newest.time)} UTC</dd>
        </div>
        <div>
          <dt>Regime</dt>
          <dd data-field="year-regime">
            <i class="regime-mark" data-regime={props.newest.regime} />
            {REGIME_NAMES[props.newest.regime]}
          </dd>
          <dd class="year-aside">{REGIME_MEANINGS[props.newest.regime]}</dd>
        </div>
      </dl>
      <p class="year-note">
        {calibrated()
          ? 'Modelled. Ranges are meant to hold 8 times in 10.'
          : `Modelled. ${uncalibrated(props.newest.band, props.simulated)}.`}
      </p>
    </section>
  )
}

/** The days as a picture with the cell that is pointed at, or as a table. */
function Days(props: {
  year: YearAnswer
  view: PagesView
  palette: string
  onChange: (patch: Partial<PagesView>) => void
  formatPrice: (price: number) => string
  subject: string
}) {
  const [chosen, setChosen] = createSignal<{ readonly day: number; readonly bin: number }>()
  createEffect(
    on(
      () => [props.year.instrument, props.year.model],
      () => setChosen(undefined),
    ),
  )
  const cell = createMemo(() => {
    const at = chosen()
    return at === undefined ? undefined : yearCell(props.year, at.day, at.bin)
  })
  const edge = (bin: number) => props.formatPrice(props.year.edges[bin]!)
  const top = createMemo(() => brightest(props.year, props.view.yearOf))
  const topText = () => (props.view.yearOf === 'usd' ? formatUsd(top()) : formatPart(top()))
  const isUnlearnt = () =>
    props.year.days.basis.includes('learnt') &&
    props.year.days.basis.some((one) => one !== 'learnt')
  return (
    <section aria-label="Days">
      <div class="year-bar">
        <Segmented
          label="Days as"
          choices={[
            { id: 'picture', label: 'Picture', name: 'Days as a picture' },
            { id: 'table', label: 'Table', name: 'Days as a table' },
          ]}
          value={props.view.yearTable ? 'table' : 'picture'}
          onChange={(id) => props.onChange({ yearTable: id === 'table' })}
        />
        <Show when={!props.view.yearTable}>
          <Segmented
            label="Colour"
            choices={[
              {
                id: 'share',
                label: 'Share of day',
                name: 'Colour by the share of the day’s total',
              },
              { id: 'usd', label: 'USD', name: 'Colour by USD' },
            ]}
            value={props.view.yearOf}
            onChange={(yearOf) => props.onChange({ yearOf })}
          />
          <span class="year-legend">
            full colour from <span data-field="year-brightest">{topText()}</span>
          </span>
        </Show>
      </div>
      <Show
        when={!props.view.yearTable}
        fallback={<DayTable year={props.year} formatPrice={props.formatPrice} />}
      >
        <p class="year-cell" id="year-cell" aria-live="polite" data-field="year-cell">
          <Show when={cell()} fallback="Point at a cell, or use the arrow keys, to read it.">
            {(of) => (
              <>
                <strong>{formatTime(props.year.days.time[of().day]! - 1, true)}</strong>{' '}
                <span>
                  {of().bin === 0 ? 'up to ' : `${edge(of().bin)} – `}
                  {of().bin === props.year.edges.length - 2 ? 'and above' : edge(of().bin + 1)}
                </span>{' '}
                <span class="long">longs {formatUsd(of().longUsd)}</span>{' '}
                <span class="short">shorts {formatUsd(of().shortUsd)}</span>{' '}
                <span>{(of().share * 100).toFixed(1)}% of the day</span>{' '}
                <span>{REGIME_NAMES[props.year.days.regime[of().day]!]}</span>
              </>
            )}
          </Show>
        </p>
        <YearPicture
          picture={{
            year: props.year,
            of: props.view.yearOf,
            palette: shownPalette(props.palette),
            chosen: chosen(),
            formatPrice: props.formatPrice,
          }}
          label={`${props.subject}: ${props.year.days.time.length} days by ${props.year.edges.length - 1} bins of price. Arrow keys move.`}
          onChoose={setChosen}
        />
      </Show>
      <Show when={isUnlearnt()}>
        <p class="year-note">
          Of the first days nothing was learnt yet from liquidations: their dollars may be many
          times too high. Shares of a day and ratios compare.
        </p>
      </Show>
    </section>
  )
}

function Reader(props: { around: number }) {
  return (
    <div class="year-words">
      <section aria-labelledby="year-how">
        <h2 id="year-how">How to read</h2>
        <ul>
          <li>
            A column is the map at 00:00 UTC at the end of a day: what would be force-closed if
            price traded there, longs below the price and shorts above it. The line is the price.
          </li>
          <li>
            The twenty bins are equal steps of log price. A day’s bins sum to the map’s total of
            that day; the lowest and the highest also hold what lies beyond them.
          </li>
          <li>
            The ratio is shorts above ÷ longs below, both within {formatPart(props.around)} of the
            price of that day. From 2 on the regime is named short squeeze, from 0.5 down long
            liquidation.
          </li>
        </ul>
      </section>
      <section aria-labelledby="year-limits">
        <h2 id="year-limits">Limits</h2>
        <ul>
          <li>
            A regime says on which side the map holds more. It does not say where price goes, nor
            that it goes there.
          </li>
          <li>
            Every day is told with what was known when it ended: bars up to then and the weights
            that were in force. Data that are filled in later change the map, and with it what is
            told of that day.
          </li>
          <li>
            The bins are laid over the whole year that is shown, so an edge may move as days are
            added; the readings do not rest on them.
          </li>
          <li>Positions are modelled, not known. What a venue does not publish is not in them.</li>
        </ul>
      </section>
    </div>
  )
}
