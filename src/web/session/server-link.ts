import type { Accessor } from 'solid-js'
import { createEffect, createSignal, on, onCleanup } from 'solid-js'
import type { Status } from '../../api/schema.ts'
import { createKeepingFetch } from '../request/answer-store.ts'
import type { Api } from '../request/api-client.ts'
import { createApi } from '../request/api-client.ts'
import type { Connection, ConnectionWatch } from '../request/connection.ts'
import { watchConnection } from '../request/connection.ts'
import { askServer, isLocked } from '../request/lock.ts'

/** How the server is asked, and whether it answers. */
export interface ServerLink {
  readonly api: Api
  readonly connection: Accessor<Connection>
  readonly retryNow: () => void
  /** What the server says of itself. */
  readonly status: Accessor<Status | undefined>
  readonly setStatus: (status: Status) => void
  readonly askStatus: () => Promise<void>
  /** Counts up when the server is back: whoever missed something asks again. */
  readonly revived: Accessor<number>
  readonly revive: () => void
}

/**
 * Must be called inside a Solid root.
 * @param onRecovered is called when the server answers again
 */
export function createServerLink(onRecovered: () => void): ServerLink {
  const [status, setStatus] = createSignal<Status>()
  const [revived, setRevived] = createSignal(0)
  const revive = (): void => void setRevived((count) => count + 1)

  // The client reports to the watch and the watch asks through the client.
  let watch: ConnectionWatch | undefined
  const api = createApi(createKeepingFetch(askServer, globalThis.caches), (reached, keptAt) =>
    watch?.heard(reached, keptAt),
  )
  // What the server says of itself changes too: whether there is data yet, how many venues speak.
  const askStatus = async (): Promise<void> => {
    const answer = await api.status()
    if ('value' in answer) setStatus(answer.value)
  }
  watch = watchConnection(askStatus, () => {
    revive()
    onRecovered()
  })
  onCleanup(watch.close)
  // What was asked in vain while a key was wanted.
  createEffect(on(isLocked, (locked) => locked || revive(), { defer: true }))

  const { connection, retryNow } = watch
  return { api, connection, retryNow, status, setStatus, askStatus, revived, revive }
}
