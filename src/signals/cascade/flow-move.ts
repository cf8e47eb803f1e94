/**
 * How far a flow of orders moves a price where no book is known: laws of size alone. They know nothing of
 * what lies on the way, and are shown as such.
 */

/** A flow against the market that it meets. */
export interface Flow {
  readonly usd: number
  /** What is usually traded in an hour. */
  readonly hourlyUsd: number
}

/** A range of moves, as shares of the price. */
export interface MoveRange {
  readonly low: number
  readonly high: number
}

/** Y of the square-root law. */
const SQUARE_ROOT = 1

/** The linear law: so much of the price for each hour's volume. */
const PER_HOUR = 0.0045

/** The square-root law of market impact: Y · σ · √(flow ÷ volume), all of an hour. */
export const squareRootMove = ({ usd, hourlyUsd }: Flow, hourlySigma: number): number =>
  SQUARE_ROOT * hourlySigma * Math.sqrt(usd / hourlyUsd)

/** The rule of thumb as one line: 0.45 % for each hour's volume. */
export const linearMove = ({ usd, hourlyUsd }: Flow): number => (PER_HOUR * usd) / hourlyUsd

/** Between what the two laws say, whichever is the smaller. */
export function moveWithoutBook(flow: Flow, hourlySigma: number): MoveRange {
  const [root, linear] = [squareRootMove(flow, hourlySigma), linearMove(flow)]
  return { low: Math.min(root, linear), high: Math.max(root, linear) }
}

/** What traders say: a forced flow of 4 hourly volumes moves price by 1–2 %, one of 10 by 3–5 %. */
const SAID = [
  { hours: 4, low: 0.01, high: 0.02 },
  { hours: 10, low: 0.03, high: 0.05 },
] as const

/** The rule of thumb, between its two points along a line; undefined below and above, where it says nothing. */
export function ruleOfThumb({ usd, hourlyUsd }: Flow): MoveRange | undefined {
  const [small, large] = SAID
  const hours = usd / hourlyUsd
  if (!(hours >= small.hours && hours <= large.hours)) return undefined
  const part = (hours - small.hours) / (large.hours - small.hours)
  const between = (name: 'low' | 'high') => small[name] + part * (large[name] - small[name])
  return { low: between('low'), high: between('high') }
}
