import type { Accessor } from 'solid-js'
import { createSignal } from 'solid-js'
import { retryWait } from '../../client/retry-wait.ts'

/** Whether the server answers, and since when it does not. */
export type Connection =
  | { readonly state: 'online' }
  | {
      readonly state: 'offline'
      /** The moment that what is shown is of, or the oldest part of it; undefined where nothing is. */
      readonly dataOf: number | undefined
      /** When it is asked again. */
      readonly retryAt: number
    }

const SECOND = 1000
/** While all is well the server is asked for its status this often, to see that it is there. */
const HEARTBEAT = 8 * SECOND

export interface ConnectionWatch {
  readonly connection: Accessor<Connection>
  /** Every request reports here whether the server was reached, and when the answer came that is shown instead. */
  readonly heard: (reached: boolean, keptAt?: number) => void
  readonly retryNow: () => void
  readonly close: () => void
}

/**
 * Watches the server. `probe` makes one request, which reports through `heard`; `onRecovered` is
 * called once when the server answers again.
 */
export function watchConnection(probe: () => Promise<unknown>, onRecovered: () => void) {
  const [connection, setConnection] = createSignal<Connection>({ state: 'online' })
  let dataOf: number | undefined
  let attempt = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function askIn(wait: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void probe(), wait)
  }

  function heard(reached: boolean, keptAt?: number): void {
    const wasOffline = connection().state === 'offline'
    if (reached) {
      dataOf = Date.now()
      attempt = 0
      askIn(HEARTBEAT)
      if (!wasOffline) return
      setConnection({ state: 'online' })
      onRecovered()
      return
    }
    if (keptAt !== undefined) dataOf = Math.min(dataOf ?? keptAt, keptAt)
    // Several requests fail together when a server goes; they count as one attempt.
    const current = connection()
    if (current.state === 'offline' && current.retryAt > Date.now()) {
      if (dataOf !== current.dataOf) setConnection({ ...current, dataOf })
      askIn(current.retryAt - Date.now())
      return
    }
    const wait = retryWait(attempt++)
    setConnection({ state: 'offline', dataOf, retryAt: Date.now() + wait })
    askIn(wait)
  }

  const watch: ConnectionWatch = {
    connection,
    heard,
    retryNow: () => askIn(0),
    close: () => clearTimeout(timer),
  }
  return watch
}
