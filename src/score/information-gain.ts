import type { Millis } from '../market/units.ts'
import { DAY } from '../market/units.ts'
import { type BootstrapOptions, bootstrapRatio, type Interval, type RatioRow } from './bootstrap.ts'
import { Climatology } from './climatology.ts'

/** A forecast for the time from `issued` to `due`, and what came. Amounts are per bucket. */
export interface Forecast {
  readonly issued: Millis
  readonly due: Millis
  /** Standard deviation of the logarithm of price over that time, known when issued; above 0. */
  readonly sigma: number
  /** What the map leads to expect, up to a factor: density × chance of a touch. */
  readonly predicted: Float64Array
  /** What came: a count of events, or USD. */
  readonly realised: Float64Array
}

/** What a map adds to knowing the distance alone. */
export interface InformationGain {
  /** Nats per unit of what came (an event, or a USD) over the climatology, with its interval. */
  readonly perUnit: Interval
  /** Mean weight of the map in the stack, 0 to 1. */
  readonly weight: number
  /** Per scored forecast, at the time it fell due: nats gained, and how much came. */
  readonly scored: readonly RatioRow[]
}

/** How the gain is measured. */
export interface InformationGainOptions extends BootstrapOptions {
  /** Time from the first forecast to the first one scored; default 16 days. */
  readonly warmUp?: Millis
}

const WEIGHTS = Float64Array.from({ length: 11 }, (_, i) => i / 10)

/** Share of the bare climatology in every stack, so that no bucket is ever impossible. */
const REST = 1e-3

/** Totals are trusted from here on, then weights: each needs some past to be chosen on. */
const TOTALS_AFTER = 2 * DAY
const WEIGHTS_AFTER = 5 * DAY

/** Time after which past totals and scores weigh 1/e. */
const MEMORY = 21 * DAY

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0)

/** Running sums that forget. */
class Past {
  #realised = 0
  #predicted = 0
  #climatology = 0
  readonly #scores = new Float64Array(WEIGHTS.length)

  /** Factors that bring map and climatology to the past total. */
  totals(): { readonly map: number; readonly climatology: number } {
    return {
      map: this.#predicted > 0 ? this.#realised / this.#predicted : 0,
      climatology: this.#climatology > 0 ? this.#realised / this.#climatology : 1,
    }
  }

  /** Index of the weight with the best past score; of equal ones the least. */
  best(): number {
    return this.#scores.indexOf(Math.max(...this.#scores))
  }

  forget(elapsed: Millis): void {
    const kept = Math.exp(-elapsed / MEMORY)
    this.#realised *= kept
    this.#predicted *= kept
    this.#climatology *= kept
    for (let i = 0; i < WEIGHTS.length; i++) this.#scores[i]! *= kept
  }

  addTotals({ realised, predicted }: Forecast, rates: Float64Array): void {
    this.#realised += sum(realised)
    this.#predicted += sum(predicted)
    this.#climatology += sum(rates)
  }

  addScores(gains: Float64Array): void {
    gains.forEach((gain, i) => (this.#scores[i]! += gain))
  }
}

/**
 * Poisson log score Σ n ln λ − Σ λ of each stack λ = w·ρ_M·M + (1 − w)·ρ_0·λ⁰ + 10⁻³·λ⁰ less that of
 * the climatology ρ_0·λ⁰, for every weight w.
 */
function stackGains(
  { predicted, realised }: Forecast,
  rates: Float64Array,
  { map, climatology }: ReturnType<Past['totals']>,
): Float64Array {
  const [mapTotal, ratesTotal] = [map * sum(predicted), sum(rates)]
  return WEIGHTS.map((w) => {
    const restTotal = ((1 - w) * climatology + REST) * ratesTotal
    let gain = climatology * ratesTotal - w * mapTotal - restTotal
    realised.forEach((amount, i) => {
      if (amount === 0) return
      const rest = ((1 - w) * climatology + REST) * rates[i]!
      gain += amount * Math.log((w * map * predicted[i]! + rest) / (climatology * rates[i]!))
    })
    return gain
  })
}

/** A forecast with what was expected and scored when it was issued, where that was possible. */
interface Issued {
  readonly forecast: Forecast
  readonly stack?: { readonly rates: Float64Array; readonly gains: Float64Array }
}

/**
 * Information gain of a map over the climatology of distance (Daley & Vere-Jones; Vere-Jones &
 * Harte), walking forward: the climatology, the totals ρ = ΣR/ΣM and the weight w of the stack are
 * those of forecasts that fell due before this one was issued. Its sign says whether the map adds
 * anything to knowing how far a bucket is. Undefined where nothing came that could be scored.
 * @param forecasts ascending by `issued` and by `due`
 * @param distances signed logarithmic distance of each bucket from the price
 */
export function informationGain(
  forecasts: readonly Forecast[],
  distances: Float64Array,
  options: InformationGainOptions,
): InformationGain | undefined {
  const { warmUp = 16 * DAY } = options
  const start = forecasts[0]?.issued ?? 0
  const climatology = new Climatology(distances)
  const past = new Past()
  let learntUntil = start
  const learn = ({ forecast, stack }: Issued) => {
    const { issued, due, sigma, realised } = forecast
    past.forget(due - learntUntil)
    if (stack && issued - start >= TOTALS_AFTER) past.addTotals(forecast, stack.rates)
    if (stack && issued - start >= WEIGHTS_AFTER) past.addScores(stack.gains)
    climatology.learn(sigma, realised, due - learntUntil)
    learntUntil = due
  }

  const scored: RatioRow[] = []
  let weights = 0
  let learnt = 0
  const all: Issued[] = []
  for (const forecast of forecasts) {
    while (learnt < all.length && all[learnt]!.forecast.due <= forecast.issued) {
      learn(all[learnt++]!)
    }
    const rates = climatology.rates(forecast.sigma)
    if (!rates) {
      all.push({ forecast })
      continue
    }
    const gains = stackGains(forecast, rates, past.totals())
    all.push({ forecast, stack: { rates, gains } })
    if (forecast.issued - start < warmUp) continue
    const chosen = past.best()
    weights += WEIGHTS[chosen]!
    scored.push({
      time: forecast.due,
      numerator: gains[chosen]!,
      denominator: sum(forecast.realised),
    })
  }
  const perUnit = bootstrapRatio(scored, options)
  return perUnit && { perUnit, weight: weights / scored.length, scored }
}
