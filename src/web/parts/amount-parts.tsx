import { For, Show } from 'solid-js'
import { formatUsd } from '../words/amounts.ts'

/** Amounts side by side, with bars. */
export function AmountParts(props: {
  title: string
  parts: readonly { name: string; usd: number }[]
}) {
  const most = () => Math.max(...props.parts.map(({ usd }) => usd), 1)
  return (
    <Show when={props.parts.length > 0}>
      <h3>{props.title}</h3>
      <ul class="signals-parts" aria-label={props.title}>
        <For each={props.parts}>
          {({ name, usd }) => (
            <li>
              <span>{name}</span>
              <i style={{ '--part': usd / most() }} aria-hidden="true" />
              <b>{formatUsd(usd)}</b>
            </li>
          )}
        </For>
      </ul>
    </Show>
  )
}
