import { createSignal } from 'solid-js'
import type { Palette } from '../../heatmap/palette.ts'
import { onLight, paletteOf } from '../../heatmap/palette.ts'

/** Colours that are drawn on canvas; those of the controls are in tokens.css and agree with these. */
export const DARK = {
  plot: '#0b0d11',
  /** The plot's colour, clear and as a veil. */
  plotClear: 'rgba(11, 13, 17, 0)',
  plotVeil: 'rgba(11, 13, 17, 0.72)',
  line: '#1d222b',
  text: '#8d96a6',
  crosshair: '#aab3c3',
  label: '#2a313d',
  /** A bright column behind what is chosen. */
  chosen: 'rgba(170, 179, 195, 0.22)',
  up: '#26a69a',
  down: '#ef5350',
  /** Candles that came after the moment that is shown. */
  laterUp: 'rgba(38, 166, 154, 0.55)',
  laterDown: 'rgba(239, 83, 80, 0.55)',
  long: 'rgba(38, 166, 154, 0.85)',
  short: 'rgba(239, 83, 80, 0.85)',
  /** Sums of a bar of which a part is known. */
  longPart: 'rgba(38, 166, 154, 0.4)',
  shortPart: 'rgba(239, 83, 80, 0.4)',
  /** Bars of a pane of which nothing is known. */
  paneGap: 'rgba(120, 129, 143, 0.14)',
  /** Hatching of what is missing, and the veil under it. */
  gapVeil: 'rgba(12, 14, 18, 0.55)',
  gapLine: 'rgba(214, 220, 230, 0.38)',
  doubtVeil: 'rgba(12, 14, 18, 0.25)',
  doubtLine: 'rgba(240, 179, 90, 0.42)',
  /** Curves of the liquidation map, and under them. */
  longCurve: '#4fd8c9',
  shortCurve: '#ff7b77',
  longVeil: 'rgba(38, 166, 154, 0.1)',
  shortVeil: 'rgba(239, 83, 80, 0.1)',
  /** Measured positions: outlines that stand out over the modelled ones. */
  measuredLong: '#8ff0e2',
  measuredShort: '#ffb9b3',
  measuredOld: '#9aa3b2',
  /** Averages on the candles, shortest first. */
  averageFirst: '#f2d26b',
  averageSecond: '#7cb3ff',
  averageThird: '#d58cf0',
  price: '#e8ecf3',
  /** What was last known, and is not known to be so now. */
  stale: '#78818f',
  staleBar: 'rgba(120, 129, 143, 0.7)',
}

export type Theme = Readonly<typeof DARK>

export const LIGHT: Theme = {
  plot: '#ffffff',
  plotClear: 'rgba(255, 255, 255, 0)',
  plotVeil: 'rgba(255, 255, 255, 0.78)',
  line: '#dfe3e9',
  text: '#596273',
  crosshair: '#596273',
  label: '#434b59',
  chosen: 'rgba(89, 98, 115, 0.16)',
  up: '#0b8f83',
  down: '#d63c3a',
  laterUp: 'rgba(11, 143, 131, 0.5)',
  laterDown: 'rgba(214, 60, 58, 0.5)',
  long: 'rgba(11, 143, 131, 0.85)',
  short: 'rgba(214, 60, 58, 0.85)',
  longPart: 'rgba(11, 143, 131, 0.4)',
  shortPart: 'rgba(214, 60, 58, 0.4)',
  paneGap: 'rgba(89, 98, 115, 0.12)',
  gapVeil: 'rgba(255, 255, 255, 0.55)',
  gapLine: 'rgba(67, 75, 89, 0.45)',
  doubtVeil: 'rgba(255, 255, 255, 0.25)',
  doubtLine: 'rgba(166, 103, 0, 0.6)',
  longCurve: '#00786c',
  shortCurve: '#c42a28',
  longVeil: 'rgba(11, 143, 131, 0.1)',
  shortVeil: 'rgba(214, 60, 58, 0.1)',
  measuredLong: '#004d45',
  measuredShort: '#7a0f0c',
  measuredOld: '#596273',
  averageFirst: '#8a6200',
  averageSecond: '#1d64c8',
  averageThird: '#8e3bb0',
  price: '#161a21',
  stale: '#757e8c',
  staleBar: 'rgba(117, 126, 140, 0.7)',
}

const [shown, setTheme] = createSignal<Theme>(DARK)
export { setTheme }

/**
 * The colours of the theme that is shown. Whoever reads one when drawing draws with what is now shown;
 * an effect that reads one runs again when another theme is shown.
 */
export const THEME: Theme = new Proxy(DARK, {
  get: (_, name): unknown => Reflect.get(shown(), name),
})

/** Whether the theme that is shown has a light ground. */
export const isLight = (): boolean => shown() === LIGHT

/** The palette of an id as the ground of the theme that is shown asks for it. */
export const shownPalette = (id: string): Palette =>
  isLight() ? onLight(paletteOf(id)) : paletteOf(id)

export const FONT =
  "Inter, -apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
