import type { Accessor } from 'solid-js'
import { createSignal, onCleanup } from 'solid-js'

/** The server's clock: ages are told by it, so that a wrong clock here does not make data look fresh. */
export interface ServerClock {
  /** Once a second. */
  readonly now: Accessor<number>
  readonly heard: (time: number) => void
  /** Reads the clock at once, for instance after a sleep. */
  readonly tick: () => void
}

/** Must be called in a Solid root. */
export function createServerClock(): ServerClock {
  let ahead = 0
  const [now, setNow] = createSignal(Date.now())
  const tick = (): void => void setNow(Date.now() + ahead)
  const timer = setInterval(tick, 1000)
  onCleanup(() => clearInterval(timer))
  return {
    now,
    heard(time) {
      ahead = time - Date.now()
      tick()
    },
    tick,
  }
}
