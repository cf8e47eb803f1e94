import type { JSX } from 'solid-js'
import { For, Show, createSignal, onMount } from 'solid-js'
import { CaretIcon } from './icons.tsx'
import { Popover } from './popover.tsx'

export interface MenuItem<T extends string> {
  readonly id: T
  readonly label: string
  readonly note?: string
}

/** One of several, behind a button; arrow keys, Home, End and Enter choose. */
export function Menu<T extends string>(props: {
  label: string
  items: readonly MenuItem<T>[]
  value: T | undefined
  onChange: (id: T) => void
  /** Shown on the button instead of words. */
  sign?: JSX.Element
}) {
  const current = () => props.items.find(({ id }) => id === props.value)
  return (
    <Popover
      class={props.sign === undefined ? 'menu' : 'menu sign'}
      label={`${props.label}: ${current()?.label ?? ''}`}
      button={
        <Show when={props.sign === undefined} fallback={props.sign}>
          <span class="menu-label">{props.label}</span>{' '}
          <span class="menu-value">{current()?.label ?? '–'}</span>
          <CaretIcon />
        </Show>
      }
    >
      {(close) => (
        <MenuList
          label={props.label}
          items={props.items}
          value={props.value}
          onChoose={(id) => {
            props.onChange(id)
            close()
          }}
        />
      )}
    </Popover>
  )
}

function MenuList<T extends string>(props: {
  label: string
  items: readonly MenuItem<T>[]
  value: T | undefined
  onChoose: (id: T) => void
}) {
  const [list, setList] = createSignal<HTMLDivElement>()
  const options = () => [...(list()?.querySelectorAll<HTMLButtonElement>('[role="option"]') ?? [])]
  onMount(() => {
    const at = props.items.findIndex(({ id }) => id === props.value)
    options()[Math.max(0, at)]?.focus()
  })
  const move = (event: KeyboardEvent): void => {
    const all = options()
    const at = all.findIndex((option) => option === document.activeElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    all[Math.min(all.length - 1, Math.max(0, to))]?.focus()
  }
  return (
    <div class="options" role="listbox" aria-label={props.label} ref={setList} onKeyDown={move}>
      <For each={props.items}>
        {(item) => (
          <button
            type="button"
            role="option"
            data-id={item.id}
            aria-selected={item.id === props.value}
            onClick={() => props.onChoose(item.id)}
          >
            <span class="option-label">{item.label}</span>
            <Show when={item.note}>
              <span class="option-note">{item.note}</span>
            </Show>
          </button>
        )}
      </For>
    </div>
  )
}
