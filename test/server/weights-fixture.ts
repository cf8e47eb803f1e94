import type { InstrumentWeights } from '../../src/api/learnt-weights.ts'
import type { InstrumentId } from '../../src/market/instrument.ts'
import { DAY } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { BACKGROUND } from '../../src/model/calibrated-weights.ts'
import { DEFAULT_BAND } from '../../src/model/level-band.ts'
import { modelSpec } from '../../src/model/models.ts'
import { shapeOf } from '../../src/model/shared-weights.ts'

/** Learnt weights that are made by hand. */

const spec = modelSpec('isotherm', (_side, leverage) => 1 / leverage - 0.0045)
const { distances, prior } = shapeOf(spec)

const entry = (since: Millis, level: number) => ({
  since,
  expert: 'level',
  feed: 'sound' as const,
  rows: 48,
  realisedUsd: 1e6,
  background: level * BACKGROUND,
  band: DEFAULT_BAND,
  weights: Array.from(prior, (weight) => level * weight),
})

/** What an instrument knew: from each time on so many times the prior. */
export const weightsOf = (
  instrument: InstrumentId,
  levels: readonly (readonly [since: Millis, level: number])[] = [[20_000 * DAY, 0.1]],
): InstrumentWeights => ({
  instrument,
  from: '2024-01-01T00:00:00.000Z',
  to: '2024-03-01T00:00:00.000Z',
  amounts: null,
  lifetimes: [...spec.lifetimes],
  distances: distances.map(({ kind, leverage, long }) => ({ kind, leverage, long, short: long })),
  known: [
    { ...entry(0, 1), expert: 'prior', feed: 'too-little', rows: 0, realisedUsd: 0 },
    ...levels.map(([since, level]) => entry(since, level)),
  ],
})
