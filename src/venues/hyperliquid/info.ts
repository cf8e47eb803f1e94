import type { Question } from '../wire/answer-to.ts'

/** Every request of Hyperliquid is a POST to one path; its `type` says what is asked. */
export const info = (
  question: { readonly type: string; readonly [field: string]: unknown },
  weight: number,
): Question => ({ path: '/info', body: JSON.stringify(question), weight })

/** Weight of requests that have no weight of their own. */
export const COMMON_WEIGHT = 20

/** Weight of the requests that are answered from memory: `clearinghouseState`, `exchangeStatus`. */
export const LIGHT_WEIGHT = 2
