import { AsyncLocalStorage } from 'node:async_hooks'
import type { FeedPorts, HttpAnswer, HttpRequest } from '../feed/ports.ts'
import { MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { answerOfError, isWebPage } from './ccxt-error.ts'
import type { CcxtExchange, MakeExchange } from './exchange.ts'
import type { LongTailVenue } from './long-tail-venue.ts'
import { readQuestion } from './questions.ts'
import type { Question } from './questions.ts'

export interface GatewayOptions {
  readonly venue: LongTailVenue
  readonly ports: FeedPorts
  readonly make: MakeExchange
  /** Scheme and host in place of the venue's own. */
  readonly base?: string
}

/** One question that is being answered: what ccxt sends for it, and what came back last. */
export interface Call {
  readonly signal: AbortSignal
  last: HttpAnswer | undefined
}

/** ccxt keeps half the pace that it would keep by itself. */
const PACE_FACTOR = 2

/**
 * Answers the questions of a long-tail venue through ccxt. What ccxt sends goes over the ports of the
 * feed, so that its limits of size and time, its abort and its virtual worlds hold for it too, and
 * so that a refusal is seen with its status and headers and not as the text of an exception.
 */
export function gateway(
  options: GatewayOptions,
): (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer> {
  const { venue, ports } = options
  const calls = new AsyncLocalStorage<Call>()
  let exchange: Promise<CcxtExchange> | undefined
  const markets = new Map<unknown, object>()
  let reading: Promise<unknown> | undefined

  async function open(): Promise<CcxtExchange> {
    const made = await options.make(venue.ccxt, venue.pace * PACE_FACTOR)
    made.fetchImplementation = send
    return made
  }

  /** What ccxt calls in place of `fetch`. */
  async function send(
    url: string,
    init: { readonly method?: string; readonly body?: unknown },
  ): Promise<object> {
    const call = calls.getStore()
    if (call === undefined) throw new Error(`ccxt asks for ${url} outside of a question`)
    const body = typeof init.body === 'string' ? init.body : undefined
    const to = options.base === undefined ? url : elsewhere(url, options.base)
    const answer = await ports.request(
      body === undefined ? { url: to } : { url: to, body },
      call.signal,
    )
    call.last = answer
    return {
      status: answer.status,
      statusText: '',
      headers: answer.headers,
      text: async () => answer.body,
    }
  }

  /** The list of markets is read once for all questions, and anew when it is asked for. */
  function listMarkets(known: CcxtExchange, anew: boolean): Promise<unknown> {
    if (markets.size > 0 && !anew) return Promise.resolve(undefined)
    reading ??= readMarkets(known).finally(() => (reading = undefined))
    return reading
  }

  /** What an answer leaves out is still known: half a list must not make ccxt forget a market. */
  async function readMarkets(known: CcxtExchange): Promise<unknown> {
    const list = await known.fetchMarkets()
    const perpetuals = swapsOf(list)
    if (perpetuals.length > 0) {
      for (const market of perpetuals) markets.set(market['symbol'], market)
      known.setMarkets([...markets.values()])
    }
    return list
  }

  async function answer(question: Question): Promise<unknown> {
    exchange ??= open()
    exchange.catch(() => (exchange = undefined))
    const known = await exchange
    const list = await listMarkets(known, question.kind === 'markets')
    if (markets.size === 0 && question.kind !== 'markets')
      throw new Error('the list of markets holds no perpetual')
    switch (question.kind) {
      case 'markets':
        return { precisionMode: known.precisionMode, markets: swapsOf(list).map(asMarket) }
      case 'latest-candles': {
        const from = latestFrom(ports.clock.wall(), question.rows)
        return known.fetchOHLCV(question.symbol, '1m', from, question.rows)
      }
      case 'candles':
        return known.fetchOHLCV(question.symbol, '1m', question.from, question.rows)
      case 'open-interest':
        return known.fetchOpenInterest(question.symbol)
      case 'funding-rate':
        return known.fetchFundingRate(question.symbol)
      case 'risk-tiers':
        return known.fetchMarketLeverageTiers(question.symbol)
      default:
        return question satisfies never
    }
  }

  return async (request, signal) => {
    const asked = readQuestion(request.url)
    if (asked === undefined) return ports.request(request, signal)
    const call: Call = { signal, last: undefined }
    try {
      const value = await calls.run(call, () => answer(asked.question))
      // ccxt takes a web page for a text and finds nothing in it.
      if (call.last !== undefined && isWebPage(call.last)) return call.last
      return { status: 200, headers: {}, body: JSON.stringify(value) ?? 'null' }
    } catch (error) {
      return answerOfError(error, call.last)
    }
  }
}

/** The start of the minute from which on so many candles lie, the open one among them. */
const latestFrom = (now: Millis, rows: number): Millis =>
  Math.floor(now / MINUTE) * MINUTE - (rows - 1) * MINUTE

function elsewhere(url: string, base: string): string {
  const { pathname, search } = new URL(url)
  return `${base}${pathname}${search}`
}

/** The perpetuals of ccxt's list of markets. */
const swapsOf = (list: unknown): Record<string, unknown>[] =>
  (Array.isArray(list) ? (list as unknown[]) : []).filter(
    (market): market is Record<string, unknown> => isObject(market) && market['swap'] === true,
  )

/** Of a market what a listing needs; the rest is a hundred times as much. */
function asMarket(market: Record<string, unknown>): object {
  const { id, symbol, base, quote, linear, inverse, active, contractSize, created } = market
  const { precision } = market
  const price = isObject(precision) ? precision['price'] : undefined
  return { id, symbol, base, quote, linear, inverse, active, contractSize, created, price }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
