import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { reason } from '../journal/journal-refused.ts'
import type { Outcome } from './channel.ts'
import { GuardError } from './guarded-address.ts'
import type { Answer } from './guarded-request.ts'
import { retryAfter } from './retry-plan.ts'

/** Where a receiver asks to wait and does not say how long. */
const UNSAID_WAIT = 60 * SECOND

/** What an HTTP answer means for the message that it answers. */
export function outcomeOf({ status, retryAfter: header, text }: Answer, now: Millis): Outcome {
  if (status >= 200 && status < 300) return { result: 'delivered' }
  if (status >= 300 && status < 400)
    return { result: 'dead', why: `answered ${status}: redirects are not followed` }
  const why = `answered ${status}`
  const wait = retryAfter(header, now) ?? waitInBody(text)
  if (status === 429) return { result: 'again', why, after: wait ?? UNSAID_WAIT }
  if (status === 503 && wait !== undefined) return { result: 'again', why, after: wait }
  // Their request timed out, or it came before something else: both are worth another attempt.
  if (status >= 500 || status === 408 || status === 425) return { result: 'again', why }
  const dead = { result: 'dead', why: `${why}: ${MEANINGS[status] ?? 'refused'}` } as const
  return status === 404 || status === 410 ? { ...dead, isGone: true } : dead
}

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'the request was not understood',
  401: 'the secret is not accepted',
  403: 'blocked, or not allowed',
  404: 'the receiver does not exist',
  410: 'the receiver is gone',
  413: 'the message is too large',
}

/** What went wrong on the way there. */
export const outcomeOfError = (error: unknown): Outcome => ({
  result: error instanceof GuardError ? 'dead' : 'again',
  why: reason(error),
})

/** Telegram says it in `parameters.retry_after`, Discord in `retry_after`, both in seconds. */
function waitInBody(text: string): Millis | undefined {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return undefined
  }
  const { retry_after: own, parameters } = (body ?? {}) as {
    retry_after?: unknown
    parameters?: { retry_after?: unknown } | null
  }
  const seconds = own ?? parameters?.retry_after
  return typeof seconds === 'number' && seconds >= 0 ? seconds * SECOND : undefined
}
