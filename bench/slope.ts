/** What a quantity grows by in one unit of `at`, by least squares. */
export function slopeOf(
  readings: readonly { readonly at: number; readonly value: number }[],
): number {
  const mean = (of: (one: { at: number; value: number }) => number) =>
    readings.reduce((sum, one) => sum + of(one), 0) / readings.length
  const [at, value] = [mean((one) => one.at), mean((one) => one.value)]
  const spread = readings.reduce((sum, one) => sum + (one.at - at) ** 2, 0)
  return readings.reduce((sum, one) => sum + (one.at - at) * (one.value - value), 0) / spread
}
