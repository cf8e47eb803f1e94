import { HOUR, MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { HttpAnswer } from './ports.ts'

/** What an answer means for what may be asked next. */
export type Verdict =
  | { readonly kind: 'ok' }
  /** No request to this venue for a time. */
  | {
      readonly kind: 'pause'
      readonly why: 'limited' | 'banned' | 'blocked' | 'maintenance'
      readonly wait: Millis
      readonly cause: string
    }
  /** Nothing lives at this address any more: another one is to be tried. */
  | { readonly kind: 'moved'; readonly cause: string }
  | { readonly kind: 'failed'; readonly cause: string }

/** A 429 that does not say for how long. */
const UNSAID_LIMIT: Millis = MINUTE
/** A ban that does not say for how long: the shortest that Binance documents is 2 minutes. */
const UNSAID_BAN: Millis = 5 * MINUTE
/** Bybit: "403, access too frequent": wait 10 minutes. https://bybit-exchange.github.io/docs/v5/rate-limit */
const TOO_FREQUENT: Millis = 10 * MINUTE
const REGION_WAIT: Millis = HOUR
const MAINTENANCE_WAIT: Millis = MINUTE
/** A ban counts from the venue's clock; ours may be a little ahead. */
const AFTER_BAN: Millis = 10 * SECOND

/**
 * Judges an answer by its status and, for bans, by its words.
 * @param wallNow UTC time, for answers that name a moment
 */
export function judge(answer: HttpAnswer, wallNow: Millis): Verdict {
  const { status } = answer
  const said = `HTTP ${status}${words(answer.body)}`
  if (status === 429) {
    const wait = retryAfter(answer, wallNow) ?? UNSAID_LIMIT
    return { kind: 'pause', why: 'limited', wait, cause: said }
  }
  if (status === 418)
    return { kind: 'pause', why: 'banned', wait: ban(answer, wallNow), cause: said }
  if (status === 403 || status === 451) {
    if (bannedUntil(answer.body) !== undefined)
      return { kind: 'pause', why: 'banned', wait: ban(answer, wallNow), cause: said }
    if (/too (?:frequent|many)|rate limit/i.test(answer.body)) {
      const wait = retryAfter(answer, wallNow) ?? TOO_FREQUENT
      return { kind: 'pause', why: 'limited', wait, cause: said }
    }
    return { kind: 'pause', why: 'blocked', wait: REGION_WAIT, cause: said }
  }
  if (status === 503) {
    const wait = Math.max(MAINTENANCE_WAIT, retryAfter(answer, wallNow) ?? 0)
    return { kind: 'pause', why: 'maintenance', wait, cause: said }
  }
  if (status === 404 || status === 410 || (status >= 300 && status < 400))
    return { kind: 'moved', cause: said }
  if (status < 200 || status >= 300) return { kind: 'failed', cause: said }
  return /^\s*</.test(answer.body)
    ? { kind: 'moved', cause: `a web page where JSON was expected${words(answer.body)}` }
    : { kind: 'ok' }
}

/** `Retry-After` as a wait: seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
export function retryAfter(answer: HttpAnswer, wallNow: Millis): Millis | undefined {
  const text = answer.headers['retry-after']?.trim()
  if (text === undefined) return undefined
  if (/^\d{1,9}(?:\.\d{1,6})?$/.test(text)) return Math.ceil(Number(text) * SECOND)
  const date = text.endsWith('GMT') ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - wallNow)
}

function ban(answer: HttpAnswer, wallNow: Millis): Millis {
  const until = bannedUntil(answer.body)
  const said = until === undefined ? retryAfter(answer, wallNow) : Math.max(0, until - wallNow)
  return (said ?? UNSAID_BAN) + AFTER_BAN
}

/** Binance: "Way too many requests; IP banned until 1660090423228." */
function bannedUntil(body: string): Millis | undefined {
  const found = /\buntil (\d{13})\b/.exec(body)
  return found === null ? undefined : Number(found[1])
}

/** The first words of a body, for people. */
function words(body: string): string {
  const text = body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return text === '' ? '' : `: ${text.length > 160 ? `${text.slice(0, 160)}…` : text}`
}
