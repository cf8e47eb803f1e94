import { For, Show } from 'solid-js'
import { decimalsOf, formatTime } from '../../api/format.ts'
import { formatUsd } from '../words/amounts.ts'
import type { Reading } from '../../api/year.ts'
import { formatRange, isCalibrated, uncalibrated } from '../words/dollar-words.ts'
import { formatLevelPrice } from '../levels/levels-words.ts'
import type { Session } from '../session/session.ts'
import { Sheet } from '../parts/sheet.tsx'
import { createYear } from './year-data.ts'
import { YearDays } from './year-days.tsx'
import { MonthTable, RegimeTable, changeText } from './year-tables.tsx'
import { REGIME_MEANINGS, REGIME_NAMES, formatPart, formatUpDown } from './year-words.ts'
import '../styles/year.css'

/** The last year in daily columns, what lay around the price day by day, and now. Escape closes it. */
export function YearPage(props: { session: Session; narrow: boolean; onClose: () => void }) {
  const { session } = props
  const { view, change, instrument } = session
  const year = createYear(session)
  const formatPrice = (price: number) =>
    formatLevelPrice(price, decimalsOf(instrument()?.tickSize ?? 1))

  return (
    <Sheet
      session={session}
      name="year"
      title="Rolling year"
      busy={year() === undefined}
      onClose={() => props.onClose()}
      says={
        <>
          What the map of {instrument()?.symbol ?? 'this instrument'} held at the end of each day,
          as it was known then.
        </>
      }
    >
      <Show when={year()} fallback={<p class="sheet-note">Drawing the days of the year…</p>}>
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
                <p class="sheet-note">
                  No day has ended yet since this market is known. The first column comes at 00:00
                  UTC.
                </p>
              }
            >
              <YearDays
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
                <p class="sheet-note">
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
    </Sheet>
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
      <p class="sheet-note">
        {calibrated()
          ? 'Modelled. Ranges are meant to hold 8 times in 10.'
          : `Modelled. ${uncalibrated(props.newest.band, props.simulated)}.`}
      </p>
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
