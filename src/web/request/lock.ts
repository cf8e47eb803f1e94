import { createSignal, untrack } from 'solid-js'
import { ROUTES } from '../../api/routes.ts'
import { sessionSchema } from '../../api/session.ts'
import type { SessionAnswer } from '../../api/session.ts'
import { readProblem } from '../../client/read-problem.ts'
import { forgetAnswers } from './answer-store.ts'
import { asSentence } from '../words/as-sentence.ts'

/** Whether the server answers this page, or wants a key first. `ended`: it did answer, and does no more. */
type Lock = 'open' | 'closed' | 'ended'

const [lock, setLock] = createSignal<Lock>('open')
export { lock }

export const isLocked = (): boolean => lock() !== 'open'

let wasAnswered = false

/** The other pages of this browser share the session: what happens to it here is told to them. */
const otherPages =
  typeof document === 'undefined' ? undefined : new BroadcastChannel('isotherm.session')
// Each asks for itself whether it is let in.
otherPages?.addEventListener('message', () => void askServer(ROUTES.status).catch(() => undefined))

const tellOtherPages = (): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin alone
  otherPages?.postMessage('session')
}

/** Whether an answer is Isotherm's own demand for a key. */
export const wantsKey = ({ status, headers }: Response): boolean =>
  status === 401 && headers.get('content-type')?.startsWith('application/problem+json') === true

/** Asks the server, and notes whether it wants a key. All that needs one is asked for by this. */
export async function askServer(path: string, init: RequestInit = {}): Promise<Response> {
  const wasLocked = untrack(isLocked)
  const response = await fetch(path, init)
  if (wantsKey(response)) close()
  else if (response.ok) {
    wasAnswered = true
    if (wasLocked) setLock('open')
  }
  return response
}

function close(): void {
  if (untrack(isLocked)) return
  setLock(wasAnswered ? 'ended' : 'closed')
  // Whoever comes next may have no key.
  void forgetAnswers(globalThis.caches)
}

/** Gives a key, as it was printed, for a session. Says what went wrong. */
export async function logIn(key: string): Promise<string | undefined> {
  const body = JSON.stringify({ key })
  const headers = { 'content-type': 'application/json' }
  const sent = await told({ method: 'POST', headers, body })
  if (typeof sent === 'string') return sent
  const kept = await readSession()
  if (kept === undefined) return OUT_OF_REACH
  if (kept.keyNeeded && kept.key === null)
    return 'The key is right, but the browser has not kept the session: does it block cookies?'
  setLock('open')
  tellOtherPages()
  return undefined
}

/** Ends the session, and all that is left of it in this browser. Says what went wrong. */
export async function logOut(): Promise<string | undefined> {
  // While it may still be said to the server; where nothing was pushed here it does nothing.
  const push = await import('../alerts/browser-push.ts').catch(() => undefined)
  await push?.turnOff().catch(() => undefined)
  const ended = await told({ method: 'DELETE' })
  if (typeof ended === 'string') return ended
  await forgetAnswers(globalThis.caches)
  tellOtherPages()
  location.reload()
  return undefined
}

/** How this page stands with the server; undefined where that cannot be told. */
export async function readSession(): Promise<SessionAnswer | undefined> {
  const answer = await told({})
  return typeof answer === 'string' ? undefined : answer
}

const OUT_OF_REACH = 'The server does not answer.'

async function told(init: RequestInit): Promise<SessionAnswer | string> {
  try {
    const response = await fetch(ROUTES.session, init)
    const body: unknown = await response.json()
    if (response.ok) return sessionSchema.parse(body)
    const { detail } = readProblem(response.status, body)
    return asSentence(detail)
  } catch {
    return OUT_OF_REACH
  }
}
