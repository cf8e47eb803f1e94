import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import { BUCKETS } from '../../heatmap/grid.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { parseInstrumentId } from '../../market/instrument.ts'
import { MIN_SPAN } from '../../heatmap/colour-scale.ts'
import type { AmountsView } from './amounts-view.ts'
import { DEFAULT_AMOUNTS, amountsFields, parseAmounts } from './amounts-view.ts'
import type { ShownSide } from '../map/combine.ts'
import type { ExtrasView } from './extras-view.ts'
import { DEFAULT_EXTRAS, extrasFields, parseExtras } from './extras-view.ts'
import type { PagesView } from './pages-view.ts'
import { DEFAULT_PAGES, pagesFields, parsePages } from './pages-view.ts'
import type { PaletteId } from '../../heatmap/palette.ts'
import { PALETTES } from '../../heatmap/palette.ts'
import type { RangeId } from './ranges.ts'
import { rangeOf } from './ranges.ts'
import type { LevelsView } from './levels-view.ts'
import { DEFAULT_LEVELS, levelsFields, parseLevels } from './levels-view.ts'
import type { PastView } from './past-view.ts'
import { DEFAULT_PAST, parsePast, pastFields } from './past-view.ts'
import type { SignalsView } from './signals-view.ts'
import { DEFAULT_SIGNALS, parseSignals, signalsFields } from './signals-view.ts'

/** What a person has chosen to see. It lives in the address, so a link or a reload restores it. */
export interface View extends ExtrasView, AmountsView, PastView, PagesView, SignalsView {
  readonly instrument: InstrumentId | undefined
  readonly model: string
  readonly range: RangeId
  /** Bar length where it is not the range's own. */
  readonly bar: number | undefined
  readonly axis: 'linear' | 'log'
  readonly side: ShownSide
  /** Shown leverage bands by index; undefined for all. */
  readonly bands: readonly number[] | undefined
  readonly palette: PaletteId
  /** Top of the colour scale where it is locked; undefined follows the visible maximum. */
  readonly lockedMaxUsd: number | undefined
  /** Threshold handles as shares of the scale's maximum. */
  readonly low: number
  readonly high: number
  /** Whether the tape of liquidations is beside the chart, where the server has a live part. */
  readonly tape: boolean
  /** Whether measured positions are drawn, where the venue shows them. */
  readonly measured: boolean
  /** The liquidation map: the newest column by price. */
  readonly levels: LevelsView
}

export const DEFAULT_VIEW: View = {
  ...DEFAULT_EXTRAS,
  ...DEFAULT_PAGES,
  ...DEFAULT_AMOUNTS,
  ...DEFAULT_PAST,
  ...DEFAULT_SIGNALS,
  instrument: undefined,
  model: 'isotherm',
  range: '30d',
  bar: undefined,
  axis: 'linear',
  side: 'both',
  bands: undefined,
  palette: 'viridis',
  lockedMaxUsd: undefined,
  low: 0,
  high: 1,
  tape: true,
  measured: true,
  levels: DEFAULT_LEVELS,
}

/** The address of a view, without `#`. Values that are the default are left out. */
export function formatHash(view: View): string {
  const fields: [string, string | undefined][] = [
    ...pagesFields(view),
    ['instrument', view.instrument],
    ['model', view.model],
    ['range', view.range],
    ['bar', view.bar?.toString()],
    ['axis', view.axis === DEFAULT_VIEW.axis ? undefined : view.axis],
    ['side', view.side === DEFAULT_VIEW.side ? undefined : view.side],
    ['bands', view.bands?.map((band) => LEVERAGE_BANDS[band]!.id).join('.')],
    ['palette', view.palette === DEFAULT_VIEW.palette ? undefined : view.palette],
    ['max', view.lockedMaxUsd?.toPrecision(6)],
    ['low', view.low === 0 ? undefined : view.low.toFixed(3)],
    ['high', view.high === 1 ? undefined : view.high.toFixed(3)],
    ['tape', view.tape ? undefined : 'off'],
    ...extrasFields(view),
    ...amountsFields(view),
    ['measured', view.measured ? undefined : 'off'],
    ...pastFields(view),
    ...signalsFields(view),
    ...levelsFields(view.levels),
  ]
  return fields
    .filter((field): field is [string, string] => field[1] !== undefined)
    .map(
      ([name, value]) =>
        `${name}=${encodeURIComponent(value).replaceAll('%3A', ':').replaceAll('%2C', ',')}`,
    )
    .join('&')
}

/** Reads an address. A value that cannot be is the default's, so a damaged link still opens. */
export function parseHash(hash: string): View {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const text = (name: string): string => fields.get(name) ?? ''
  const number = (name: string): number => Number(fields.get(name) ?? Number.NaN)
  const oneOf = <T extends string>(name: string, allowed: readonly T[], otherwise: T): T =>
    allowed.find((value) => value === text(name)) ?? otherwise

  const low = number('low')
  const high = number('high')
  const handles = (low >= 0 || high <= 1) && !(low < 0) && !(high > 1)
  const from = handles && low >= 0 ? low : 0
  const to = handles && high <= 1 ? high : 1
  const max = number('max')
  const bar = number('bar')
  return {
    ...parseExtras(fields),
    ...parseAmounts(fields),
    ...parsePast(fields),
    ...parsePages(fields),
    ...parseSignals(fields),
    instrument: parseInstrumentId(text('instrument')),
    model: /^[a-z0-9-]{1,40}$/.test(text('model')) ? text('model') : DEFAULT_VIEW.model,
    range: rangeOf(text('range'))?.id ?? DEFAULT_VIEW.range,
    bar: BUCKETS.includes(bar) ? bar : undefined,
    axis: oneOf('axis', ['linear', 'log'], DEFAULT_VIEW.axis),
    side: oneOf('side', ['both', 'long', 'short', 'delta'], DEFAULT_VIEW.side),
    bands: parseBands(fields.get('bands')),
    palette: oneOf(
      'palette',
      PALETTES.map((palette) => palette.id),
      DEFAULT_VIEW.palette,
    ),
    lockedMaxUsd: max > 0 && Number.isFinite(max) ? max : undefined,
    low: to - from >= MIN_SPAN ? from : 0,
    high: to - from >= MIN_SPAN ? to : 1,
    tape: text('tape') !== 'off',
    measured: text('measured') !== 'off',
    levels: parseLevels(fields),
  }
}

function parseBands(text: string | null): readonly number[] | undefined {
  if (text === null) return undefined
  const ids = text.split('.')
  const shown = LEVERAGE_BANDS.flatMap((band, index) => (ids.includes(band.id) ? [index] : []))
  return shown.length === 0 || shown.length === LEVERAGE_BANDS.length ? undefined : shown
}
