import { HOUR, MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'

/** How much an event is expected to move markets, as its source says; undefined where it says nothing. */
export const IMPACTS = ['high', 'medium', 'low'] as const
export type Impact = (typeof IMPACTS)[number]

/** Something that is known to happen at a time: figures, decisions, expiries. */
export interface ScheduledEvent {
  readonly from: Millis
  /** The same as `from` for what happens at a moment. */
  readonly to: Millis
  readonly title: string
  readonly impact: Impact | undefined
}

/** A calendar as it was read. */
export interface Calendar {
  /** By their beginning. */
  readonly events: readonly ScheduledEvent[]
  /** What could not be read, in the order of the file. Nothing is dropped in silence. */
  readonly refused: readonly RefusedEntry[]
}

/** An entry of a file that is no event, and what would be right. */
export interface RefusedEntry {
  /** Counted from 1. */
  readonly line: number
  readonly field: string
  /** As the file has it, at most 60 characters of it; empty where it is missing. */
  readonly value: string
  readonly wanted: string
}

/** What is done near an event. */
export type Caution = 'halve' | 'mute'

/** From how long before an event until how long after it something is done. */
interface Window {
  readonly before: Millis
  readonly after: Millis
}

/** Events of low impact ask for nothing. One whose impact is not told is taken for one of medium impact. */
export type CalendarRules = Readonly<
  Record<'high' | 'medium', Readonly<Partial<Record<Caution, Window>>>>
>

export const CALENDAR_RULES: CalendarRules = {
  high: {
    mute: { before: 30 * MINUTE, after: 30 * MINUTE },
    halve: { before: 4 * HOUR, after: 2 * HOUR },
  },
  medium: { halve: { before: HOUR, after: 30 * MINUTE } },
}

/** What the events of a calendar ask for at a time. */
export interface CalendarEffect {
  readonly effect: 'none' | Caution
  /** The events that ask for it, by their beginning. */
  readonly events: readonly ScheduledEvent[]
}

/** What a calendar asks for at a time: the strictest of all its events. */
export function calendarEffect(
  events: readonly ScheduledEvent[],
  time: Millis,
  rules: CalendarRules = CALENDAR_RULES,
): CalendarEffect {
  for (const effect of ['mute', 'halve'] as const) {
    const asking = events.filter(({ from, to, impact = 'medium' }) => {
      const window = impact === 'low' ? undefined : rules[impact][effect]
      return window !== undefined && time >= from - window.before && time < to + window.after
    })
    if (asking.length > 0) return { effect, events: asking.toSorted((a, b) => a.from - b.from) }
  }
  return { effect: 'none', events: [] }
}

/** A calendar of what was read, in order. */
export const calendarOf = (
  events: readonly ScheduledEvent[],
  refused: readonly RefusedEntry[],
): Calendar => ({ events: events.toSorted((a, b) => a.from - b.from), refused })

const LONGEST_SHOWN = 60

export const refusedEntry = (
  line: number,
  field: string,
  value: string,
  wanted: string,
): RefusedEntry => ({ line, field, value: value.slice(0, LONGEST_SHOWN), wanted })
