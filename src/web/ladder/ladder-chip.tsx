import type { Session } from '../session/session.ts'

/** Shows and hides the order book beside the chart; where there is none it says why. */
export function LadderChip(props: { session: Session }) {
  const { live, playback, view, change, instrument } = props.session
  const why = (): string | undefined => {
    if (playback.at() !== undefined) return 'A past moment has no order book'
    if (instrument()?.simulated === true) return 'A simulated market has no order book'
    return live.link() === undefined ? 'A history has no order book' : undefined
  }
  return (
    <button
      type="button"
      class="chip"
      aria-pressed={view().dom && why() === undefined}
      disabled={why() !== undefined}
      aria-label="DOM: order book"
      title={why() ?? 'Order book beside the chart'}
      onClick={() => change({ dom: !view().dom })}
    >
      DOM
    </button>
  )
}
