/**
 * What learning weights costs: a year of minutes of a random walk through the model alone, and
 * through the model and the calibration, in turn; learnt from hours, and from rows of five minutes. CPU
 * time of this process.
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

function run(learns: boolean, options: CalibrationOptions = {}) {
  const began = process.cpuUsage()
  const calibrator = new Calibrator(spec.weights[0]!.weights, realised, options)
  const model = new PositionModel(learns ? { ...spec, weights: calibrator.known } : spec)
  for (const bar of minutes()) if (model.push(bar) && learns) calibrator.push(bar, model, bar.close)
  const { user, system } = process.cpuUsage(began)
  return { seconds: (user + system) / 1e6, fits: calibrator.known.length - 1 }
}

for (let round = 0; round < 3; round++) {
  const without = run(false)
  const hourly = run(true)
  const finely = run(true, { finer })
  const times = ({ seconds }: typeof without) => (seconds / without.seconds).toFixed(2)
  console.log(
    `${DAYS} days of minutes, ${hourly.fits} fits: ${without.seconds.toFixed(2)} s without, ` +
      `${hourly.seconds.toFixed(2)} s from hours (${times(hourly)} times), ` +
      `${finely.seconds.toFixed(2)} s from 5 minutes (${times(finely)} times)`,
  )
}
