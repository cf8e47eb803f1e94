/** The side of the taker's order, in whatever case, as most venues write it. */
export const TAKER_SIDES = new Map([
  ['buy', 'buy'],
  ['sell', 'sell'],
] as const)
