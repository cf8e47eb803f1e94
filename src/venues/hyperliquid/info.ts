import type { Read } from '../wire/reader.ts'

/** Every request of Hyperliquid is a POST to one path; its `type` says what is asked. */
export const infoRead = <Value>(
  question: { readonly type: string; readonly [field: string]: unknown },
  weight: number,
  parse: Read<Value>['parse'],
): Read<Value> => ({ host: 'rest', path: '/info', body: JSON.stringify(question), weight, parse })

/** Weight of requests that have no weight of their own. */
export const COMMON_WEIGHT = 20

/** Weight of the requests that are answered from memory: `clearinghouseState`, `exchangeStatus`. */
export const LIGHT_WEIGHT = 2
