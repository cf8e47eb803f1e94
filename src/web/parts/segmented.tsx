import { For, createSignal } from 'solid-js'

export interface Choice<T extends string> {
  readonly id: T
  readonly label: string
  /** Longer name for screen readers and as a hint. */
  readonly name: string
}

/** One of a few, always visible. Arrow keys move within the group, as in any radio group. */
export function Segmented<T extends string>(props: {
  label: string
  choices: readonly Choice<T>[]
  value: T
  onChange: (id: T) => void
}) {
  const [group, setGroup] = createSignal<HTMLDivElement>()
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const { choices } = props
    const at = choices.findIndex(({ id }) => id === props.value)
    const next = choices[(at + step + choices.length) % choices.length]
    if (next === undefined) return
    props.onChange(next.id)
    group()?.querySelector<HTMLButtonElement>(`[data-id="${next.id}"]`)?.focus()
  }
  return (
    <div
      class="segmented"
      role="radiogroup"
      aria-label={props.label}
      ref={setGroup}
      onKeyDown={move}
    >
      <For each={props.choices}>
        {(choice) => (
          <button
            type="button"
            role="radio"
            data-id={choice.id}
            aria-checked={choice.id === props.value}
            aria-label={choice.name}
            title={choice.name}
            tabindex={choice.id === props.value ? 0 : -1}
            onClick={() => props.onChange(choice.id)}
          >
            {choice.label}
          </button>
        )}
      </For>
    </div>
  )
}
