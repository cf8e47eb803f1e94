import type { Millis } from '../market/units.ts'

/** The part of a ccxt exchange that the long tail uses: public REST calls alone. */
export interface CcxtExchange {
  /** 4 where `precision` holds steps, 2 where it holds decimal places. */
  readonly precisionMode: number
  readonly has: Readonly<Record<string, unknown>>
  fetchImplementation: unknown
  fetchMarkets(): Promise<unknown>
  setMarkets(markets: unknown): unknown
  fetchOHLCV(symbol: string, timeframe: '1m', since: Millis, limit: number): Promise<unknown>
  fetchOpenInterest(symbol: string): Promise<unknown>
  fetchFundingRate(symbol: string): Promise<unknown>
  fetchMarketLeverageTiers(symbol: string): Promise<unknown>
}

/** Makes an exchange of ccxt by ccxt's id. */
export type MakeExchange = (ccxtId: string, pace: Millis) => Promise<CcxtExchange>

/** A request that takes longer is given up; the feed itself waits shorter. */
const TIMEOUT: Millis = 30_000

/**
 * Loads ccxt, which takes most of a second and 90 MB, and so only once a venue needs it.
 * @param pace least time between two requests
 */
export const makeExchange: MakeExchange = async (ccxtId, pace) => {
  const { default: ccxt } = (await import('ccxt')) as unknown as {
    default: Readonly<Record<string, new (config: object) => CcxtExchange>>
  }
  const Exchange = ccxt[ccxtId]
  if (Exchange === undefined) throw new RangeError(`ccxt knows no exchange "${ccxtId}"`)
  return new Exchange({ enableRateLimit: true, rateLimit: pace, timeout: TIMEOUT })
}
