import type { TapeShown } from './tape-shown.ts'

/** Opens and closes the tape. */
export const TapeButton = (props: { tape: TapeShown }) => (
  <button
    type="button"
    class="chip"
    aria-pressed={props.tape.isOpen()}
    onClick={() => props.tape.show(!props.tape.isOpen())}
  >
    Liquidations
  </button>
)
