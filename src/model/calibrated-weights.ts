import type { FeedCheck } from './feed-check.ts'
import type { LevelBand } from './level-band.ts'
import type { KnownWeights } from './model-spec.ts'

/** Weights as they were learnt at a moment, with what they rest on. */
export interface CalibratedWeights extends KnownWeights {
  /** Weight of the background: notional opened and liquidated within a bar. */
  readonly background: number
  /** The expert that counts most by its past hours; before any `others`, or `prior`. */
  readonly expert: string
  readonly feed: FeedCheck
  /** How far the dollars of a map by these weights may be off, as known then. */
  readonly band: LevelBand
  /** Hours of one side, and what was realised in them, that the weights were learnt from. */
  readonly rows: number
  readonly realisedUsd: number
}

/** Prior weight of the background. */
export const BACKGROUND = 0.002
