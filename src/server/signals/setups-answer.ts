import type { CalendarAnswer, SetupAnswer, SetupsAnswer } from '../../api/setups.ts'
import type { Millis, PositionSide } from '../../market/units.ts'
import { calendarEffect } from '../../signals/calendar/calendar.ts'
import type { ScheduledEvent } from '../../signals/calendar/calendar.ts'
import type { RestingBook } from '../../signals/cascade/way.ts'
import { NO_ADVICE, setupOf } from '../../signals/setup/setup.ts'
import { HORIZONS } from '../../signals/setup/setup-question.ts'
import type { Horizon } from '../../signals/setup/setup-question.ts'
import { isWeekend } from '../../signals/setup/weekend-weight.ts'
import type { WeekendWeight } from '../../signals/setup/weekend-weight.ts'
import type { KnownCalendar } from './calendar-file.ts'
import { headOf } from './signals-answer.ts'
import type { Said } from './signals-desk.ts'

/** What is known beside the map; undefined where it is not. */
export interface SetupKnowledge {
  readonly book: RestingBook | undefined
  readonly discount: number | undefined
  readonly weekend: WeekendWeight | undefined
  readonly calendar: KnownCalendar | undefined
}

/** Entries of a calendar that cannot be read are told up to so many. */
const MOST_REFUSED = 20

/** The frames toward either side, with what speaks for and against each. */
export function setupsAnswer(
  said: Said,
  { model, horizon }: { readonly model: string; readonly horizon: Horizon },
  knowledge: SetupKnowledge,
): SetupsAnswer {
  const { time } = said.state
  const { calendar, weekend } = knowledge
  return {
    ...headOf(said, model),
    horizon,
    calendar: calendar === undefined ? null : calendarAnswer(calendar, time),
    isWeekend: isWeekend(time),
    weekend: weekend ?? null,
    setups: (['long', 'short'] as const).map((side) =>
      setupAnswer(said, side, HORIZONS[horizon], knowledge),
    ),
    notice: NO_ADVICE,
  }
}

function setupAnswer(
  { state, reading, market }: Said,
  side: PositionSide,
  horizon: Millis,
  { book, discount, weekend, calendar }: SetupKnowledge,
): SetupAnswer {
  const { target, levels, conditions, ...setup } = setupOf({
    time: state.time,
    price: state.price,
    side,
    clusters: state.clusters,
    aboveUsd: state.ratios.all.aboveUsd,
    belowUsd: state.ratios.all.belowUsd,
    book,
    discount,
    weekendWeight: weekend?.weight,
    dailySigma: reading.facts.dailySigma,
    calendar: calendar && calendarEffect(calendar.events, state.time),
    bucket: market.stored.interval,
    horizon,
  })
  return {
    side,
    standing: setup.standing,
    targetId: state.clusters.find((one) => one === target)?.id ?? null,
    levels: levels ?? null,
    expectedUsd: setup.expectedUsd ?? null,
    risk: setup.risk,
    notionalShare: setup.notionalShare ?? null,
    conditions: conditions.map(({ name, holds, value, limit, says }) => ({
      name,
      holds: holds ?? null,
      // Infinite where the other side holds nothing.
      value: value === undefined || !Number.isFinite(value) ? null : value,
      limit: limit ?? null,
      says,
    })),
    lacks: conditions.filter(({ holds }) => holds === undefined).map(({ name }) => name),
  }
}

function calendarAnswer(
  { events, refused, readAt, problem }: KnownCalendar,
  time: Millis,
): CalendarAnswer {
  const { effect, events: asking } = calendarEffect(events, time)
  const next = events.find(({ from }) => from > time)
  return {
    readAt,
    events: events.length,
    effect,
    asking: asking.map(eventAnswer),
    next: next === undefined ? null : eventAnswer(next),
    refusedEntries: refused.length,
    // Not what the file has there: it may have been named by mistake.
    refused: refused
      .slice(0, MOST_REFUSED)
      .map(({ line, field, wanted }) => ({ line, field, wanted })),
    problem: problem ?? null,
  }
}

const eventAnswer = ({ impact, ...event }: ScheduledEvent) => ({ ...event, impact: impact ?? null })
