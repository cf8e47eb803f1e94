import { For, Show, createMemo } from 'solid-js'
import { formatPercent, formatTime } from '../../api/format.ts'
import { formatUsd } from '../words/amounts.ts'
import type { YearAnswer } from '../../api/year.ts'
import { REGIMES } from '../../signals/regime.ts'
import { monthRows, regimeRows, yearCell } from './year-rows.ts'
import { REGIME_MEANINGS, REGIME_NAMES, formatPart, formatUpDown } from './year-words.ts'

/** How often each regime was, and what was seen of it. */
export function RegimeTable(props: { year: YearAnswer }) {
  return (
    <div class="year-table" tabindex="0" role="region" aria-label="Regimes of the year">
      <table>
        <thead>
          <tr>
            <th scope="col">Regime</th>
            <th scope="col">Days</th>
            <th scope="col">Share</th>
            <th scope="col">Median ratio</th>
            <th scope="col">Longest run</th>
            <th scope="col">Price higher a day later</th>
          </tr>
        </thead>
        <tbody>
          <For each={regimeRows(props.year.days)}>
            {(row) => (
              <tr data-regime={row.regime}>
                <th scope="row">
                  <i class="regime-mark" data-regime={row.regime} />
                  {REGIME_NAMES[row.regime]}
                  <small>{REGIME_MEANINGS[row.regime]}</small>
                </th>
                <td>{row.days}</td>
                <td>{formatPart(row.share)}</td>
                <td>{formatUpDown(row.medianRatio)}</td>
                <td>{row.longest} d</td>
                <td>{row.followed === 0 ? '–' : `${row.rose} of ${row.followed}`}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  )
}

/** The middle ratio of each month, and its days by regime. */
export function MonthTable(props: { year: YearAnswer }) {
  const rows = createMemo(() => monthRows(props.year.days))
  const shown = () =>
    REGIMES.filter((regime) => rows().some(({ byRegime }) => byRegime[regime] > 0))
  return (
    <div class="year-table" tabindex="0" role="region" aria-label="Readings by month">
      <table>
        <thead>
          <tr>
            <th scope="col">Month</th>
            <th scope="col">Days</th>
            <th scope="col">Median ratio</th>
            <For each={shown()}>{(regime) => <th scope="col">{REGIME_NAMES[regime]}</th>}</For>
          </tr>
        </thead>
        <tbody>
          <For each={rows()}>
            {(row) => (
              <tr data-month={formatTime(row.month, true).slice(0, 7)}>
                <th scope="row">{formatTime(row.month, true).slice(0, 7)}</th>
                <td>{row.days}</td>
                <td>{formatUpDown(row.medianRatio)}</td>
                <For each={shown()}>{(regime) => <td>{row.byRegime[regime]}</td>}</For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  )
}

/** The picture as a table, newest day first: for screen readers, and to be copied. */
export function DayTable(props: { year: YearAnswer; formatPrice: (price: number) => string }) {
  const days = () => props.year.days
  const rows = () =>
    days()
      .time.map((_, i) => i)
      .toReversed()
  const bins = () => Array.from({ length: props.year.edges.length - 1 }, (_, bin) => bin)
  return (
    <div class="year-table days" tabindex="0" role="region" aria-label="Days of the year">
      <table>
        <caption>
          Ends of days, UTC. Bins of price from low to high: longs and shorts together.
        </caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Price</th>
            <th scope="col">24 h</th>
            <th scope="col">Shorts above</th>
            <th scope="col">Longs below</th>
            <th scope="col">Ratio</th>
            <th scope="col">Regime</th>
            <For each={bins()}>
              {(bin) => (
                <th scope="col">
                  {props.formatPrice(props.year.edges[bin]!)} –{' '}
                  {props.formatPrice(props.year.edges[bin + 1]!)}
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={rows()}>
            {(i) => (
              <tr data-day={days().time[i]}>
                <th scope="row">
                  {formatTime(days().time[i]! - 1, true)}
                  <Show when={days().known[i]! <= 0.5}> (gap)</Show>
                </th>
                <td>{props.formatPrice(days().price[i]!)}</td>
                <td>{changeText(days().change[i])}</td>
                <td>{formatUsd(days().aboveUsd[i]!)}</td>
                <td>{formatUsd(days().belowUsd[i]!)}</td>
                <td>{formatUpDown(days().ratio[i])}</td>
                <td>{REGIME_NAMES[days().regime[i]!]}</td>
                <For each={bins()}>
                  {(bin) => {
                    const { longUsd, shortUsd } = yearCell(props.year, i, bin)
                    return <td>{formatUsd(longUsd + shortUsd)}</td>
                  }}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  )
}

export const changeText = (change: number | null | undefined): string =>
  change === null || change === undefined ? '–' : formatPercent(change)
