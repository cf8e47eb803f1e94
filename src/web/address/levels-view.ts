import type { InstrumentId } from '../../market/instrument.ts'
import { parseInstrumentId } from '../../market/instrument.ts'
import type { Stack } from '../levels/levels-merge.ts'
import type { Within } from '../levels/levels-window.ts'

/** What a person has chosen to see of the liquidation map; part of the address. */
export interface LevelsView {
  /** How far around the price, in %. */
  readonly within: Within
  readonly stack: Stack
  /** The instrument alone, or all of the same coin. */
  readonly venues: 'one' | 'all'
  /** Of all, those that are switched off. */
  readonly without: readonly InstrumentId[]
  /** The price that is pinned. */
  readonly at: number | undefined
  /** Whether the bars are shown as a table. */
  readonly table: boolean
}

export const DEFAULT_LEVELS: LevelsView = {
  within: '5',
  stack: 'leverage',
  venues: 'one',
  without: [],
  at: undefined,
  table: false,
}

/** The fields of an address; undefined where a value is the default. */
export const levelsFields = (view: LevelsView): [string, string | undefined][] => [
  ['within', view.within === DEFAULT_LEVELS.within ? undefined : view.within],
  ['stack', view.stack === DEFAULT_LEVELS.stack ? undefined : view.stack],
  ['venues', view.venues === DEFAULT_LEVELS.venues ? undefined : view.venues],
  ['without', view.without.length === 0 ? undefined : view.without.join(',')],
  ['price', view.at === undefined ? undefined : String(Number(view.at.toPrecision(8)))],
  ['table', view.table ? 'on' : undefined],
]

/** Reads the fields of an address. A value that cannot be is the default's. */
export function parseLevels(fields: URLSearchParams): LevelsView {
  const text = (name: string): string => fields.get(name) ?? ''
  const oneOf = <T extends string>(name: string, allowed: readonly T[], otherwise: T): T =>
    allowed.find((value) => value === text(name)) ?? otherwise
  const at = Number(text('price'))
  return {
    within: oneOf('within', ['2', '5', '10', 'all'], DEFAULT_LEVELS.within),
    stack: oneOf('stack', ['leverage', 'venue'], DEFAULT_LEVELS.stack),
    venues: oneOf('venues', ['one', 'all'], DEFAULT_LEVELS.venues),
    without: text('without')
      .split(',')
      .flatMap((id) => parseInstrumentId(id) ?? []),
    at: at > 0 && Number.isFinite(at) ? at : undefined,
    table: text('table') === 'on',
  }
}
