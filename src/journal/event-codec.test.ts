import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MarketEvent } from '../market/event.ts'
import { decodeEvent, encodeEvent } from './event-codec.ts'
import { anyEvent } from './any-event.fixture.ts'
import { btc, liquidation, start, trade } from './events.fixture.ts'

const written = (event: MarketEvent): string => {
  const encoded = encodeEvent(event)
  if (!encoded.ok) throw new Error(encoded.problem)
  return encoded.text
}

test('every event is read back as it was, -0 and absent fields too', () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      expect(decodeEvent(written(event))).toStrictEqual(event)
    }),
    { numRuns: 2_000 },
  )
})

test('a record is plain JSON on one line', () => {
  expect(written(trade(1))).toBe(
    `["trade","bybit:BTCUSDT",${start + 1},${start + 8},null,110000.125,0.25,"sell","t1",null]`,
  )
  fc.assert(
    fc.property(anyEvent, (event) => {
      expect(written(event)).not.toMatch(/[\n\r]/)
    }),
  )
})

test('any text reads as an event or as nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), anyEvent.map(written).chain(damaged)), (text) => {
      const event = decodeEvent(text)
      // What is read can be written: no NaN, no missing field, no foreign word.
      if (event !== undefined) expect(encodeEvent(event).ok).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

/** A text with one cell of its array replaced. */
const damaged = (text: string) =>
  fc.tuple(fc.nat(), fc.jsonValue({ maxDepth: 1 })).map(([at, value]) => {
    const cells: unknown[] = JSON.parse(text)
    cells[at % cells.length] = value
    return JSON.stringify(cells)
  })

test.each([
  ['a price that is no number', { ...liquidation(1), price: Number.NaN }, 'price is NaN'],
  ['an infinite time', { ...trade(1), exchangeTime: Infinity }, 'exchangeTime is Infinity'],
  ['a foreign venue', { ...trade(1), venue: 'okx' }, 'venue is "okx"'],
  ['no instrument', { ...trade(1), instrument: 'BTC' }, 'instrument is "BTC"'],
  ['a side that is none', { ...liquidation(1), position: 'both' }, 'position is "both"'],
  ['a missing field', { ...trade(1), quantity: undefined }, 'quantity is undefined'],
  ['a foreign suspicion', { ...trade(1), suspect: 'x' }, 'suspect is "x", must be time or price'],
])('%s is refused by name', (_, event, problem) => {
  expect(encodeEvent(event as unknown as MarketEvent)).toEqual({
    ok: false,
    problem: expect.stringContaining(problem),
  })
})

test('a record from before an optional field was added is read, one with more fields is not', () => {
  const { id: _, ...plain } = trade(2)
  const cells = `"trade","${btc}",${start + 2},${start + 9},null,110000.25,0.25,"buy"`
  expect(decodeEvent(`[${cells}]`)).toStrictEqual(plain)
  expect(decodeEvent(`[${cells},null,null,7]`)).toBeUndefined()
  expect(decodeEvent(`["clock",${start},${start},1]`)).toBeUndefined()
})
