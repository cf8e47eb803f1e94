import { For, Show, createMemo } from 'solid-js'
import type { InstrumentScore } from '../../api/score.ts'
import { gainDomain, scoreRows } from './score-rows.ts'
import type { ScoreRow } from './score-rows.ts'
import { Whisker } from './score-whisker.tsx'
import { formatEnds, formatGain, formatRank, formatRatio } from './score-words.ts'

/** All models, controls and baselines of one instrument on the same hours, best gain first. */
export function ScoreTable(props: { score: InstrumentScore }) {
  const rows = createMemo(() => scoreRows(props.score))
  const domain = createMemo(() => gainDomain(rows().map(({ interval }) => interval)))
  return (
    <table class="score-table">
      <caption>Every model, control and baseline on the same hours, best first</caption>
      <thead>
        <tr>
          <th scope="col">Map</th>
          <th scope="col" class="number">
            Gain
          </th>
          <th scope="col" class="drawn" aria-hidden="true" />
          <th scope="col" class="number">
            Rank
          </th>
          <th scope="col" class="number">
            Given candle
          </th>
          <th scope="col" class="number">
            Liq ÷ est
          </th>
        </tr>
      </thead>
      <tbody>
        <For each={rows()}>{(row) => <Line row={row} domain={domain()} />}</For>
      </tbody>
    </table>
  )
}

function Line(props: { row: ScoreRow; domain: readonly [number, number] }) {
  const { row } = props
  return (
    <tr data-model={row.id} classList={{ ours: row.ours }}>
      <th scope="row">{row.name}</th>
      <td class="number" data-field="row-gain">
        <Show when={row.gain !== undefined} fallback="–">
          {formatGain(row.gain ?? 0)}
          <Show when={row.interval}>
            {(interval) => <small>{formatEnds(interval(), formatGain)}</small>}
          </Show>
        </Show>
      </td>
      <td class="drawn">
        <Whisker value={row.gain} interval={row.interval} domain={props.domain} />
      </td>
      <td class="number">{formatRank(row.spearman)}</td>
      <td class="number">{formatRank(row.partialSpearman)}</td>
      <td class="number" data-field="row-ratio">
        <Show when={row.realisedOverPredicted} fallback="–">
          {(ratio) => <>{formatRatio(ratio().value)}</>}
        </Show>
      </td>
    </tr>
  )
}
