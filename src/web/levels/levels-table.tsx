import { For, Show } from 'solid-js'
import { formatPercent } from '../../api/format.ts'
import { formatUsd } from '../words/amounts.ts'
import { formatRange } from '../words/dollar-words.ts'
import type { LevelBar, RangedSides } from './levels-merge.ts'
import { middleOf } from './levels-merge.ts'
import type { PartName } from './levels-readout.tsx'

/** The bars as a table, highest price first: for screen readers, and to be copied. */
export function LevelsTable(props: {
  bars: readonly LevelBar[]
  parts: readonly PartName[]
  price: number
  formatPrice: (price: number) => string
  calibrated: boolean
  caption: string
}) {
  const rows = () =>
    props.bars.filter(({ longUsd, shortUsd }) => longUsd + shortUsd > 0).toReversed()
  const isAbove = (bar: LevelBar) => middleOf(bar) > props.price
  const cumulative = (bar: LevelBar) =>
    isAbove(bar) ? bar.cumulative.shortUsd : bar.cumulative.longUsd
  return (
    <div class="levels-table" tabindex="0" role="region" aria-label={props.caption}>
      <table>
        <caption>{props.caption}</caption>
        <thead>
          <tr>
            <th scope="col">Price</th>
            <th scope="col">Distance</th>
            <th scope="col">Longs</th>
            <th scope="col">Shorts</th>
            <th scope="col">Cumulative</th>
            <Show when={props.calibrated}>
              <th scope="col">10–90%</th>
            </Show>
            <For each={props.parts}>{(part) => <th scope="col">{part.name}</th>}</For>
          </tr>
        </thead>
        <tbody>
          <For each={rows()}>
            {(bar) => (
              <tr data-bin={bar.bin}>
                <th scope="row">
                  {props.formatPrice(bar.priceFrom)} – {props.formatPrice(bar.priceTo)}
                </th>
                <td>{formatPercent(middleOf(bar) / props.price - 1)}</td>
                <td>{formatUsd(bar.longUsd)}</td>
                <td>{formatUsd(bar.shortUsd)}</td>
                <td>{formatUsd(cumulative(bar))}</td>
                <Show when={props.calibrated}>
                  <td>{range(bar.cumulative, isAbove(bar))}</td>
                </Show>
                <For each={bar.parts}>
                  {({ longUsd, shortUsd }) => <td>{formatUsd(longUsd + shortUsd)}</td>}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  )
}

/** Of the side that price would have to go through. */
const range = (of: RangedSides, above: boolean): string =>
  above
    ? formatRange(of.low.shortUsd, of.high.shortUsd)
    : formatRange(of.low.longUsd, of.high.longUsd)
