import type { MarketEvent } from '../../market/event.ts'

/**
 * Numbers the events of one message that are alike in everything and carry no id: the first stays
 * as it is, the next are 1, 2 and so on. Two equal positions may be liquidated in one millisecond.
 */
export function numberTwins(events: readonly MarketEvent[]): readonly MarketEvent[] {
  if (events.length < 2) return events
  const seen = new Map<string, number>()
  return events.map((event) => {
    if (event.type !== 'trade' && event.type !== 'liquidation') return event
    if (event.id !== undefined) return event
    const side = event.type === 'trade' ? event.takerSide : event.position
    const { type, instrument, exchangeTime, price, quantity } = event
    const key = `${type} ${instrument} ${exchangeTime} ${side} ${price} ${quantity}`
    const ordinal = seen.get(key) ?? 0
    seen.set(key, ordinal + 1)
    return ordinal === 0 ? event : { ...event, ordinal }
  })
}
