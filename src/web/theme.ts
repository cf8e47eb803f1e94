/** Colours that are drawn on canvas; those of the controls are in tokens.css and agree with these. */
export const THEME = {
  plot: '#0b0d11',
  /** The plot's colour, clear and as a veil. */
  plotClear: 'rgba(11, 13, 17, 0)',
  plotVeil: 'rgba(11, 13, 17, 0.72)',
  line: '#1d222b',
  text: '#8b94a5',
  crosshair: '#aab3c3',
  label: '#2a313d',
  up: '#26a69a',
  down: '#ef5350',
  long: 'rgba(38, 166, 154, 0.85)',
  short: 'rgba(239, 83, 80, 0.85)',
  /** Sums of a bar of which a part is known. */
  longPart: 'rgba(38, 166, 154, 0.4)',
  shortPart: 'rgba(239, 83, 80, 0.4)',
  /** Bars of a pane of which nothing is known. */
  paneGap: 'rgba(120, 129, 143, 0.14)',
  /** Curves of the liquidation map, and under them. */
  longCurve: '#4fd8c9',
  shortCurve: '#ff7b77',
  longVeil: 'rgba(38, 166, 154, 0.1)',
  shortVeil: 'rgba(239, 83, 80, 0.1)',
  /** Measured positions: outlines that stand out over the modelled ones. */
  measuredLong: '#8ff0e2',
  measuredShort: '#ffb9b3',
  measuredOld: '#9aa3b2',
  price: '#e8ecf3',
  /** What was last known, and is not known to be so now. */
  stale: '#78818f',
  staleBar: 'rgba(120, 129, 143, 0.7)',
} as const

export const FONT =
  "Inter, -apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
