import { isRefusal } from '../../api/coinglass/envelope.ts'
import type { Refusal, RefusalCode } from '../../api/coinglass/envelope.ts'
import { isProblem } from '../http/problems.ts'
import type { ProblemCode } from '../http/problems.ts'

/** What an error is told as: clients of this contract read the code inside of an answer with status 200. */
export interface Told {
  readonly status: number
  readonly body: Refusal
}

/** Problems of the house that are the contract's own errors. */
const BY_PROBLEM: Partial<Record<ProblemCode, RefusalCode>> = {
  'invalid-parameter': '400',
  'range-too-large': '400',
  'interval-not-stored': '422',
  'outside-map': '422',
  'no-map': '422',
  'unknown-instrument': '404',
  'unknown-model': '404',
  'key-needed': '400',
  'key-wrong': '400',
}

/** Sentences by which clients know what is the matter. */
const THEIR_WORDS: Readonly<Record<string, string>> = {
  'key-needed': 'API key missing.',
  'key-wrong': 'Invalid API key provided',
}

const BY_STATUS: Readonly<Record<number, RefusalCode>> = {
  403: '401',
  404: '404',
  405: '405',
  408: '408',
  // Whoever waits for a busy server does as one who has asked too much.
  503: '429',
}

/** Undefined where the error is a mistake of the server. */
export function toldAs(error: unknown): Told | undefined {
  if (isRefusal(error))
    return { status: error.refusal.code === '429' ? 429 : 200, body: error.refusal }
  if (!isProblem(error)) return undefined
  const { code, status, detail: msg } = error.problem
  const known = BY_PROBLEM[code as ProblemCode]
  if (known !== undefined)
    return { status: 200, body: { code: known, msg: THEIR_WORDS[code] ?? msg } }
  return { status: status === 503 ? 429 : status, body: { code: BY_STATUS[status] ?? '400', msg } }
}
