import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { CODES } from '../../../src/api/coinglass/envelope.ts'
import { BAD_VALUES } from '../bad-values.ts'
import { INVERSE, PAIRS, TO, madeServer } from './made-markets.ts'

/** Values that no parameter allows, and some that one or another does. */
const VALUES: readonly string[] = [...BAD_VALUES, '-0', '0', 'ВTC', '*', `${TO}`, '1700000000']

const TIMES = ['interval', 'limit', 'start_time', 'end_time']
const PAIR = ['exchange', 'symbol']
const LIST = ['exchange_list', 'symbol']
/** What each address reads. */
const READS: Readonly<Record<string, readonly string[]>> = {
  'liquidation/history': [...PAIR, ...TIMES],
  'liquidation/aggregated-history': [...LIST, ...TIMES],
  'liquidation/coin-list': ['exchange'],
  'liquidation/exchange-list': ['symbol', 'range'],
  'liquidation/order': [...PAIR, 'min_liquidation_amount', 'start_time', 'end_time'],
  'liquidation/heatmap/model1': [...PAIR, 'range'],
  'liquidation/aggregated-heatmap/model3': ['symbol', 'range'],
  'liquidation/model2/heatmap': [...PAIR, 'range'],
  'liquidation/map': [...PAIR, 'range'],
  'liquidation/aggregated-map': ['symbol', 'range', 'format'],
  'liquidation/max-pain': ['range'],
  'supported-coins': [],
  'supported-exchanges': [],
  'supported-exchange-pairs': ['exchange'],
  'price/history': ['pair', ...PAIR, ...TIMES],
  'coins-markets': ['exchange_list', 'symbol', 'per_page', 'page'],
  'pairs-markets': ['symbol'],
  'coins-price-change': [],
  'open-interest/history': [...PAIR, ...TIMES, 'unit'],
  'open-interest/aggregated-history': ['symbol', ...TIMES, 'unit'],
  'open-interest/aggregated-stablecoin-history': [...LIST, ...TIMES],
  'open-interest/aggregated-coin-margin-history': [...LIST, ...TIMES],
  'open-interest/exchange-list': ['symbol'],
  'open-interest/exchange-history-chart': ['symbol', 'range', 'unit'],
  'funding-rate/history': [...PAIR, ...TIMES],
  'funding-rate/oi-weight-history': ['symbol', ...TIMES],
  'funding-rate/vol-weight-history': ['symbol', ...TIMES],
  'funding-rate/exchange-list': ['symbol'],
  'funding-rate/accumulated-exchange-list': ['symbol', 'range'],
  'openInterest/exchange-list': ['symbol'],
  'liquidation/v2/exLiqMap': ['symbol', 'range', 'format'],
  'global-long-short-account-ratio/history': [...PAIR, ...TIMES],
  'taker-buy-sell-volume/exchange-list': ['symbol', 'range'],
  'v2/taker-buy-sell-volume/history': [...PAIR, ...TIMES],
  'aggregated-taker-buy-sell-volume/history': [...LIST, ...TIMES, 'unit'],
  'cvd/history': [...PAIR, ...TIMES],
  'aggregated-cvd/history': [...LIST, ...TIMES, 'unit'],
}

const answer = z.union([
  z.strictObject({ code: z.literal('0'), msg: z.literal('success'), data: z.unknown() }),
  z.strictObject({ code: z.enum(CODES), msg: z.string().regex(/^[\u0020-\u007e…]+$/) }),
])

const withInterval = (names: readonly string[]): Record<string, string> =>
  names.includes('interval') ? { interval: '1h' } : {}

describe('whatever is asked is answered', () => {
  const server = () =>
    madeServer([...PAIRS, INVERSE], { coinglassLimits: { burst: 1e6, perSecond: 1e6 } })

  test('by the envelope, with status 200, for every value of every parameter', async () => {
    const { app } = await server()
    for (const [path, names] of Object.entries(READS)) {
      const ask = async (query: URLSearchParams) => {
        const { statusCode, json, payload } = await app.inject(`/api/futures/${path}?${query}`)
        expect(statusCode, `${path}?${query} ${payload.slice(0, 200)}`).toBe(200)
        return answer.parse(json())
      }
      // oxlint-disable-next-line no-await-in-loop
      expect((await ask(new URLSearchParams(withInterval(names)))).code, path).toBe('0')
      // oxlint-disable-next-line no-await-in-loop
      for (const name of [...names, 'a[]', '__proto__'])
        for (const value of VALUES)
          await ask(new URLSearchParams({ ...withInterval(names), [name]: value }))
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  }, 240_000)

  test('never by an error of the server, for any times and counts', async () => {
    const { app } = await server()
    const paths = Object.keys(READS).filter((path) => READS[path]!.includes('interval'))
    const number = fc.oneof(
      fc.integer({ min: -5, max: 5_000 }).map(String),
      fc.double().map(String),
      fc.integer({ min: TO - 4e8, max: TO + 4e8 }).map(String),
      fc.maxSafeNat().map(String),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.constantFrom('5m', 'm15', '1h', '8h', '1d', '1w'),
        fc.option(number),
        fc.option(number),
        fc.option(number),
        async (path, interval, limit, start, end) => {
          const query = new URLSearchParams({ interval })
          if (limit !== null) query.set('limit', limit)
          if (start !== null) query.set('startTime', start)
          if (end !== null) query.set('endTime', end)
          const { statusCode, json } = await app.inject(`/api/futures/${path}?${query}`)
          expect(statusCode).toBe(200)
          const read = answer.parse(json())
          if (!('data' in read)) return
          const rows = z.array(z.object({ time: z.number() })).parse(read.data)
          expect(rows.length).toBeLessThanOrEqual(path === 'aggregated-cvd/history' ? 4_500 : 1_000)
          const times = rows.map(({ time }) => time)
          expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b))
        },
      ),
      { numRuns: 150 },
    )
  })
})

test.each([
  'top-long-short-account-ratio/history',
  'top-long-short-position-ratio/history',
  'v2/net-position/history',
  'orderbook/history',
  'volume/footprint-history',
  'funding-rate/arbitrage',
])('%s says that it is not known, and why', async (path) => {
  const { json } = await madeServer()
  const { status, body } = await json(`/api/futures/${path}?symbol=BTCUSDT&interval=1h`)
  expect(status).toBe(200)
  expect(body).toEqual({ code: '422', msg: expect.stringContaining('not k') })
})
