import { DAY, HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { ExpertWeights } from './calibration-experts.ts'
import type { Expert } from './calibration-experts.ts'
import { weighted } from './exposure.ts'
import type { FitRows, RealisedRow } from './fit-rows.ts'

/** Per nat of loss over the remembered hours. */
const TRUST = 0.1

/** What an hour of the past counts when experts are compared: half after 14 days. */
const REMEMBERED = 0.5 ** (HOUR / (14 * DAY))

/** Part of the mean hour that is added to every expectation: quiet hours, of which nobody knows much, do not decide. */
const FLOOR = 0.1

/** The experts side by side, each counting by how well it answered for the hours of the past weeks. */
export class ExpertPanel {
  readonly #experts: readonly ExpertWeights[]
  readonly #losses: Float64Array
  #shares: readonly number[]
  /** Running mean of what an hour of one side realises. */
  #meanUsd = 0
  #meanRows = 0

  /** @param prior weights of all components and, last, of the background */
  constructor(experts: readonly Expert[], prior: Readonly<Float64Array>) {
    this.#experts = experts.map((expert) => new ExpertWeights(expert, prior))
    this.#losses = new Float64Array(experts.length)
    this.#shares = experts.map(() => 1 / experts.length)
  }

  /** The expert that counts most. */
  get leading(): Expert {
    return this.#experts[this.#shares.indexOf(Math.max(...this.#shares))]!.expert
  }

  /** The experts' weights, each with its share. */
  get weights(): Float64Array {
    const mixed = new Float64Array(this.#experts[0]!.weights.length)
    this.#experts.forEach(({ weights }, expert) => {
      for (let i = 0; i < mixed.length; i++) mixed[i]! += this.#shares[expert]! * weights[i]!
    })
    return mixed
  }

  /** Lets the experts answer for an hour that they have not learnt from. */
  compare({ row, realisedUsd }: RealisedRow): void {
    this.#meanRows = this.#meanRows * REMEMBERED + 1
    this.#meanUsd += (realisedUsd - this.#meanUsd) / this.#meanRows
    const floor = FLOOR * this.#meanUsd
    if (!(floor > 0)) return
    this.#experts.forEach(({ weights }, i) => {
      const expected = weighted(row, weights) + floor
      const loss = realisedUsd / expected + Math.log(expected)
      this.#losses[i] = this.#losses[i]! * REMEMBERED + loss
    })
  }

  /**
   * Lets the experts learn from rows up to now, and weighs them by what they answered so far.
   * @param openInterestUsd of one side, at the end of the newest row
   * @param others what other instruments have taught; without it the expert on them does not count
   */
  learn(
    rows: FitRows,
    now: Millis,
    openInterestUsd: number,
    others?: Readonly<Float64Array>,
  ): void {
    for (const expert of this.#experts) expert.learn(rows, now, openInterestUsd, others)
    const counts = this.#experts.map(
      ({ expert }) => expert.shape !== 'others' || others !== undefined,
    )
    this.#shares = sharesOf(this.#losses, counts)
  }
}

/**
 * How much each expert counts, by the losses of the past hours. One that is worse by a hundredth of a
 * nat an hour over some weeks hardly counts; the winner alone would make the map jump when it changes.
 */
function sharesOf(losses: Float64Array, counts: readonly boolean[]): readonly number[] {
  const least = Math.min(...losses.filter((_, i) => counts[i]))
  const raw = Array.from(losses, (loss, i) => (counts[i] ? Math.exp(-TRUST * (loss - least)) : 0))
  const sum = raw.reduce((a, b) => a + b, 0)
  return raw.map((one) => one / sum)
}
