import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../market/units.ts'
import type { ListedInstrument, Read } from '../venues/wire/reader.ts'
import { answerOfError } from './ccxt-error.ts'
import { questionBase, questionPath, readQuestion } from './questions.ts'
import type { Question } from './questions.ts'
import { LONG_TAIL, LONG_TAIL_READERS } from './registry.ts'

const NOW = Date.UTC(2026, 10, 22, 12)

const listedOn = (reader: (typeof LONG_TAIL_READERS)[number]): ListedInstrument => {
  const market = {
    id: 'BTC_USDT',
    symbol: 'BTC/USDT:USDT',
    base: 'BTC',
    quote: 'USDT',
    linear: true,
    inverse: false,
    active: true,
    contractSize: 0.001,
    price: 0.1,
  }
  const answer = JSON.stringify({ precisionMode: 4, markets: [market] })
  return reader.instruments()[0]!.parse(answer, NOW).value![0]!
}

const STREAMS = ['candle', 'open-interest', 'funding-rate'] as const

/** Every read of every venue of the long tail. */
const READS: readonly (readonly [name: string, read: Read<unknown>])[] = LONG_TAIL_READERS.flatMap(
  (reader) => {
    const listed = listedOn(reader)
    return [
      ['markets', reader.instruments()[0]!] as const,
      ...reader.polls!([listed], STREAMS).map((poll) => [poll.stream, poll.read] as const),
      ...Object.entries(reader.history ?? {}).map(
        ([stream, plan]) => [`history of ${stream}`, plan.read(listed, NOW - HOUR, NOW)] as const,
      ),
      ...(reader.riskTiers === undefined
        ? []
        : [['risk tiers', reader.riskTiers(listed.instrument)] as const]),
    ].map(([name, read]) => [`${reader.venue}: ${name}`, read] as const)
  },
)

/** Answers near to what ccxt gives, with anything in the place of a number. */
const leaf = fc.oneof(
  fc.constantFrom(
    null,
    '',
    'NaN',
    'Infinity',
    -5,
    0,
    '0x10',
    '1,234.5',
    1e308,
    '9'.repeat(40),
    true,
  ),
  fc.double(),
  fc.string(),
  fc.constant(NOW - 5 * MINUTE),
)
const answers = fc.oneof(
  fc.string(),
  fc.json(),
  fc.array(fc.array(leaf, { maxLength: 7 }), { maxLength: 4 }).map((rows) => JSON.stringify(rows)),
  fc
    .record({
      timestamp: leaf,
      fundingRate: leaf,
      interval: leaf,
      precisionMode: fc.constantFrom(2, 3, 4, null),
      markets: fc.array(
        fc.record({
          id: leaf,
          symbol: leaf,
          base: leaf,
          quote: leaf,
          linear: fc.boolean(),
          price: leaf,
        }),
      ),
      info: fc.dictionary(
        fc.constantFrom('openInterest', 'open_interest', 'oi_contracts', 'openInterestRv'),
        leaf,
      ),
    })
    .map((record) => JSON.stringify(record)),
)

