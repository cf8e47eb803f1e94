import { TILE_VERSION } from '../heatmap/tile-codec.ts'
import type { CalibratedWeights } from '../model/calibrated-weights.ts'

/** Changes when the same input would give other numbers or bytes. */
const MODEL_VERSION = 4

/** Part of the version of a tile, beside a fingerprint of the history: the model and what it had learnt. */
export const mapVersion = (model: string, learnt: readonly CalibratedWeights[]): string =>
  [TILE_VERSION, MODEL_VERSION, model, ...digestOf(learnt)].join('.')

/** Tells other weights apart in a word. */
function digestOf(known: readonly CalibratedWeights[]): readonly string[] {
  if (known.length < 2) return []
  // FNV-1a over the bits: http://www.isthe.com/chongo/tech/comp/fnv/
  let hash = 0x811c9dc5
  for (const { since, weights } of known)
    for (const word of new Uint32Array(Float64Array.of(since, ...weights).buffer))
      hash = Math.imul(hash ^ word, 0x01000193)
  return [(hash >>> 0).toString(16)]
}
