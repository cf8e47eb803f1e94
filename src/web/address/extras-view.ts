import type { PositionSide } from '../../market/units.ts'
import type { PaneId } from '../panes/panes.ts'
import { AVERAGES, PANES, namedIn } from '../panes/panes.ts'
import { LEAST_USD } from '../session/tape.ts'

/** What a person has chosen to see around the map. It lives in the address. */
export interface ExtrasView {
  /** Panes under the chart, the one chosen last at the end. */
  readonly panes: readonly PaneId[]
  /** Periods of the moving averages on the candles. */
  readonly averages: readonly number[]
  /** Whether realised liquidations are drawn on the chart. */
  readonly bubbles: boolean
  /** Whether the order book is beside the chart, where there is one. */
  readonly dom: boolean
  /** What the tape shows: of which instruments, sides and amounts. */
  readonly tapeOf: 'this' | 'all'
  readonly tapeSide: PositionSide | 'both'
  /** One venue of all instruments; undefined for every venue. */
  readonly tapeVenue: string | undefined
  readonly tapeUsd: number
}

export const DEFAULT_EXTRAS: ExtrasView = {
  panes: [],
  averages: [],
  bubbles: false,
  dom: false,
  tapeOf: 'this',
  tapeSide: 'both',
  tapeVenue: undefined,
  tapeUsd: 0,
}

/** The fields of an address; undefined for what is the default. */
export const extrasFields = (view: ExtrasView): [string, string | undefined][] => [
  ['panes', view.panes.length === 0 ? undefined : view.panes.join('.')],
  ['ema', view.averages.length === 0 ? undefined : view.averages.join('.')],
  ['bubbles', view.bubbles ? 'on' : undefined],
  ['dom', view.dom ? 'on' : undefined],
  ['tape-of', view.tapeOf === 'this' ? undefined : view.tapeOf],
  ['tape-side', view.tapeSide === 'both' ? undefined : view.tapeSide],
  ['tape-venue', view.tapeVenue],
  ['tape-usd', view.tapeUsd === 0 ? undefined : String(view.tapeUsd)],
]

/** Reads them; what cannot be is the default. */
export function parseExtras(fields: URLSearchParams): ExtrasView {
  const text = (name: string): string => fields.get(name) ?? ''
  const side = text('tape-side')
  return {
    panes: namedIn(
      text('panes'),
      PANES.map(({ id }) => id),
    ),
    averages: namedIn(text('ema'), AVERAGES),
    bubbles: text('bubbles') === 'on',
    dom: text('dom') === 'on',
    tapeOf: text('tape-of') === 'all' ? 'all' : 'this',
    tapeSide: side === 'long' || side === 'short' ? side : 'both',
    tapeVenue: /^[a-z0-9][a-z0-9-]{0,30}$/.test(text('tape-venue'))
      ? text('tape-venue')
      : undefined,
    tapeUsd: LEAST_USD.find((usd) => String(usd) === text('tape-usd')) ?? 0,
  }
}
