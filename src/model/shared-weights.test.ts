import { describe, expect, test } from 'vitest'
import { DAY } from '../market/units.ts'
import { BACKGROUND } from './calibrated-weights.ts'
import type { CalibratedWeights } from './calibrated-weights.ts'
import { DEFAULT_BAND } from './level-band.ts'
import { modelSpec } from './models.ts'
import { shapeOf, weightsOfOthers } from './shared-weights.ts'
import type { LearntElsewhere, WeightShape } from './shared-weights.ts'

/** The weights of a venue that offers up to some leverage. */
const venueShape = (maxLeverage: number): WeightShape =>
  shapeOf(
    modelSpec('isotherm', (_side, leverage) =>
      leverage > maxLeverage ? undefined : 1 / leverage - 0.0045,
    ),
  )

const known = (
  { prior }: WeightShape,
  since: number,
  factor: (component: number) => number,
  more: Partial<CalibratedWeights> = {},
): CalibratedWeights => ({
  since,
  weights: prior.map((weight, i) => weight * factor(i)),
  background: BACKGROUND * factor(prior.length),
  expert: 'level',
  feed: 'sound',
  band: DEFAULT_BAND,
  rows: 100,
  realisedUsd: 1e6,
  ...more,
})

const own = venueShape(125)
const lives = 4

/** How far each weight is from the prior, by component and, last, the background. */
const ratios = (shape: WeightShape, weights: Readonly<Float64Array>): readonly number[] => [
  ...shape.prior.map((weight, i) => weights[i]! / weight),
  weights[shape.prior.length]! / BACKGROUND,
]

describe('weights of other instruments', () => {
  test('have moved from the prior as theirs have, in the mean of the logarithm', () => {
    const one = { ...own, known: [known(own, DAY, (i) => 0.1 + 0.001 * i)] }
    const other = { ...own, known: [known(own, DAY, () => 0.4)] }
    const taught = ratios(own, weightsOfOthers(own, [one, other])(DAY)!)
    taught.forEach((ratio, i) => expect(ratio).toBeCloseTo(Math.sqrt((0.1 + 0.001 * i) * 0.4), 9))
  })

  test('are those of their time, and none before', () => {
    const grown = {
      ...own,
      known: [known(own, 2 * DAY, () => 0.5), known(own, 3 * DAY, () => 0.25)],
    }
    const others = weightsOfOthers(own, [grown])
    expect(others(2 * DAY - 1)).toBeUndefined()
    expect(ratios(own, others(3 * DAY - 1)!)[0]).toBeCloseTo(0.5, 12)
    expect(ratios(own, others(3 * DAY)!)[0]).toBeCloseTo(0.25, 12)
  })

  test('are of instruments that have learnt by themselves', () => {
    const taughtNothing: readonly Partial<CalibratedWeights>[] = [
      { feed: 'too-little' },
      { feed: 'wrong-sided', expert: 'prior' },
      { feed: 'silent', expert: 'prior' },
      { feed: 'silent', expert: 'others' },
    ]
    for (const more of taughtNothing)
      expect(
        weightsOfOthers(own, [{ ...own, known: [known(own, 0, () => 9, more)] }])(DAY),
        JSON.stringify(more),
      ).toBeUndefined()
    // Fallen silent after it had learnt: what it had learnt stands.
    const silent = { ...own, known: [known(own, 0, () => 9, { feed: 'silent' })] }
    expect(weightsOfOthers(own, [silent])(DAY)).toBeDefined()
  })

  test('move a button that the other venue does not offer as the smooth distances there', () => {
    const low = venueShape(20)
    const at = (component: number) => low.distances[Math.floor(component / lives)]?.long ?? 1
    const other: LearntElsewhere = { ...low, known: [known(low, 0, (i) => at(i))] }
    const taught = ratios(own, weightsOfOthers(own, [other])(DAY)!)
    own.distances.forEach(({ long, kind }, k) => {
      const ratio = taught[k * lives]!
      if (kind === 'smooth') expect(ratio).toBeCloseTo(long, 9)
      // The middle of a smooth band is at most half a band, a factor of 1.11, away.
      else expect(Math.abs(Math.log(ratio / long)), `${long}`).toBeLessThan(Math.log(1.12))
    })
    expect(taught.at(-1)).toBeCloseTo(1, 12)
  })
})
