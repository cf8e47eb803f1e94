/**
 * What the market is in the mood for: `range` returns to where it was, `trend` drifts one way,
 * `crash` falls 6 to 15 % within the hour twice and more and is squeezed up once, `mixed` changes
 * its drift every few days.
 */
export type Regime = 'range' | 'trend' | 'crash' | 'mixed'
