import { DAY } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { FitRows } from './fit-rows.ts'
import { fitWeights } from './weight-fit.ts'

/** One way to learn weights; several run side by side, and the past chooses among them. */
export interface Expert {
  readonly id: string
  /** How far back it looks. */
  readonly window: Millis
  /** Exposure that the prior counts for, as a share of open interest; undefined: only the level is learnt. */
  readonly strength: number | undefined
  /** Whose weights it begins with: by default the prior. */
  readonly shape?: 'others'
}

/**
 * A strong and a weak prior, a long and a short memory, one that keeps the prior's shape, and one
 * that keeps the shape that other instruments have taught. Which is best depends on the venue and on how
 * fast its leverage changes (facts/model.md §2.4, §4.3).
 */
export const EXPERTS: readonly Expert[] = [
  { id: 'level', window: 30 * DAY, strength: undefined },
  { id: 'others-30d', window: 30 * DAY, strength: undefined, shape: 'others' },
  { id: 'strong-30d', window: 30 * DAY, strength: 0.04 },
  { id: 'weak-30d', window: 30 * DAY, strength: 0.004 },
  { id: 'strong-10d', window: 10 * DAY, strength: 0.04 },
]

/** Expected notional of an hour, as a share of open interest, from which on cascades are tamed. */
const TAMED_FROM = 0.002

/**
 * How far, in the logarithm, a prior follows the level of what was realised: distances to which price has
 * not come are neither as far off as those it has, nor known to be right. A level a little off may be
 * that of the distances seen; one that is off by this factor tells half of it about all of them, as
 * the feed or the venue is another.
 */
const HALF_FOLLOWED_FROM = 20

const followed = (level: number): number => {
  const off = Math.abs(Math.log(level))
  return level ** (off / (off + Math.log(HALF_FOLLOWED_FROM)))
}

/** Exposure that a level of 1 counts for, as a share of open interest. */
const LEVEL_STRENGTH = 1e-4

/** EM steps from the prior, and from the weights of the day before. */
const FIRST_STEPS = 25
const NEXT_STEPS = 1

/** No weight moves further from its prior than this, whatever a feed says. */
const MOST_UP = 20
const MOST_DOWN = 200

/** Weights as one expert has learnt them. */
export class ExpertWeights {
  readonly expert: Expert
  /** Of all components and, last, of the background. */
  readonly weights: Float64Array
  readonly #prior: Readonly<Float64Array>
  #fits = 0
  #level = 1

  constructor(expert: Expert, prior: Readonly<Float64Array>) {
    this.expert = expert
    this.#prior = prior
    this.weights = prior.slice()
  }

  /**
   * Learns from the rows of its window up to `now`.
   * @param openInterestUsd of one side, at the end of the newest row
   * @param others weights that other instruments have taught
   */
  learn(
    rows: FitRows,
    now: Millis,
    openInterestUsd: number,
    others?: Readonly<Float64Array>,
  ): void {
    const first = rows.after(now - this.expert.window)
    if (first === rows.end) return
    const { strength, shape } = this.expert
    const taught = shape === 'others' ? others : undefined
    this.#learnLevel(rows, first, openInterestUsd, taught)
    const from = taught ?? this.#prior
    if (strength === undefined) this.weights.set(from.map((weight) => weight * this.#level))
    else {
      const prior = {
        weights: this.#prior.map((weight) => weight * followed(this.#level)),
        strengthUsd: strength * openInterestUsd,
        tamedFromUsd: TAMED_FROM * openInterestUsd,
      }
      const steps = this.#fits++ === 0 ? FIRST_STEPS : NEXT_STEPS
      fitWeights(rows, first, prior, this.weights, steps)
    }
    for (let i = 0; i < this.weights.length; i++) {
      const prior = this.#prior[i]!
      this.weights[i] = Math.min(MOST_UP * prior, Math.max(prior / MOST_DOWN, this.weights[i]!))
    }
  }

  /** What was realised over what the prior, or others, expect: the same fit with one weight for all. */
  #learnLevel(
    rows: FitRows,
    first: number,
    openInterestUsd: number,
    taught: Readonly<Float64Array> | undefined,
  ): void {
    const strength = LEVEL_STRENGTH * openInterestUsd
    let [attributed, exposed] = [strength, strength]
    for (let row = first; row < rows.end; row++) {
      const expected = taught === undefined ? rows.priorUsd[row]! : rows.expectedUsd(row, taught)
      const counts = 1 / (1 + (this.#level * expected) / (TAMED_FROM * openInterestUsd))
      attributed += counts * rows.realisedUsd[row]!
      exposed += counts * expected
    }
    this.#level = attributed / exposed
  }
}
