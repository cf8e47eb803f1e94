import { For, Show } from 'solid-js'
import type { ClusterAnswer, SignalsAnswer } from '../../api/signals.ts'
import type { Writing } from './signals-rows.ts'
import { SIDE_NAMES, aroundPrice, clusterFields } from './signals-rows.ts'
import { ToldList } from '../parts/told-list.tsx'

interface ClusterListProps {
  readonly of: SignalsAnswer
  /** Id of the one that is told of more closely. */
  readonly chosen: string | undefined
  readonly writing: Writing
  readonly narrow: boolean
  readonly onChoose: (id: string) => void
}

/** Clusters from the highest price down, with the price among them: a table, or cards on a phone. */
export function ClusterList(props: ClusterListProps) {
  return (
    <Show
      when={props.of.clusters.length > 0}
      fallback={
        <p class="sheet-note">
          None stands out. What is not named is not absent: the map is an expectation, and smoother
          than single positions.
        </p>
      }
    >
      <Show when={props.narrow} fallback={<ClusterTable {...props} />}>
        <ClusterCards {...props} />
      </Show>
    </Show>
  )
}

function ClusterTable(props: ClusterListProps) {
  const around = () => aroundPrice(props.of)
  const labels = () =>
    props.of.clusters[0] === undefined ? [] : clusterFields(props.of.clusters[0], props.writing)
  return (
    <div class="signals-table" role="region" aria-label="Table of clusters" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Side</th>
            <For each={labels()}>{({ label }) => <th scope="col">{label}</th>}</For>
          </tr>
        </thead>
        <tbody>
          <For each={around().above}>
            {(cluster) => <ClusterRow {...props} cluster={cluster} />}
          </For>
          <tr class="signals-spot">
            <th scope="row">Price</th>
            <td colspan={labels().length}>{props.writing.formatPrice(props.of.price)}</td>
          </tr>
          <For each={around().below}>
            {(cluster) => <ClusterRow {...props} cluster={cluster} />}
          </For>
        </tbody>
      </table>
    </div>
  )
}

function ClusterRow(props: ClusterListProps & { cluster: ClusterAnswer }) {
  const isChosen = () => props.cluster.id === props.chosen
  return (
    <tr data-cluster={props.cluster.id} classList={{ chosen: isChosen() }}>
      <th scope="row">
        <ChooseButton {...props} />
      </th>
      <For each={clusterFields(props.cluster, props.writing)}>
        {({ name, text, note }) => (
          <td data-field={name}>
            {text}
            <Show when={note}>
              <small>{note}</small>
            </Show>
          </td>
        )}
      </For>
    </tr>
  )
}

function ClusterCards(props: ClusterListProps) {
  const around = () => aroundPrice(props.of)
  const Cards = (of: { clusters: readonly ClusterAnswer[] }) => (
    <For each={of.clusters}>
      {(cluster) => (
        <li
          class="signals-card"
          data-cluster={cluster.id}
          classList={{ chosen: cluster.id === props.chosen }}
        >
          <ChooseButton {...props} cluster={cluster} />
          <ToldList fields={clusterFields(cluster, props.writing)} />
        </li>
      )}
    </For>
  )
  return (
    <ul class="signals-cards">
      <Cards clusters={around().above} />
      <li class="signals-spot">
        Price <strong>{props.writing.formatPrice(props.of.price)}</strong>
      </li>
      <Cards clusters={around().below} />
    </ul>
  )
}

function ChooseButton(props: ClusterListProps & { cluster: ClusterAnswer }) {
  const name = () => SIDE_NAMES[props.cluster.side]
  return (
    <button
      type="button"
      class={`chip signals-choose ${props.cluster.side}`}
      aria-pressed={props.cluster.id === props.chosen}
      aria-label={`${name()} at ${props.writing.formatPrice(props.cluster.peakPrice)}: more, and a sweep through it`}
      onClick={() => props.onChoose(props.cluster.id)}
    >
      {name()}
    </button>
  )
}
