import { For, Show } from 'solid-js'
import type { ToldField } from '../signals/signals-rows.ts'
import { WholeDates } from '../words/whole-dates.tsx'

/** Names and values side by side. */
export function ToldList(props: { fields: readonly ToldField[]; class?: string }) {
  return (
    <dl class={`told ${props.class ?? ''}`}>
      <For each={props.fields}>
        {({ name, label, text, note }) => (
          <div data-field={name}>
            <dt>{label}</dt>
            <dd>{text}</dd>
            <Show when={note}>
              <dd class="told-note">
                <WholeDates text={note ?? ''} />
              </dd>
            </Show>
          </div>
        )}
      </For>
    </dl>
  )
}
