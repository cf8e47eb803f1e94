/** What is shown of what the map says by rule; part of the address. */

/** How far ahead setups look. */
export const HORIZONS = ['4h', '1d', '3d', '7d'] as const
export type HorizonId = (typeof HORIZONS)[number]

export interface SignalsView {
  /** Whether clusters and patterns are marked on the chart. */
  readonly marks: boolean
  /** Whether clusters that price went through stay marked, faded. */
  readonly swept: boolean
  readonly horizon: HorizonId
  /** The cluster whose sweep is told of. */
  readonly sweep: string | undefined
}

export const DEFAULT_SIGNALS: SignalsView = {
  marks: false,
  swept: false,
  horizon: '1d',
  sweep: undefined,
}

/** The fields of an address; undefined for what is the default. */
export const signalsFields = (view: SignalsView): [string, string | undefined][] => [
  ['marks', view.marks ? 'on' : undefined],
  ['swept', view.swept ? 'on' : undefined],
  ['horizon', view.horizon === DEFAULT_SIGNALS.horizon ? undefined : view.horizon],
  ['sweep', view.sweep],
]

/** Reads them; what cannot be is the default. */
export function parseSignals(fields: URLSearchParams): SignalsView {
  const sweep = fields.get('sweep') ?? ''
  return {
    marks: fields.get('marks') === 'on',
    swept: fields.get('swept') === 'on',
    horizon: HORIZONS.find((one) => one === fields.get('horizon')) ?? DEFAULT_SIGNALS.horizon,
    sweep: /^(long|short)-\d{1,16}--?\d{1,9}$/.test(sweep) ? sweep : undefined,
  }
}
