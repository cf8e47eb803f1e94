/**
 * Amounts as a venue shows them: whole lots. The engine trades any fraction of a coin; it is rounded
 * where it is published, so that what sums to a total in lots does so to the last digit.
 */

/** The nearest number of lots. */
export const lotsOf = (coins: number, lot: number): number => Math.round(coins / lot)

/** Coins; the step back to decimals leaves no float arithmetic in the text. */
export const coinsOf = (lots: number, lot: number): number => Number((lots * lot).toFixed(8))

/** The nearest amount of at least one lot. */
export const shownCoins = (coins: number, lot: number): number =>
  coinsOf(Math.max(1, lotsOf(coins, lot)), lot)

/**
 * Parts of a whole number in proportion to weights, each at least 1, together exactly the total, which
 * is not below their count.
 */
export function shared(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  const spare = total - weights.length
  let [weight, given] = [0, 0]
  return weights.map((one) => {
    weight += one
    // The last weight ends at the sum but for rounding.
    const upTo = Math.min(spare, Math.round((spare * weight) / sum))
    const part = 1 + upTo - given
    given = upTo
    return part
  })
}
