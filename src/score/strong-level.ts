/** The level of a map that a magnet test looks at: the bucket that holds the most. */
export interface StrongLevel {
  /** Signed logarithmic distance of the bucket's middle from the price. */
  readonly distance: number
  /** What stands in the bucket and in its neighbours that hold at least half as much each. */
  readonly clusterUsd: number
  /** What stands on its side of the price, as far as levels are looked for. */
  readonly sideUsd: number
}

/** Nearer ones are touched by chance, farther ones hardly ever in a day. */
const NEAREST = 0.01
const FARTHEST = 0.05

/** Part of the bucket that a neighbour must hold to be of its cluster. */
const CLUSTERED = 0.5

/**
 * The strongest bucket from 1 to 5 % from the price, on either side, or undefined where all of them
 * are empty. Of equal ones the lower price.
 * @param density USD per bucket
 * @param distances signed logarithmic distance of each bucket, ascending
 */
export function strongestLevel(
  density: Float64Array,
  distances: Float64Array,
): StrongLevel | undefined {
  let [best, usd] = [-1, 0]
  density.forEach((held, i) => {
    const away = Math.abs(distances[i]!)
    if (away < NEAREST || away > FARTHEST || !(held > usd)) return
    ;[best, usd] = [i, held]
  })
  if (best < 0) return undefined
  const distance = distances[best]!
  const isBeside = (i: number) =>
    Math.sign(distances[i] ?? 0) === Math.sign(distance) && Math.abs(distances[i]!) <= FARTHEST
  const isOf = (i: number) => isBeside(i) && density[i]! >= CLUSTERED * usd
  let [from, to] = [best, best + 1]
  while (isOf(from - 1)) from--
  while (isOf(to)) to++
  return {
    distance,
    clusterUsd: density.subarray(from, to).reduce((sum, held) => sum + held, 0),
    sideUsd: density.reduce((sum, held, i) => (isBeside(i) ? sum + held : sum), 0),
  }
}

/** Part of its side that the cluster of a dominant wall holds. */
const DOMINANT = 0.4

const isDominant = ({ clusterUsd, sideUsd }: StrongLevel) => clusterUsd >= DOMINANT * sideUsd

/** Kinds of level that are told apart, each by its rule; a level may be of several. */
export const LEVEL_KINDS = {
  dominantWall: isDominant,
  noDominantWall: (level: StrongLevel) => !isDominant(level),
} as const satisfies Readonly<Record<string, (level: StrongLevel) => boolean>>

export type LevelKind = keyof typeof LEVEL_KINDS

/** Distances that are told apart, [from, to) in the logarithm of price. */
export const DISTANCE_BANDS = [
  { from: 0.01, to: 0.02 },
  { from: 0.02, to: 0.035 },
  { from: 0.035, to: 0.05 },
] as const
