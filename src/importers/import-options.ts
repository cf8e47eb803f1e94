import type { Millis } from '../market/units.ts'
import { VENUES, findInstrument, findVenue } from '../venues/registry.ts'
import type { ColumnMapping } from './bar-table.ts'
import type { FindInstrument, InstrumentFlags } from './instrument-choice.ts'
import { UnknownVenue } from './row.ts'
import type { TimeFormat } from './time-text.ts'

/** How files are to be read. Everything has a default but the clock. */
export interface ImportOptions {
  readonly flags: InstrumentFlags
  readonly columns: ColumnMapping
  readonly rename: ReadonlyMap<string, string>
  readonly interval: Millis | undefined
  readonly time: TimeFormat
  readonly delimiter: string
  /** Stop at the first broken row, storing nothing of its file. */
  readonly strict: boolean
  /** Folder for the files of rejects. */
  readonly rejects: string
  /** What is later than this is not taken: bars that have not closed, times in the future. */
  readonly now: Millis
}

/** The options that apply where a user says nothing. */
export const defaultOptions = (rejects: string, now: Millis): ImportOptions => ({
  flags: {},
  columns: {},
  rename: new Map(),
  interval: undefined,
  time: { unit: 'ms', assumeUtc: false },
  delimiter: ',',
  strict: false,
  rejects,
  now,
})

/** Looks an instrument up at its venue. Throws an UnknownVenue where there is none. */
export const knownInstrument: FindInstrument = (id, symbol) => {
  const venue = findVenue(id)
  if (venue === undefined)
    throw new UnknownVenue(`"${id.slice(0, 40)}" is no venue; they are ${venueIds()}`)
  return findInstrument(venue, symbol)
}

const venueIds = (): string => VENUES.map(({ id }) => id).join(', ')

/** What a file's place says: `binance-usdm-2024-1h/BTCUSDT-1h.csv` is of Binance, BTCUSDT and 1h. */
export function placeOf(
  folder: string,
  name: string,
): { venue?: string; symbol?: string; interval?: string } {
  const word = folder.split(/[-_ ]/)[0]?.toLowerCase() ?? ''
  const venue = findVenue(word)?.id
  const parts = /^([A-Z0-9][A-Za-z0-9._]*)-(\d+[smhdw])(?:\.[a-z]+)+$/.exec(name)
  return {
    ...(venue === undefined ? {} : { venue }),
    ...(parts?.[1] === undefined ? {} : { symbol: parts[1] }),
    ...(parts?.[2] === undefined ? {} : { interval: parts[2] }),
  }
}
