import type { MarketEvent } from '../market/event.ts'

/** Events that wait for their turn, up to a bound. */
export interface WaitingEvents {
  readonly length: number
  /** Takes an event, unless there is no room for it. */
  add(event: MarketEvent): boolean
  /** Takes events whatever the bound says. */
  addAll(events: readonly MarketEvent[]): void
  /** The first events, at most so many; they stay until `drop`. */
  peek(most: number): readonly MarketEvent[]
  drop(count: number): void
}

/** Trades and order books, which come in bulk, may fill half of the room: the rest stays for the few. */
const isBulk = ({ type }: MarketEvent): boolean => type === 'trade' || type === 'order-book'

export function waitingEvents(bound: number): WaitingEvents {
  let events: MarketEvent[] = []
  /** Events before this one are gone: shifting a long array costs its length. */
  let head = 0
  return {
    get length() {
      return events.length - head
    },
    add(event) {
      const length = events.length - head
      if (length >= (isBulk(event) ? bound / 2 : bound)) return false
      events.push(event)
      return true
    },
    addAll(more) {
      for (const event of more) events.push(event)
    },
    peek: (most) => events.slice(head, head + most),
    drop(count) {
      head += count
      if (head < events.length / 2) return
      events = events.slice(head)
      head = 0
    },
  }
}
