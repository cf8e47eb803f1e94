import type { MarketEvent } from '../../market/event.ts'
import { at, lists, replaced, write } from './damage.fixture.ts'
import type { Path } from './damage.fixture.ts'
import { numbersOf } from './sound-event.fixture.ts'
import { RECEIVED } from './subjects.fixture.ts'
import type { Outcome, Subject } from './subjects.fixture.ts'

/** Says what is wrong with what was read of a damaged subject, beside what is read of it whole. */
export type Check = (now: Outcome, before: Outcome) => string | undefined

export const alike: Check = (now, before) => {
  const [a, b] = [now, before].map(({ events, books, rest }) =>
    JSON.stringify({ events, books, rest }),
  )
  return a === b ? undefined : `${a} instead of ${b}`
}

export const counted: Check = ({ events, books, problems }) => {
  if (events.length + books.length > 0) return 'an event'
  return problems.length > 0 ? undefined : 'nothing counted'
}

const countOf = ({ events }: Outcome, type: string) =>
  events.filter((one) => one.type === type).length

/** Fewer events of a kind without a problem and without an untracked one. */
export const lost: Check = (now, before) => {
  if (now.problems.length + now.untracked > 0) return undefined
  const kind = before.events.find(({ type }) => countOf(now, type) < countOf(before, type))?.type
  return kind && `a ${kind} is lost in silence`
}

/** A number or a side that was not there before. */
export const madeUp: Check = (now, before) => {
  const known = new Set(before.events.flatMap(numbersOf).map(({ value }) => value))
  const found = now.events.flatMap(numbersOf).find(({ value }) => !known.has(value))
  if (found) return `made up ${found.name} ${found.value}`
  // A kind that was not there is no side made up: a word may tell a liquidation from a trade.
  const kinds = new Set(before.events.map(({ type }) => type))
  const sides = new Set(before.events.flatMap(sideOf))
  const there = now.events.filter(({ type }) => kinds.has(type)).flatMap(sideOf)
  const side = there.find((one) => !sides.has(one))
  return side && `made up ${side}`
}

/** Nothing made up, and nothing lost in silence. */
export const honest: Check = (now, before) => madeUp(now, before) ?? lost(now, before)

const sideOf = (event: MarketEvent): string[] =>
  event.type === 'trade'
    ? [`trade ${event.takerSide}`]
    : event.type === 'liquidation'
      ? [`liquidation ${event.position}`]
      : []

export const isTraded = (event: MarketEvent) =>
  event.type === 'trade' || event.type === 'liquidation'

const isSuspect = (event: MarketEvent) => event.type !== 'clock' && event.suspect === 'time'

/** Times that were there before, or that of receipt, marked as such. */
export const believesNoWrongTime: Check = (now, before) => {
  const known = new Set(before.events.map(({ exchangeTime }) => exchangeTime))
  const foreign = now.events.find(
    ({ exchangeTime }) => exchangeTime !== RECEIVED && !known.has(exchangeTime),
  )
  // A frame without a time of its own is true when it is received.
  const unmarked = now.events.find(
    (event) => event.exchangeTime === RECEIVED && !known.has(RECEIVED) && !isSuspect(event),
  )
  return (
    lost(now, before) ??
    (foreign && `believed ${foreign.exchangeTime}`) ??
    (unmarked && `not marked: ${JSON.stringify(unmarked)}`)
  )
}

export const idsIn = ({ events }: Outcome): string[] =>
  events.flatMap((event) => (isTraded(event) && event.id !== undefined ? [event.id] : []))

/** A list whose entries are events. */
export interface Batch {
  readonly path: Path
  readonly entry: unknown
  /** Events of one entry, and events that come from outside the list. */
  readonly gain: number
  readonly outside: number
}

/** Lists of a subject whose last entry gives events of its own. The sides of a book are none. */
export function batchesOf(subject: Subject): Batch[] {
  const eventsWith = (path: Path, list: readonly unknown[]) =>
    subject
      .read(write(replaced(subject.json, path, list)))
      .events.filter(({ type }) => type !== 'order-book').length
  return [...lists(subject.json)].flatMap(([path]) => {
    const entry = (at(subject.json, path) as readonly unknown[]).at(-1)
    if (typeof entry !== 'object' || entry === null) return []
    const outside = eventsWith(path, [])
    const gain = eventsWith(path, [entry, entry]) - eventsWith(path, [entry])
    return gain > 0 ? [{ path, entry, gain, outside }] : []
  })
}
