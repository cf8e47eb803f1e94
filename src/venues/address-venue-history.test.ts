import { describe, expect, test } from 'vitest'
import type { StreamKind } from '../market/event.ts'
import { HOUR, MINUTE } from '../market/units.ts'
import { fixture as dydx } from './dydx/frames.fixture.ts'
import { fixture as hyperliquid } from './hyperliquid/frames.fixture.ts'
import { fixture as lighter } from './lighter/frames.fixture.ts'
import type { ReaderFixture } from './wire/reader.fixture.ts'

const RECEIVED = Date.UTC(2026, 10, 22)

const planOf = ({ reader, instruments }: ReaderFixture, stream: StreamKind, wireName: string) => {
  const listed = instruments.find((one) => one.wireName === wireName)!
  const plan = reader.history![stream]!
  return { plan, read: (from: number, to: number) => plan.read(listed, from, to) }
}

const textOf = ({ answers }: ReaderFixture, of: StreamKind): string =>
  answers.find((answer) => answer.of === of)!.from.text

// The rows of the fixtures and when they begin.
describe.each([
  ['hyperliquid candle', hyperliquid, 'candle', 'BTC', [1_790_358_600_000, 1_790_358_660_000]],
  [
    'hyperliquid funding-rate',
    hyperliquid,
    'funding-rate',
    'BTC',
    [1_790_352_000_015, 1_790_355_600_045, 1_790_359_200_046],
  ],
  ['dydx candle', dydx, 'candle', 'BTC-USD', [Date.UTC(2025, 6, 25, 9, 47)]],
  ['dydx open-interest', dydx, 'open-interest', 'BTC-USD', [Date.UTC(2025, 6, 25, 9, 47)]],
  ['lighter candle', lighter, 'candle', '0', [1_767_700_500_000]],
] as const)('%s', (_, fixture, stream, wireName, starts) => {
  const { read } = planOf(fixture, stream, wireName)
  const counted = (from: number, to: number) =>
    read(from, to).parse(textOf(fixture, stream), RECEIVED).value?.length

  test('gives what begins in the range: from its start, up to its end', () => {
    const [first, last] = [starts[0], starts.at(-1)!]
    expect(counted(first, last + 1)).toBe(starts.length)
    expect(counted(first + 1, last + 1)).toBe(starts.length - 1)
    expect(counted(first, last)).toBe(starts.length - 1)
    expect(counted(last + 1, last + HOUR)).toBe(0)
  })
})

describe('what is asked', () => {
  const from = Date.UTC(2026, 8, 1)

  test('hyperliquid: a page of minutes at its weight', () => {
    const { plan, read } = planOf(hyperliquid, 'candle', 'BTC')
    const { body, weight } = read(from, from + plan.rows * MINUTE)
    expect(JSON.parse(body!)).toEqual({
      type: 'candleSnapshot',
      req: {
        coin: 'BTC',
        interval: '1m',
        startTime: from,
        endTime: from + 5_000 * MINUTE - 1,
      },
    })
    // 20, and one for every 60 rows.
    expect(weight).toBe(20 + 84)
  })

  test('dydx: times as ISO text', () => {
    expect(planOf(dydx, 'candle', 'BTC-USD').read(from, from + HOUR).path).toBe(
      '/v4/candles/perpetualMarkets/BTC-USD?resolution=1MIN&fromISO=2026-09-01T00:00:00.000Z&toISO=2026-09-01T01:00:00.000Z&limit=1000',
    )
  })

  test('lighter: the number of the market', () => {
    expect(planOf(lighter, 'candle', '0').read(from, from + HOUR).path).toBe(
      `/api/v1/candles?market_id=0&resolution=1m&start_timestamp=${from}&end_timestamp=${from + HOUR - 1}&count_back=0`,
    )
  })
})
