import type { MarketEvent } from '../market/event.ts'
import { DAY, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/** Which events are known already, so that each is stored once. */
export interface SeenEvents {
  /** Whether the event is new; from then on it is known. */
  add(event: MarketEvent, now: Millis): boolean
}

/** How long, and how many at most, events of a family are remembered. */
interface Memory {
  readonly time: Millis
  readonly count: number
}

/**
 * Venues repeat what came last when one subscribes. Of trades that is a matter of seconds; the last
 * hundred liquidations of a quiet instrument may be hours old.
 */
const OFTEN: Memory = { time: 10 * MINUTE, count: 200_000 }
const SELDOM: Memory = { time: DAY, count: 50_000 }

const memoryOf = ({ type }: Pick<MarketEvent, 'type'>): Memory =>
  type === 'liquidation' || type === 'liquidation-total' ? SELDOM : OFTEN

/** How long at least an event is known after it was received, unless too many came since. */
export const rememberedFor = (event: Pick<MarketEvent, 'type'>): Millis => memoryOf(event).time

/**
 * Remembers events by what makes them the same: the venue's id, or all that they say.
 * @param known events that are stored already
 */
export function seenEvents(now: Millis, known: readonly MarketEvent[] = []): SeenEvents {
  const often = generations(OFTEN, now)
  const seldom = generations(SELDOM, now)
  const add = (event: MarketEvent, at: Millis): boolean =>
    (memoryOf(event) === SELDOM ? seldom : often)(identity(event), at)
  for (const event of known) add(event, now)
  return { add }
}

/** What makes an event the same as another. Two that are alike in one message differ by `ordinal`. */
export function identity(event: MarketEvent): string {
  if (event.type === 'clock') return `clock ${event.exchangeTime}`
  const { type, instrument, exchangeTime } = event
  switch (type) {
    case 'trade':
      return event.id === undefined
        ? `t ${instrument} ${exchangeTime} ${event.takerSide} ${event.price} ${event.quantity} ${event.ordinal ?? 0}`
        : `t ${instrument} ${event.id} ${event.ordinal ?? 0}`
    case 'liquidation':
      return event.id === undefined
        ? `l ${instrument} ${exchangeTime} ${event.position} ${event.price} ${event.quantity} ${event.ordinal ?? 0}`
        : `l ${instrument} ${event.id} ${event.ordinal ?? 0}`
    case 'candle':
      return `c ${instrument} ${event.openTime} ${event.interval} ${event.open} ${event.high} ${event.low} ${event.close} ${event.volume}`
    case 'open-interest':
      return `oi ${instrument} ${exchangeTime} ${event.openInterest}`
    case 'mark-price':
      return `m ${instrument} ${exchangeTime} ${event.markPrice}`
    case 'funding-rate':
      return `f ${instrument} ${exchangeTime} ${event.fundingRate}`
    case 'liquidation-total':
      return `lt ${instrument} ${exchangeTime} ${event.interval} ${event.longQuantity} ${event.shortQuantity}`
    case 'account-ratio':
      return `r ${instrument} ${exchangeTime} ${event.longAccounts}`
    case 'order-book':
      return `b ${instrument} ${exchangeTime} ${event.bids[0]?.price} ${event.asks[0]?.price}`
    case 'gap':
      return `g ${instrument} ${event.stream} ${event.from} ${exchangeTime} ${event.repaired ?? false}`
    default:
      return `s ${instrument} ${event.stream} ${exchangeTime} ${event.health}`
  }
}

/** Two sets that take turns: what is in neither is forgotten, at the earliest after `time` or `count`. */
function generations(memory: Memory, start: Millis) {
  let young = new Set<string>()
  let old = new Set<string>()
  let began = start
  return (key: string, now: Millis): boolean => {
    if (now - began >= memory.time || young.size >= memory.count) {
      // What is twice as old was last seen before the older of the two began.
      old = now - began >= 2 * memory.time ? new Set() : young
      young = new Set()
      began = now
    }
    if (young.has(key)) return false
    young.add(key)
    return !old.has(key)
  }
}
