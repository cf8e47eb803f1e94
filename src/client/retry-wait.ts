const SECOND = 1_000
const WAITS = [1, 2, 4, 8, 15, 30].map((seconds) => seconds * SECOND)

/** Wait before attempt number `attempt`, counted from 0. */
export const retryWait = (attempt: number): number =>
  WAITS[Math.min(attempt, WAITS.length - 1)] ?? 30 * SECOND
