import type { HttpAnswer } from '../feed/ports.ts'

/**
 * What a throw of ccxt means, as the answer that the feed's own policy is to judge (backoff, pauses,
 * quarantine). What is no answer at all is thrown on: the feed takes it for a failed request.
 * @param last what the venue answered last, where it answered
 */
export function answerOfError(error: unknown, last: HttpAnswer | undefined): HttpAnswer {
  // The venue's own refusal, with its status, its headers and its words: 418, 429, 451, 503.
  if (last !== undefined && (last.status < 200 || last.status >= 300 || isWebPage(last)))
    return last
  const [status, isUnreadable] = meaningOf(namesOf(error))
  const detail = error instanceof Error ? error.message : String(error)
  if (status !== undefined)
    return { status, headers: last?.headers ?? {}, body: detail.slice(0, SHOWN) }
  if (last === undefined || !isUnreadable) throw error
  return {
    status: 200,
    headers: {},
    body: JSON.stringify({
      unreadable: detail.slice(0, SHOWN),
      answer: last.body.slice(0, KEPT),
    }),
  }
}

/** Whether it is a web page: a portal or a block in the place of the venue. */
export const isWebPage = ({ body }: HttpAnswer): boolean => /^\s*</.test(body)

const SHOWN = 300
/** What of the venue's answer goes into quarantine. */
const KEPT = 8000

/** Some venues refuse with HTTP 200 and words; ccxt knows their words and throws by their meaning. */
function meaningOf(
  names: ReadonlySet<string>,
): readonly [status: number | undefined, unreadable: boolean] {
  if (names.has('RateLimitExceeded') || names.has('DDoSProtection')) return [429, false]
  if (names.has('RestrictedLocation')) return [451, false]
  if (names.has('ExchangeNotAvailable')) return [503, false]
  // A throw of JavaScript's own inside a parser: the answer had another shape than ccxt knows.
  const isOwn = ['TypeError', 'SyntaxError', 'RangeError'].some((name) => names.has(name))
  return [undefined, isOwn || names.has('BadResponse')]
}

/** Names of the classes of an error; ccxt's are told apart by class alone. */
function namesOf(error: unknown): ReadonlySet<string> {
  const names = new Set<string>()
  let at: unknown = error
  while (typeof at === 'object' && at !== null && at !== Object.prototype) {
    names.add(at.constructor.name)
    at = Object.getPrototypeOf(at)
  }
  return names
}
