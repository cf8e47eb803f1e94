/** What can be shown under the chart, and the averages on the candles. */

export type PaneId = 'volume' | 'oi' | 'funding' | 'cvd' | 'liquidations' | 'rsi'

export const PANES: readonly { readonly id: PaneId; readonly name: string }[] = [
  { id: 'volume', name: 'Volume' },
  { id: 'oi', name: 'Open interest' },
  { id: 'funding', name: 'Funding rate' },
  { id: 'cvd', name: 'Cumulative volume delta' },
  { id: 'liquidations', name: 'Realised liquidations' },
  { id: 'rsi', name: 'RSI 14' },
]

/** Periods of the exponential moving averages, in bars. */
export const AVERAGES: readonly number[] = [21, 50, 200]

export const RSI_PERIOD = 14

/** More panes than these would leave a phone no map. */
export const MOST_ON_A_PHONE = 2

/** What of the chosen panes there is room for: those chosen last, in the order of the menu. */
export function shownPanes(chosen: readonly PaneId[], narrow: boolean): readonly PaneId[] {
  const kept = narrow ? chosen.slice(-MOST_ON_A_PHONE) : chosen
  return PANES.flatMap(({ id }) => (kept.includes(id) ? [id] : []))
}

/** With one more or one less; the newest is last. */
export const toggled = <T>(chosen: readonly T[], one: T): readonly T[] =>
  chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]

/** The items of a list that a text names, joined by dots, each once, in the text's order. */
export const namedIn = <T extends string | number>(text: string, of: readonly T[]): readonly T[] =>
  [...new Set(text.split('.'))].flatMap((name) => of.find((one) => String(one) === name) ?? [])
