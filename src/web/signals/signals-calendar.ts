import { formatTime } from '../../api/format.ts'
import type { CalendarAnswer, SetupsAnswer } from '../../api/setups.ts'
import type { ToldField } from './signals-rows.ts'

type Told = Pick<SetupsAnswer, 'time' | 'calendar' | 'isWeekend' | 'weekend'>

const EFFECTS: Readonly<Record<CalendarAnswer['effect'], string>> = {
  none: 'none near',
  halve: 'near: risk halved',
  mute: 'near: muted',
}

/** What scheduled events and the weekend do to the frames. */
export function cautionFields({ calendar, isWeekend, weekend }: Told): readonly ToldField[] {
  const { effect, asking, next } = calendar ?? { effect: undefined, asking: [], next: null }
  return [
    {
      name: 'events',
      label: 'Scheduled events',
      text: effect === undefined ? '–' : EFFECTS[effect],
      note: effect === undefined ? 'no calendar is given' : asking.map(eventWords).join(', '),
    },
    {
      name: 'next-event',
      label: 'Next event',
      text: next === null ? '–' : next.title,
      note: next === null ? 'none is known' : timeWords(next),
    },
    {
      name: 'weekend',
      label: 'Weight of weekends',
      text: weekend === null ? '–' : `×${weekend.weight.toFixed(2)}`,
      note: `${weekend === null ? 'not measured' : `of ${weekend.days} weekend days`}; this is a ${isWeekend ? 'weekend' : 'weekday'}`,
    },
  ]
}

type Event = CalendarAnswer['asking'][number]

const eventWords = (event: Event): string => `${event.title} (${timeWords(event)})`

const timeWords = ({ from, impact }: Event): string =>
  `${formatTime(from)} UTC, ${impact ?? 'unknown'} impact`

/** Where events come from, and what of it cannot be read. */
export function calendarSentence(calendar: CalendarAnswer | null): string {
  if (calendar === null)
    return 'Scheduled events are not known: the server is given a file of them with --calendar.'
  const { events, readAt, refusedEntries, refused, problem } = calendar
  const [first] = refused
  const left =
    first === undefined
      ? ''
      : ` ${refusedEntries} ${refusedEntries === 1 ? 'entry' : 'entries'} cannot be read, first in line ${first.line} (${first.field}: wanted is ${first.wanted}).`
  const old = problem === null ? '' : ` The file as it is now ${problem}: the one before is used.`
  return `${events} ${events === 1 ? 'event' : 'events'}, read at ${formatTime(readAt)} UTC.${left}${old}`
}
