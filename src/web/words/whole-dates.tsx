import { For } from 'solid-js'

const DATE = /(\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?)/

/** A text whose dates are read whole: a browser would break them at a hyphen, where there is little room. */
export const WholeDates = (props: { text: string }) => (
  // Every other part is a date.
  <For each={props.text.split(DATE)}>
    {(part, i) => (i() % 2 === 1 ? <span class="date">{part}</span> : part)}
  </For>
)
