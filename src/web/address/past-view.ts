import { timeSchema } from '../../market/schema.ts'
import type { Millis } from '../../market/units.ts'

/** What a person has chosen to see of the past; part of the address. */
export interface PastView {
  /** The moment that the address asks for; undefined for now. */
  readonly at: Millis | undefined
  /** Whether the map of that moment is drawn on under the candles that came later. */
  readonly later: boolean
}

export const DEFAULT_PAST: PastView = { at: undefined, later: false }

/** The fields of an address; undefined for what is the default. */
export const pastFields = ({ at, later }: PastView): [string, string | undefined][] => [
  ['at', at === undefined ? undefined : formatMoment(at)],
  ['later', later ? 'on' : undefined],
]

/** Reads them; what cannot be is the default. */
export const parsePast = (fields: URLSearchParams): PastView => ({
  at: parseMoment(fields.get('at') ?? ''),
  later: fields.get('later') === 'on',
})

/** A time as people write it, in UTC: 2024-08-05T06:00Z. */
const formatMoment = (time: Millis): string =>
  new Date(time).toISOString().replace(/(:00)?\.000Z$/, 'Z')

/** UTC milliseconds, or a date in ISO 8601; without a zone it is UTC. */
function parseMoment(text: string): Millis | undefined {
  const [, day, clock = '00:00'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)Z?)?$/.exec(text) ?? []
  const time =
    day === undefined ? Number(text === '' ? Number.NaN : text) : Date.parse(`${day}T${clock}Z`)
  return timeSchema.safeParse(time).data
}
