import type { MarketEvent } from '../../market/event.ts'
import type { BookUpdate, VenueReader } from './reader.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'

/** What events may be about. */
export interface Allowed {
  readonly reader: VenueReader
  readonly instruments: ReadonlySet<InstrumentId>
  readonly receivedTime: Millis
}

/** Returns what is wrong with an event that a reader gave; an empty list where it is sound. */
export function complaintsAbout(event: MarketEvent, allowed: Allowed): string[] {
  const { reader, instruments, receivedTime } = allowed
  const complaints: string[] = []
  const demand = (holds: boolean, what: string) => {
    if (!holds) complaints.push(`${event.type}: ${what}: ${JSON.stringify(event)}`)
  }
  for (const [key, value] of Object.entries(event)) {
    demand(value !== undefined, `${key} is undefined`)
    demand(typeof value !== 'number' || Number.isFinite(value), `${key} is not finite`)
  }
  if (event.type === 'clock' || event.type === 'gap' || event.type === 'stream-state')
    return [...complaints, `${event.type}: not for a reader to say`]
  const known = reader.supplies.some(({ stream }) => stream === event.type)
  demand(known || reader.history?.[event.type] !== undefined, 'a kind that it does not supply')
  demand(event.venue === reader.venue, 'another venue')
  demand(instruments.has(event.instrument), 'an instrument that was not asked for')
  demand(event.receivedTime === receivedTime, 'another time of receipt')
  demand(Number.isInteger(event.exchangeTime), 'exchange time is no integer')
  demand(event.exchangeTime > Date.UTC(2010, 0, 1), 'exchange time before 2010')
  demand(event.exchangeTime <= receivedTime + 5_000, 'exchange time in the future')
  if (event.suspect === 'time')
    demand(event.exchangeTime === receivedTime, 'a suspect time that is not the time of receipt')
  for (const { name, value, holds } of numbersOf(event)) demand(holds, `${name} is ${value}`)
  if (event.type === 'trade') demand(['buy', 'sell'].includes(event.takerSide), 'no side')
  if (event.type === 'liquidation') {
    demand(['long', 'short'].includes(event.position), 'no position')
    demand(['fill', 'bankruptcy'].includes(event.priceKind), 'no kind of price')
  }
  if (event.type === 'candle') {
    demand(event.exchangeTime === event.openTime + event.interval, 'not dated at its end')
    demand(event.exchangeTime <= receivedTime, 'a candle that is still open')
    demand(event.high >= Math.max(event.open, event.close, event.low), 'high is not the highest')
    demand(event.low <= Math.min(event.open, event.close), 'low is not the lowest')
    demand((event.takerBuyVolume ?? 0) <= event.volume, 'more bought than traded')
  }
  return complaints
}

/** Numbers that an event says, other than times, and whether each can be. */
export function numbersOf(event: MarketEvent): { name: string; value: number; holds: boolean }[] {
  return Object.entries(event).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value !== 'number' || /Time$|^ordinal$/.test(name)) return []
    const holds = POSITIVE.has(name) ? value > 0 : SIGNED.has(name) || value >= 0
    return [{ name, value, holds: holds && Number.isFinite(value) }]
  })
}

const POSITIVE = new Set(['price', 'open', 'high', 'low', 'close', 'markPrice', 'indexPrice'])
POSITIVE.add('interval')
const SIGNED = new Set(['fundingRate'])

/** Traded amounts are above 0; amounts that stand for a moment or a span may be 0. */
export function complaintsAboutQuantity(event: MarketEvent): string[] {
  const traded = event.type === 'trade' || event.type === 'liquidation'
  return traded && !(event.quantity > 0) ? [`${event.type}: quantity ${event.quantity}`] : []
}

/** Returns what is wrong with a change of an order book. */
export function complaintsAboutBook(book: BookUpdate, allowed: Allowed): string[] {
  const whole = [book.first, book.last, book.previous ?? 0].every(Number.isSafeInteger)
  const levels = [...book.bids, ...book.asks].every(
    ([price, quantity]) =>
      Number.isFinite(price) && price > 0 && Number.isFinite(quantity) && quantity >= 0,
  )
  const complaints = [
    !whole && 'a sequence number that is no integer',
    !levels && 'a level that cannot be',
    !allowed.instruments.has(book.instrument) && 'an instrument that was not asked for',
    !Number.isInteger(book.exchangeTime) && 'a time that is no integer',
  ]
  return complaints.filter((one) => one !== false).map((one) => `book: ${one}`)
}
