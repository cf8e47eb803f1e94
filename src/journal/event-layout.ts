import type { BookLevel, MarketEvent, StreamKind, StreamHealth } from '../market/event.ts'

export type EventType = MarketEvent['type']
export type EventOf<T extends EventType> = Extract<MarketEvent, { readonly type: T }>

/** Fields that every event of an instrument begins with, and which the codec writes itself. */
type HeaderField = 'type' | 'venue' | 'instrument' | 'exchangeTime' | 'receivedTime' | 'suspect'

/** How one field lies in a record. */
export interface FieldKind {
  readonly optional: boolean
  /** The value as JSON; undefined where it is none that a field of this kind may have. */
  write(value: unknown): string | undefined
  /** The value from what JSON.parse gave; undefined where it is none. Never asked of null. */
  read(raw: unknown): unknown
}

/** A finite number as JSON that reads back as the same one, -0 too. */
export function numberText(value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  return value === 0 && Object.is(value, -0) ? '-0' : String(value)
}

const readNumber = (raw: unknown): number | undefined =>
  typeof raw === 'number' && Number.isFinite(raw) ? raw : undefined

const number: FieldKind = { optional: false, write: numberText, read: readNumber }

const text: FieldKind = {
  optional: false,
  write: (value) => (typeof value === 'string' ? JSON.stringify(value) : undefined),
  read: (raw) => (typeof raw === 'string' ? raw : undefined),
}

/** One of a few words, by a table that the compiler holds complete. */
function word<Word extends string>(words: Readonly<Record<Word, true>>): FieldKind {
  const known = new Map(Object.keys(words).map((one) => [one, `"${one}"`]))
  return {
    optional: false,
    write: (value) => known.get(value as string),
    read: (raw) => (known.has(raw as string) ? raw : undefined),
  }
}

const isTrue: FieldKind = {
  optional: false,
  write: (value) => (value === true ? '1' : undefined),
  read: (raw) => (raw === 1 ? true : undefined),
}

/** Levels of a book as `[price, quantity, price, quantity, …]`. */
const levels: FieldKind = {
  optional: false,
  write(value) {
    if (!Array.isArray(value)) return undefined
    const numbers = (value as readonly BookLevel[]).flatMap(({ price, quantity }) => [
      numberText(price),
      numberText(quantity),
    ])
    return numbers.includes(undefined) ? undefined : `[${numbers.join(',')}]`
  },
  read(raw) {
    if (!Array.isArray(raw) || raw.length % 2 !== 0) return undefined
    const read: { price: number; quantity: number }[] = []
    for (let i = 0; i < raw.length; i += 2) {
      const [price, quantity] = [readNumber(raw[i]), readNumber(raw[i + 1])]
      if (price === undefined || quantity === undefined) return undefined
      read.push({ price, quantity })
    }
    return read
  },
}

const maybe = (kind: FieldKind): FieldKind => ({ ...kind, optional: true })

const stream = word<StreamKind>({
  candle: true,
  'open-interest': true,
  trade: true,
  'mark-price': true,
  'funding-rate': true,
  liquidation: true,
  'liquidation-total': true,
  'account-ratio': true,
  'order-book': true,
})

const side = word({ long: true, short: true })

type Layout = {
  readonly [T in EventType]: { readonly [F in Exclude<keyof EventOf<T>, HeaderField>]-?: FieldKind }
}

/**
 * The own fields of every type of event, in the order in which a record holds them. A field may be
 * added at the end only, and only an optional one: then older records stay readable. Everything
 * else, a new type too, needs a new format version (`segment-header.ts`).
 */
const LAYOUT: Layout = {
  candle: {
    openTime: number,
    interval: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    takerBuyVolume: maybe(number),
    trades: maybe(number),
  },
  'open-interest': { openInterest: number },
  trade: {
    price: number,
    quantity: number,
    takerSide: word({ buy: true, sell: true }),
    id: maybe(text),
    ordinal: maybe(number),
  },
  'mark-price': { markPrice: number, indexPrice: maybe(number) },
  'funding-rate': { fundingRate: number, interval: maybe(number) },
  liquidation: {
    position: side,
    price: number,
    priceKind: word({ fill: true, bankruptcy: true }),
    quantity: number,
    id: maybe(text),
    ordinal: maybe(number),
  },
  'liquidation-total': { interval: number, longQuantity: number, shortQuantity: number },
  'account-ratio': { longAccounts: number },
  'order-book': { bids: levels, asks: levels },
  gap: {
    stream,
    from: number,
    cause: text,
    certainty: word({ certain: true, possible: true }),
    repaired: maybe(isTrue),
  },
  'stream-state': {
    stream,
    health: word<StreamHealth>({
      connecting: true,
      subscribed: true,
      proven: true,
      quiet: true,
      stale: true,
      suspect: true,
      rejected: true,
      blocked: true,
      down: true,
      ended: true,
    }),
    cause: maybe(text),
  },
  clock: {},
}

export interface NamedField extends FieldKind {
  readonly name: string
}

/** The own fields of each type of event, in order. */
export const FIELDS: ReadonlyMap<string, readonly NamedField[]> = new Map(
  Object.entries(LAYOUT).map(([type, fields]) => [
    type,
    Object.entries(fields).map(([name, kind]) => ({ name, ...(kind as FieldKind) })),
  ]),
)

/** Whether a text is a type of event. */
export const isEventType = (name: unknown): name is EventType => FIELDS.has(name as string)