describe('every read of every venue', () => {
  test('fault 21: reads any text without a throw, and gives finite numbers or a problem', () => {
    fc.assert(
      fc.property(answers, fc.nat(READS.length - 1), (text, i) => {
        const [, read] = READS[i]!
        const { value, problems } = read.parse(text, NOW)
        if (value === undefined) expect(problems.length).toBeGreaterThan(0)
        for (const { detail } of problems) expect(detail.length).toBeLessThan(500)
        const numbers = JSON.stringify(value, (_, part: unknown) =>
          typeof part === 'number' && !Number.isFinite(part) && part !== Number.POSITIVE_INFINITY
            ? 'not finite'
            : part,
        )
        expect(numbers ?? '').not.toContain('not finite')
      }),
      { numRuns: 3000 },
    )
  })

  test.each(READS)('%s: what ccxt could not read is a problem and no value', (_, read) => {
    const { value, problems } = read.parse('{"unreadable":"no such field","answer":"{}"}', NOW)
    expect(value).toBeUndefined()
    expect(problems.map(({ kind, detail }) => `${kind} ${detail}`).join()).toContain(
      'malformed ccxt cannot read',
    )
  })

  test('a range of history that is not served is no empty range', () => {
    const reader = LONG_TAIL_READERS.find(({ venue }) => venue === 'hitbtc')!
    const plan = reader.history!.candle!
    const listed = listedOn(reader)
    const rowsAt = (time: number) => JSON.stringify([[time, 1, 1, 1, 1, 1]])
    const old = plan.read(listed, NOW - 10 * HOUR, NOW - 9 * HOUR)
    expect(old.parse(rowsAt(NOW - MINUTE), NOW).value).toBeUndefined()
    expect(old.parse('[]', NOW).value).toBeUndefined()
    expect(old.parse(rowsAt(NOW - 9.5 * HOUR), NOW).value?.length).toBe(1)
    // A range in which no minute is over yet is empty indeed.
    expect(plan.read(listed, NOW - 30_000, NOW).parse('[]', NOW).value).toEqual([])
  })

  test('a funding rate in percent is refused rather than believed', () => {
    const reader = LONG_TAIL_READERS.find(({ venue }) => venue === 'hitbtc')!
    const [poll] = reader.polls!([listedOn(reader)], ['funding-rate'])
    expect(poll!.read.parse('{"fundingRate":0.75}', NOW).problems[0]?.detail).toContain('fraction')
    expect(poll!.read.parse('{"fundingRate":0.0075,"interval":"8h"}', NOW).value).toMatchObject([
      { fundingRate: 0.0075, interval: 8 * HOUR, exchangeTime: NOW },
    ])
  })
})

test('a question comes back from its URL as it was asked', () => {
  const questions: Question[] = [
    { kind: 'markets' },
    { kind: 'latest-candles', symbol: 'BTC/USDT:USDT', rows: 10 },
    { kind: 'candles', symbol: '1000PEPE/USDC:USDC', from: NOW, rows: 100 },
    { kind: 'open-interest', symbol: 'ETH&x=1/USD?:#' },
    { kind: 'funding-rate', symbol: 'SOL/USD:USD' },
    { kind: 'risk-tiers', symbol: 'XRP/USDT:USDT' },
  ]
  for (const question of questions)
    for (const { id } of LONG_TAIL)
      expect(readQuestion(questionBase(id) + questionPath(question))).toMatchObject({
        venue: id,
        question,
      })
  expect(readQuestion('https://api.kucoin.com/markets')).toBeUndefined()
})

describe('a throw of ccxt', () => {
  class BaseError extends Error {}
  class RateLimitExceeded extends BaseError {}
  class OnMaintenance extends class ExchangeNotAvailable extends BaseError {} {}
  class RestrictedLocation extends BaseError {}
  class BadSymbol extends BaseError {}
  const ok = { status: 200, headers: {}, body: '{"code":1}' }

  test.each([
    [new RateLimitExceeded('slower'), ok, 429],
    [new OnMaintenance('back soon'), ok, 503],
    [new RestrictedLocation('not there'), ok, 451],
    [new TypeError('reading 0 of undefined'), ok, 200],
    // The venue's own words come before ccxt's reading of them.
    [new RateLimitExceeded('slower'), { status: 418, headers: {}, body: 'banned' }, 418],
  ])('%s is an answer that the feed can judge', (error, last, status) => {
    expect(answerOfError(error, last).status).toBe(status)
  })

  test.each([
    [new BadSymbol('unknown'), ok],
    [new TypeError('fetch failed'), undefined],
    [undefined, ok],
  ])('%s is no answer', (error, last) => {
    expect(() => answerOfError(error, last)).toThrow()
  })
})
