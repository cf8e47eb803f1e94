import { For, Show } from 'solid-js'
import type { CascadeAnswer } from '../../api/cascade.ts'
import type { ClusterAnswer } from '../../api/signals.ts'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import type { ToldField, Writing } from './signals-rows.ts'
import { SIDE_NAMES, sweptThrough } from './signals-rows.ts'
import { cascadeFields, cascadeSentence, fallenWords } from './signals-cascade.ts'
import { clusterRecord } from './signals-record.ts'
import type { ToldRecord } from './signals-record.ts'
import { formatChange, formatShare } from './signals-words.ts'
import { ToldList } from '../parts/told-list.tsx'
import { AmountParts } from '../parts/amount-parts.tsx'

/** One cluster more closely: by leverage and venue, averages near it, and what a sweep through it sets off. */
export function ClusterDetail(props: {
  of: ClusterAnswer
  writing: Writing
  cascade: CascadeAnswer | undefined
  record: ToldRecord
  venues: boolean
}) {
  const price = (value: number) => props.writing.formatPrice(value)
  const title = () =>
    `${SIDE_NAMES[props.of.side]} at ${price(props.of.priceFrom)} – ${price(props.of.priceTo)}`
  return (
    <section class="signals-detail" aria-labelledby="signals-detail" data-detail={props.of.id}>
      <div>
        <h2 id="signals-detail">{title()}</h2>
        <ToldList fields={detailFields(props.of)} />
        <p class="sheet-note" data-field="record">
          {clusterRecord(props.record, props.of)}
        </p>
        <AmountParts
          title="By leverage"
          parts={(props.of.byBand ?? []).map(({ band, usd }) => ({
            name: LEVERAGE_BANDS.find(({ id }) => id === band)?.name ?? band,
            usd,
          }))}
        />
        <Show when={props.venues}>
          <AmountParts
            title="By venue"
            parts={(props.of.byVenue ?? []).map(({ venue, usd }) => ({ name: venue, usd }))}
          />
        </Show>
      </div>
      <div>
        <h2>A sweep through it, to {price(sweptThrough(props.of))}</h2>
        <Show
          when={props.cascade}
          fallback={<p class="sheet-note">Asking what it would set off…</p>}
        >
          {(of) => (
            <>
              <p data-field="cascade-basis">{cascadeSentence(of())}</p>
              <ToldList fields={cascadeFields(of(), props.writing)} />
              <Show when={of().clusters.length > 0}>
                <h3>Clusters that it goes into</h3>
                <ul class="signals-fallen">
                  <For each={of().clusters}>
                    {(one) => <li data-fallen={one.id}>{fallenWords(one, props.writing)}</li>}
                  </For>
                </ul>
              </Show>
              <p class="sheet-note" data-field="cascade-notice">
                {of().notice}
              </p>
            </>
          )}
        </Show>
      </div>
    </section>
  )
}

const detailFields = (of: ClusterAnswer): readonly ToldField[] => [
  {
    name: 'contrast',
    label: 'Peak over its surroundings',
    text: of.contrast === null ? '–' : `×${of.contrast.toFixed(1)}`,
    note: of.contrast === null ? 'nothing around it' : 'median within 10%',
  },
  {
    name: 'measured',
    label: 'Measured',
    text: of.measuredShare === null ? '–' : formatShare(of.measuredShare),
    note: of.measuredShare === null ? 'nothing is measured here' : 'of positions that are public',
  },
  ...of.averages.map(({ hours, toCluster, isInside }) => ({
    name: `average-${hours}`,
    label: `From EMA ${hours}`,
    text: formatChange(toCluster),
    note: isInside ? 'lies within it' : 'to its middle',
  })),
]
