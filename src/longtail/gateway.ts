import { AsyncLocalStorage } from 'node:async_hooks'
import type { FeedPorts, HttpAnswer, HttpRequest } from '../feed/ports.ts'
import { MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { answerOfError } from './ccxt-error.ts'
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
  let markets: Promise<unknown> | undefined

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
  async function listMarkets(known: CcxtExchange, anew: boolean): Promise<unknown> {
    if (markets === undefined || anew) {
      const reading = readMarkets(known)
      markets = reading
      reading.catch(() => {
        if (markets === reading) markets = undefined
      })
    }
    return markets
  }

  async function answer(question: Question): Promise<unknown> {
    exchange ??= open()
    exchange.catch(() => (exchange = undefined))
    const known = await exchange
    const list = await listMarkets(known, question.kind === 'markets')
    switch (question.kind) {
      case 'markets':
        return { precisionMode: known.precisionMode, markets: asMarkets(list) }
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
      return { status: 200, headers: {}, body: JSON.stringify(value) ?? 'null' }
    } catch (error) {
      return answerOfError(error, call.last)
    }
  }
}

async function readMarkets(exchange: CcxtExchange): Promise<unknown> {
  const list = await exchange.fetchMarkets()
  exchange.setMarkets(list)
  return list
}

/** The start of the minute from which on so many candles lie, the open one among them. */
const latestFrom = (now: Millis, rows: number): Millis =>
  Math.floor(now / MINUTE) * MINUTE - (rows - 1) * MINUTE

function elsewhere(url: string, base: string): string {
  const { pathname, search } = new URL(url)
  return `${base}${pathname}${search}`
}

/** Of every market what a listing needs; the rest is a hundred times as much. */
function asMarkets(list: unknown): unknown {
  if (!Array.isArray(list)) return list
  return (list as unknown[])
    .filter((market) => isObject(market) && market['swap'] === true)
    .map((market) => {
      const { id, symbol, base, quote, linear, inverse, active, contractSize, created, precision } =
        market as Record<string, unknown>
      const price = isObject(precision) ? precision['price'] : undefined
      return { id, symbol, base, quote, linear, inverse, active, contractSize, created, price }
    })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
