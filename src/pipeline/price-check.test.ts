import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Liquidation, MarkPrice, MarketEvent, Trade } from '../market/event.ts'
import { instrumentId, parseVenueId } from '../market/instrument.ts'
import { MINUTE, quantity, SECOND } from '../market/units.ts'
import { PriceCheck } from './price-check.ts'

const start = Date.UTC(2025, 9, 10, 21, 15)
const at = (venue: string, seconds: number) => {
  const id = parseVenueId(venue)!
  const time = start + seconds * SECOND
  return {
    venue: id,
    instrument: instrumentId(id, 'ATOMUSDT'),
    exchangeTime: time,
    receivedTime: time,
  }
}
const trade = (venue: string, seconds: number, price: number): Trade => ({
  type: 'trade',
  ...at(venue, seconds),
  price,
  quantity: quantity(1),
  takerSide: 'sell',
})
const mark = (venue: string, seconds: number, markPrice: number): MarkPrice => ({
  type: 'mark-price',
  ...at(venue, seconds),
  markPrice,
})
const liquidation = (venue: string, seconds: number, price: number): Liquidation => ({
  type: 'liquidation',
  ...at(venue, seconds),
  position: 'long',
  price,
  priceKind: 'bankruptcy',
  quantity: quantity(1),
})
const check = () => new PriceCheck(() => 'ATOM')
const suspicion = (event: MarketEvent) => (event.type === 'clock' ? '' : (event.suspect ?? ''))
const suspects = (events: readonly MarketEvent[]) => events.map(suspicion)
/** Without what was marked. */
const bare = (event: MarketEvent): MarketEvent => {
  if (event.type === 'clock') return event
  const { suspect: _, ...rest } = event
  return rest as MarketEvent
}

describe('fault 23: a near-zero print on one venue', () => {
  test('is kept, with its price, and marked; what comes after it is not', () => {
    const events = [
      trade('bybit', 0, 3.9),
      trade('okx', 0, 3.91),
      trade('binance', 1, 0.001),
      liquidation('binance', 1, 0.002),
      trade('binance', 2, 3.8),
    ]
    const marked = check().mark(events)
    expect(suspects(marked)).toEqual(['', '', 'price', 'price', ''])
    expect(marked.map(bare)).toEqual(events)
  })

  test('a crash that all venues see is no error of one of them', () => {
    const events = [0, 3, 6, 9, 12, 15].flatMap((second, step) =>
      ['binance', 'bybit', 'okx'].map((venue) => trade(venue, second, 4 * 0.75 ** step)),
    )
    expect(new Set(suspects(check().mark(events)))).toEqual(new Set(['']))
  })

  test('with one other venue, or old prices alone, nobody can say who is wrong', () => {
    expect(suspects(check().mark([trade('bybit', 0, 4), trade('binance', 1, 0.001)]))).toEqual([
      '',
      '',
    ])
    const old = [trade('bybit', 0, 4), trade('okx', 0, 4), trade('binance', 11, 0.001)]
    expect(suspects(check().mark(old))).toEqual(['', '', ''])
  })
})

test('fault 44: an instrument that is off by a fifth for a minute is left out until it is back', () => {
  const events: MarketEvent[] = []
  for (let second = 0; second < 150; second += 5)
    events.push(
      mark('bybit', second, 10),
      mark('okx', second, 10.1),
      mark('gate', second, second < 120 ? 12.5 : 10),
    )
  const marked = check().mark(events)
  const gate = marked.filter(
    ({ type, ...event }) => type !== 'clock' && 'venue' in event && event.venue === 'gate',
  )
  expect(suspects(gate)).toEqual(
    gate.map(({ receivedTime }) =>
      receivedTime - start >= MINUTE && receivedTime - start < 2 * MINUTE ? 'price' : '',
    ),
  )
  expect(suspects(gate)).toContain('price')
})

test('fault 44: a contract counted in thousands is found by its price', () => {
  const events = [
    mark('bybit', 0, 0.00001),
    mark('okx', 0, 0.0000101),
    mark('gate', 1, 0.01),
    mark('gate', 2, 0.01),
  ]
  expect(suspects(check().mark(events))).toEqual(['', '', 'price', 'price'])
})

test('fault 44: one that is wrong from the start does not make the others suspect', () => {
  const events = [
    mark('gate', 0, 10),
    mark('bybit', 1, 0.01),
    mark('okx', 2, 0.0101),
    mark('gate', 3, 10),
    mark('bybit', 4, 0.01),
    mark('okx', 5, 0.01),
  ]
  expect(suspects(check().mark(events))).toEqual(['', '', '', 'price', '', ''])
})

test('how events come in batches changes nothing, and no event is lost or changed', () => {
  const one = fc
    .tuple(
      fc.constantFrom('binance', 'bybit', 'okx', 'gate'),
      fc.integer({ min: 0, max: 200 }),
      fc.constantFrom(1, 1.1, 1.3, 4, 0.001),
    )
    .map(([venue, second, price]) => trade(venue, second, price))
  fc.assert(
    fc.property(fc.array(one, { maxLength: 60 }), fc.integer({ min: 0, max: 60 }), (list, cut) => {
      const events = list.sort((a, b) => a.receivedTime - b.receivedTime)
      const whole = check().mark(events)
      const parts = check()
      const split = [...parts.mark(events.slice(0, cut)), ...parts.mark(events.slice(cut))]
      expect(split).toEqual(whole)
      expect(whole.map(bare)).toEqual(events)
    }),
  )
})
