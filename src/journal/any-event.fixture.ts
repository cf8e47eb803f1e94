import fc from 'fast-check'
import type { MarketEvent } from '../market/event.ts'
import { instrumentId, parseVenueId } from '../market/instrument.ts'
import type { VenueId } from '../market/instrument.ts'
import { quantity } from '../market/units.ts'
import { start } from './events.fixture.ts'

const number = fc.double({ noNaN: true, noDefaultInfinity: true })
const amount = number.map(quantity)
const time = fc.integer({ min: start - 1e9, max: start + 1e9 })
const text = fc.string({ unit: 'binary', maxLength: 20 })
const stream = fc.constantFrom(
  'candle' as const,
  'open-interest' as const,
  'trade' as const,
  'mark-price' as const,
  'funding-rate' as const,
  'liquidation' as const,
  'liquidation-total' as const,
  'account-ratio' as const,
  'order-book' as const,
)
const symbol = fc.constantFrom('BTCUSDT', 'BTC-USD', '1000PEPE/USDT', 'k.x_y')
const venue = fc.constantFrom('bybit', 'okx-swap').map((id) => parseVenueId(id) as VenueId)

/** An event of one type: the header with these fields, some of them now and then absent. */
function event(
  type: MarketEvent['type'],
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  optional: Readonly<Record<string, fc.Arbitrary<unknown>>> = {},
): fc.Arbitrary<MarketEvent> {
  const header = { exchangeTime: time, receivedTime: time }
  const maybe: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    ...optional,
    suspect: fc.constantFrom('time', 'price'),
  }
  const own = fc
    .tuple(
      fc.record<Record<string, unknown>>({ ...header, ...fields }),
      fc.record<Record<string, unknown>>(maybe, { requiredKeys: [] }),
    )
    .map(([always, sometimes]) => ({ ...always, ...sometimes }))
  return fc.tuple(venue, symbol, own).map(
    ([venue, symbol, rest]) =>
      ({
        type,
        venue,
        instrument: instrumentId(venue, symbol),
        ...rest,
      }) as unknown as MarketEvent,
  )
}

const levels = fc.array(fc.record({ price: number, quantity: amount }, { noNullPrototype: true }), {
  maxLength: 4,
})

/** One arbitrary per type of event: a new type does not compile until it has one. */
const BY_TYPE: Readonly<Record<MarketEvent['type'], fc.Arbitrary<MarketEvent>>> = {
  candle: event(
    'candle',
    {
      openTime: time,
      interval: time,
      open: number,
      high: number,
      low: number,
      close: number,
      volume: amount,
    },
    { takerBuyVolume: amount, trades: fc.nat() },
  ),
  'open-interest': event('open-interest', { openInterest: amount }),
  trade: event(
    'trade',
    { price: number, quantity: amount, takerSide: fc.constantFrom('buy', 'sell') },
    { id: text, ordinal: fc.nat() },
  ),
  'mark-price': event('mark-price', { markPrice: number }, { indexPrice: number }),
  'funding-rate': event('funding-rate', { fundingRate: number }, { interval: time }),
  liquidation: event(
    'liquidation',
    {
      position: fc.constantFrom('long', 'short'),
      price: number,
      priceKind: fc.constantFrom('fill', 'bankruptcy'),
      quantity: amount,
    },
    { id: text, ordinal: fc.nat() },
  ),
  'liquidation-total': event('liquidation-total', {
    interval: time,
    longQuantity: amount,
    shortQuantity: amount,
  }),
  'account-ratio': event('account-ratio', { longAccounts: number }),
  'order-book': event('order-book', { bids: levels, asks: levels }),
  gap: event(
    'gap',
    { stream, from: time, cause: text, certainty: fc.constantFrom('certain', 'possible') },
    { repaired: fc.constant(true) },
  ),
  'stream-state': event(
    'stream-state',
    {
      stream,
      health: fc.constantFrom(
        'connecting',
        'subscribed',
        'proven',
        'quiet',
        'stale',
        'suspect',
        'rejected',
        'blocked',
        'down',
        'ended',
      ),
    },
    { cause: text },
  ),
  clock: fc
    .tuple(time, time)
    .map(([exchangeTime, receivedTime]) => ({ type: 'clock', exchangeTime, receivedTime })),
}

/** Any market event. */
export const anyEvent: fc.Arbitrary<MarketEvent> = fc.oneof(...Object.values(BY_TYPE))
