import { createRequire } from 'node:module'
import type { CcxtExchange } from './exchange.ts'

type Described = CcxtExchange & {
  readonly rateLimit: number
  readonly timeframes: Readonly<Record<string, unknown>>
}

// As CommonJS: tests run under the condition `browser`, where the ES form of `ws` is a stub without exports.
const ccxt = createRequire(import.meta.url)('ccxt') as Readonly<
  Record<string, new (config: object) => Described>
>

/** An exchange of ccxt itself, unthrottled: virtual time knows nothing of its timers. */
export const realExchange = (id: string): Described => new ccxt[id]!({ enableRateLimit: false })
