import type { Accessor } from 'solid-js'
import { batch, createEffect, onCleanup } from 'solid-js'
import type { InstrumentId } from '../../market/instrument.ts'
import type { PagePlayback } from '../playback/create-playback.ts'
import { keepLast } from '../address/last-view.ts'
import type { View } from '../address/view.ts'
import { formatHash, parseHash } from '../address/view.ts'

/** Keeps the address and the view the same, whichever is changed. Must be called inside a Solid root. */
export function keepAddress(of: {
  readonly view: Accessor<View>
  readonly setView: (view: View) => void
  readonly instrument: () => InstrumentId | undefined
  readonly playback: PagePlayback
}): void {
  const { view, setView, playback } = of
  createEffect(() => {
    const id = of.instrument() ?? view().instrument
    const chosen = { ...view(), instrument: id, at: playback.settled() }
    history.replaceState(undefined, '', `#${formatHash(chosen)}`)
    // Whoever comes back wants what is now, not the moment that was played back.
    keepLast(formatHash({ ...chosen, at: undefined }))
  })
  const followAddress = (): void =>
    batch(() => {
      setView(parseHash(location.hash))
      playback.open(view().at)
    })
  addEventListener('hashchange', followAddress)
  onCleanup(() => removeEventListener('hashchange', followAddress))
}
