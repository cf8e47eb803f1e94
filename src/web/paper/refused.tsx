import { Show } from 'solid-js'

/** Why the server, or the form, did not take a note. */
export const Refused = (props: { words: string | undefined }) => (
  <Show when={props.words}>
    {(words) => (
      <span role="alert" class="signals-notice">
        {words()}
      </span>
    )}
  </Show>
)
