import type { Problem } from '../api/schema.ts'

/** Every error that a client can meet, by its stable code. docs/api.md says what to do about each. */
export const PROBLEMS = {
  'invalid-parameter': { status: 400, title: 'A parameter is not as it should be' },
  'range-too-large': { status: 400, title: 'The answer would be too long' },
  'interval-not-stored': { status: 400, title: 'The candles cannot be shown at this interval' },
  'outside-map': { status: 400, title: 'The time lies outside the map' },
  'malformed-request': { status: 400, title: 'The request is not valid HTTP' },
  'host-not-allowed': { status: 403, title: 'The Host header names another server' },
  'origin-not-allowed': { status: 403, title: 'Another site may not read from this server' },
  'not-from-here': { status: 403, title: 'This is answered to the machine of the server alone' },
  'unknown-instrument': { status: 404, title: 'No such instrument' },
  'unknown-model': { status: 404, title: 'No such model' },
  'tile-version-unknown': { status: 404, title: 'The map has another version now' },
  'tile-outside-map': { status: 404, title: 'The tile lies outside the map' },
  'not-measured': { status: 404, title: 'No positions are shown of this instrument' },
  'no-book': { status: 404, title: 'There is no order book of this instrument' },
  'not-scored': { status: 404, title: 'There is no score of this instrument' },
  'no-channel': { status: 404, title: 'There is no such channel of alerts' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'method-not-allowed': { status: 405, title: 'Only GET and HEAD are answered' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'url-too-long': { status: 414, title: 'The address is too long' },
  'not-json': { status: 415, title: 'The body must be JSON' },
  'no-map': { status: 422, title: 'This model cannot be drawn from the data there is' },
  'upgrade-required': { status: 426, title: 'This address speaks WebSocket' },
  'too-many-tests': { status: 429, title: 'Too many tests of alerts were sent' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'internal-error': { status: 500, title: 'The server made a mistake' },
  'book-not-in-sync': { status: 503, title: 'The order book is not in step with its venue' },
  'too-many-books': { status: 503, title: 'Too many order books are watched' },
  busy: { status: 503, title: 'Too much is being made at once' },
  'too-many-viewers': { status: 503, title: 'Too many pages are connected' },
  'page-not-built': { status: 503, title: 'The page was not built' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof PROBLEMS

/** What a problem may say beyond its sentence. */
export type ProblemNumbers = Readonly<Record<string, number>>

/** An error that is answered as it is, not as a mistake of the server. */
export interface ProblemError extends Error {
  readonly problem: Problem
}

/** The answer for a code, as RFC 9457 problem details (https://www.rfc-editor.org/rfc/rfc9457). */
export function problemAnswer(
  code: ProblemCode,
  detail: string,
  numbers?: ProblemNumbers,
): Problem {
  const { status, title } = PROBLEMS[code]
  const answer = { type: `urn:isotherm:problem:${code}`, title, status, code, detail }
  return numbers === undefined ? answer : { ...answer, numbers }
}

/** An error to throw from a route: `detail` is one plain sentence for the person who asked. */
export function problem(code: ProblemCode, detail: string, numbers?: ProblemNumbers): ProblemError {
  return Object.assign(new Error(detail), { problem: problemAnswer(code, detail, numbers) })
}

export const isProblem = (error: unknown): error is ProblemError =>
  error instanceof Error && 'problem' in error
