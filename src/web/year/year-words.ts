import type { Regime } from '../../signals/regime.ts'

/** What the rolling year calls things. */

export const REGIME_NAMES: Readonly<Record<Regime, string>> = {
  'short-squeeze': 'Short squeeze',
  balanced: 'Balanced',
  'long-liquidation': 'Long liquidation',
  'shorts-only': 'Shorts only',
  'longs-only': 'Longs only',
  empty: 'Empty',
}

/** What a regime says, and all that it says. */
export const REGIME_MEANINGS: Readonly<Record<Regime, string>> = {
  'short-squeeze': 'At least twice as much short above as long below.',
  balanced: 'Neither side twice the other.',
  'long-liquidation': 'At least twice as much long below as short above.',
  'shorts-only': 'Shorts above, no longs below.',
  'longs-only': 'Longs below, no shorts above.',
  empty: 'Nothing within reach on either side.',
}

export const formatUpDown = (ratio: number | null | undefined): string =>
  ratio === null || ratio === undefined ? '–' : ratio.toFixed(2)

/** A share in whole percent. */
export const formatPart = (share: number): string => `${Math.round(share * 100)}%`
