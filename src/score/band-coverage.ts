/** How often what came lay inside a band, and on which side it lay outside. */
export interface BandCoverage {
  /** Share inside, bounds included: 0.8 is right for a band from 10 to 90 %. */
  readonly inside: number
  readonly below: number
  readonly above: number
  readonly rows: number
}

/** Coverage of a band over the rows on which all three are known (not NaN); undefined on none. */
export function bandCoverage(
  realised: ArrayLike<number>,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
): BandCoverage | undefined {
  let [rows, below, above] = [0, 0, 0]
  for (let i = 0; i < realised.length; i++) {
    if ([realised[i]!, low[i]!, high[i]!].some(Number.isNaN)) continue
    rows++
    if (realised[i]! < low[i]!) below++
    else if (realised[i]! > high[i]!) above++
  }
  if (rows === 0) return undefined
  return { inside: (rows - below - above) / rows, below: below / rows, above: above / rows, rows }
}
