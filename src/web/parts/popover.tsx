import type { JSX } from 'solid-js'
import { Show, createEffect, createSignal, onCleanup } from 'solid-js'

/**
 * A button that opens a panel under it. Escape, a click elsewhere or `close` from the panel closes
 * it and gives the focus back.
 */
export function Popover(props: {
  label: string
  button: JSX.Element
  class?: string
  align?: 'start' | 'end'
  children: (close: () => void) => JSX.Element
}) {
  const [open, setOpen] = createSignal(false)
  const [root, setRoot] = createSignal<HTMLDivElement>()
  const [trigger, setTrigger] = createSignal<HTMLButtonElement>()

  const close = (): void => {
    setOpen(false)
    trigger()?.focus()
  }
  createEffect(() => {
    if (!open()) return
    const own = root()
    const outside = (event: PointerEvent): void => {
      if (!(event.target instanceof Node) || own?.contains(event.target) !== true) setOpen(false)
    }
    addEventListener('pointerdown', outside, true)
    onCleanup(() => removeEventListener('pointerdown', outside, true))
  })
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !open()) return
    event.stopPropagation()
    // The page's own Escape listens at the document, where propagation has ended.
    event.preventDefault()
    close()
  }
  return (
    <div class={`popover ${props.class ?? ''}`} ref={setRoot} onKeyDown={onKeyDown}>
      <button
        type="button"
        class="trigger"
        ref={setTrigger}
        aria-label={props.label}
        aria-haspopup="dialog"
        aria-expanded={open()}
        onClick={() => setOpen(!open())}
      >
        {props.button}
      </button>
      <Show when={open()}>
        <div
          class="panel"
          data-align={props.align ?? 'start'}
          role="dialog"
          aria-label={props.label}
        >
          {props.children(close)}
        </div>
      </Show>
    </div>
  )
}
