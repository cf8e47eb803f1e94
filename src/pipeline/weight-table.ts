import { bandOf, LEVERAGE_BANDS } from '../heatmap/planes.ts'
import type { Millis } from '../market/units.ts'
import type { CalibratedWeights } from '../model/calibrated-weights.ts'
import { FEED_BAND } from '../model/feed-correction.ts'
import { DEFAULT_BAND } from '../model/level-band.ts'
import type { KnownWeights, ModelSpec } from '../model/model-spec.ts'
import type { CorrectionInUse } from './corrected-flow.ts'
import type { KnownBand } from './level-ranges.ts'
import type { LearntAmounts } from './weight-learner.ts'

/** Weights as they were in force from a moment on, and what they rest on; nothing of the prior. */
export interface WeightEntry {
  readonly since: Millis
  readonly expert: string
  readonly feed: string
  /** Hours of one side, and what was realised in them. */
  readonly rows: number
  readonly realisedUsd: number
  /** By how much a level of 0.2 % may be off, up or down, in 8 of 10 cases; null where not learnt. */
  readonly bandFactor: number | null
  /** How far amounts may be off, as known then. */
  readonly band: KnownBand
  /** Part of the flow that ends in a level of each leverage band, in the order of LEVERAGE_BANDS. */
  readonly byBand: readonly number[]
}

/** What the amounts rest on that weights are learnt from. */
export interface AmountsEntry extends Omit<LearntAmounts, 'correction'> {
  /** Null where amounts are as published; corrected ones are right to ± `band` of themselves. */
  readonly correction: (CorrectionInUse & { readonly band: number }) | null
}

/** The weights of a map over time, and the newest ones in full. */
export interface WeightTable {
  /** Oldest first; the first is the prior. */
  readonly known: readonly WeightEntry[]
  /** What the amounts rest on that the newest were learnt from; null where nothing is learnt. */
  readonly amounts: AmountsEntry | null
  readonly lifetimes: readonly number[]
  /** One row a liquidation distance, one weight a lifetime. */
  readonly newest: readonly {
    readonly kind: 'button' | 'smooth'
    readonly leverage: number
    readonly longDistance: number
    readonly shortDistance: number
    readonly weights: readonly number[]
  }[]
}

/** Describes the weights of a model for people and programs. */
export function weightTable(
  { distances, lifetimes }: ModelSpec,
  known: readonly (KnownWeights | CalibratedWeights)[],
  amounts?: LearntAmounts,
): WeightTable {
  const lives = lifetimes.length
  const ofDistance = (weights: Float64Array, k: number) =>
    Array.from(weights.subarray(k * lives, (k + 1) * lives))
  const byBand = (weights: Float64Array) => {
    const sums = LEVERAGE_BANDS.map(() => 0)
    distances.forEach(({ leverage }, k) => {
      for (const weight of ofDistance(weights, k)) sums[bandOf(leverage)]! += weight
    })
    return sums
  }
  return {
    known: known.map((one) => ({
      since: one.since,
      ...('expert' in one
        ? { expert: one.expert, feed: one.feed, rows: one.rows, realisedUsd: one.realisedUsd }
        : { expert: 'prior', feed: 'too-little', rows: 0, realisedUsd: 0 }),
      bandFactor: 'band' in one && one.band.isLearnt ? Math.exp(one.band.width) : null,
      band: knownBand(one, amounts?.throttled === true),
      byBand: byBand(one.weights),
    })),
    amounts: amounts === undefined ? null : amountsEntry(amounts),
    lifetimes,
    newest: distances.map(({ kind, leverage, long, short }, k) => ({
      kind,
      leverage,
      longDistance: long,
      shortDistance: short,
      weights: ofDistance(known.at(-1)!.weights, k),
    })),
  }
}

/** The band that was learnt with some weights; the stated default where none was. */
export const knownBand = (
  known: KnownWeights | CalibratedWeights | undefined,
  isSampled: boolean,
): KnownBand => ({
  ...(known && 'band' in known ? known.band : DEFAULT_BAND),
  isSampled,
  isByOthers: known !== undefined && 'expert' in known && known.expert === 'others',
})

const amountsEntry = ({ correction, ...amounts }: LearntAmounts): AmountsEntry => ({
  ...amounts,
  correction: correction === undefined ? null : { ...correction, band: FEED_BAND },
})
