import type { Accessor } from 'solid-js'
import { createEffect, createSignal } from 'solid-js'
import type { SessionAnswer } from '../../api/session.ts'
import { isLocked, readSession } from '../request/lock.ts'

/**
 * How this page stands with the server, asked anew whenever it is let in; undefined until that is known.
 * Must be called inside a Solid root.
 */
export function createOwnKey(): Accessor<SessionAnswer | undefined> {
  const [session, setSession] = createSignal<SessionAnswer>()
  createEffect(() => {
    if (!isLocked()) void readSession().then(setSession)
  })
  return session
}

/** Why nothing may be written with the key the page was let in with; undefined where it may. */
export const whyReadAlone = (session: SessionAnswer | undefined): string | undefined =>
  session?.keyNeeded === true && session.key?.scope === 'read'
    ? `the key ${session.key.name} may read alone`
    : undefined
