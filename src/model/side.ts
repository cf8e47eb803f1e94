/** Index of a side in the arrays of the model. */
export const LONG = 0
export const SHORT = 1
export type SideIndex = typeof LONG | typeof SHORT
export const BOTH_SIDES = [LONG, SHORT] as const
