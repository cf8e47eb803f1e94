/**
 * What learning weights costs: a year of minutes of a random walk through the model alone, and
 * through the model and the calibration, ten days of each in turn; learnt from hours, and from rows of
 * five minutes. CPU time of this process.
 *
 *   npx tsx bench/calibration.ts [days]
 */
import { normal, seededRandom } from '../src/market/seeded-random.ts'
import { DAY, MINUTE } from '../src/market/units.ts'
import { newBar } from '../src/model/bar.ts'
import type { Bar } from '../src/model/bar.ts'
import { Calibrator } from '../src/model/calibration.ts'
import type { CalibrationOptions } from '../src/model/calibration.ts'
import { modelSpec } from '../src/model/models.ts'
import { PositionModel } from '../src/model/position-model.ts'

const DAYS = Number(process.argv[2] ?? 365)
const ROUNDS = 5
const spec = modelSpec('isotherm', (_side, leverage) => 1 / leverage - 0.0045)

/** Minutes of a random walk with 2.5 % a day, three turnovers of open interest a day. */
function* minutes(): Iterable<Bar> {
  const random = seededRandom(3)
  const bar = newBar()
  let price = 60_000
  for (let i = 0; i < DAYS * 1_440; i++) {
    const open = price
    price *= Math.exp((0.025 / Math.sqrt(1_440)) * normal(random) - (price > 90_000 ? 2e-5 : 0))
    yield Object.assign(bar, {
      openTime: Date.UTC(2025, 0, 1) + i * MINUTE,
      interval: MINUTE,
      open,
      close: price,
      high: Math.max(open, price) * 1.0002,
      low: Math.min(open, price) * 0.9998,
      volume: 160 * (0.5 + random()),
      takerBuyShare: 0.5,
      openInterest: 80_000,
      openInterestChange: 0,
    })
  }
}

const realised = (time: number, side: number) => 2e5 * (1.2 + Math.sin(time / DAY + side))

const finer = {
  span: 5 * MINUTE,
  realised: (time: number, side: number) => realised(time, side) / 12,
}

/** A model that takes the year in pieces, and what each piece cost. */
class Run {
  seconds = 0
  readonly #bars = minutes()[Symbol.iterator]()
  readonly #calibrator: Calibrator | undefined
  readonly #model: PositionModel

  constructor(learns: boolean, options: CalibrationOptions = {}) {
    if (learns) this.#calibrator = new Calibrator(spec.weights[0]!.weights, realised, options)
    const weights = this.#calibrator?.known ?? spec.weights
    this.#model = new PositionModel({ ...spec, weights })
  }

  get fits(): number {
    return this.#calibrator === undefined ? 0 : this.#calibrator.known.length - 1
  }

  /** Takes so many bars; false at the end of the year. */
  take(count: number): boolean {
    const began = process.cpuUsage()
    for (let i = 0; i < count; i++) {
      const { done, value: bar } = this.#bars.next()
      if (done === true) return false
      if (this.#model.push(bar)) this.#calibrator?.push(bar, this.#model, bar.close)
    }
    const { user, system } = process.cpuUsage(began)
    this.seconds += (user + system) / 1e6
    return true
  }
}

const ratios: [hours: number, finely: number][] = []
for (let round = 0; round < ROUNDS; round++) {
  const runs = [new Run(false), new Run(true), new Run(true, { finer })] as const
  // In turn, ten days each: a machine that slows down slows all of them.
  while (runs.map((run) => run.take(14_400)).every(Boolean));
  const [without, hourly, finely] = runs
  const times = ({ seconds }: Run) => seconds / without.seconds
  ratios.push([times(hourly), times(finely)])
  console.log(
    `${DAYS} days of minutes, ${hourly.fits} fits: ${without.seconds.toFixed(2)} s without, ` +
      `${hourly.seconds.toFixed(2)} s from hours (${times(hourly).toFixed(2)} times), ` +
      `${finely.seconds.toFixed(2)} s from 5 minutes (${times(finely).toFixed(2)} times)`,
  )
}
const median = (values: number[]): string =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!.toFixed(2)
console.log(
  `median of ${ROUNDS} rounds: ${median(ratios.map(([hours]) => hours))} times from hours, ` +
    `${median(ratios.map(([, finely]) => finely))} times from 5 minutes`,
)
