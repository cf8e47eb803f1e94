/**
 * How often the band of past hours held what came, on recorded hours of Binance (June to August 2024),
 * by how wide a stretch of price an hour swept: of all hours, and as the band weighs them. The truth of
 * single levels is not known there; bench/simulator-table.ts tells that of simulated markets.
 *
 *   npx tsx bench/level-band.ts
 */
import { HOUR } from '../src/market/units.ts'
import { BarReader } from '../src/model/bar-reader.ts'
import { Calibrator } from '../src/model/calibration.ts'
import type { RealisedUsd } from '../src/model/realised-usd.ts'
import { ExposureRecorder, weighted } from '../src/model/exposure.ts'
import { halfBand } from '../src/model/level-band.ts'
import type { LevelBand } from '../src/model/level-band.ts'
import { modelSpec } from '../src/model/models.ts'
import { PositionModel } from '../src/model/position-model.ts'
import { LONG } from '../src/model/side.ts'
import { venueDistance } from '../src/cli/command/venue-distance.ts'
import { instrumentId } from '../src/market/instrument.ts'
import { venueId } from '../src/venues/venue.ts'
import { realHours } from './real-hours.ts'

const EDGES = [0, 0.002, 0.004, 0.008, 0.016, 0.04, 1] as const

interface Answer {
  readonly expectedUsd: number
  readonly realisedUsd: number
  readonly stretch: number
  readonly band: LevelBand
}

/** Every hour of one side, with what the weights and the band that were known before it say. */
function answers(coin: string): readonly Answer[] {
  const { candles, openInterest, liquidatedLong, liquidatedShort } = realHours(coin)
  const rows = new Map(Array.from(candles.openTime, (time, i) => [time + HOUR, i]))
  const realised: RealisedUsd = (time, side) => {
    const row = rows.get(time)
    if (row === undefined) return Number.NaN
    return (side === LONG ? liquidatedLong : liquidatedShort)[row]! * candles.close[row]!
  }
  const spec = modelSpec('isotherm', distanceOf(coin))
  const first = spec.weights[0]!.weights
  const calibrator = new Calibrator(first, realised)
  const model = new PositionModel({ ...spec, weights: calibrator.known })
  const recorder = new ExposureRecorder(first.length)
  const reader = new BarReader(candles, openInterest)
  const found: Answer[] = []
  for (let bar = reader.next(); bar !== undefined; bar = reader.next()) {
    if (!model.push(bar)) continue
    const { weights, background, band } = calibrator.known.at(-1)!
    for (const row of recorder.push(bar, model, bar.close)) {
      const expectedUsd = weighted(row, Float64Array.of(...weights, background))
      const realisedUsd = realised(row.time, row.side)
      const isKnown = band.isLearnt && expectedUsd > 0 && !Number.isNaN(realisedUsd)
      if (isKnown) found.push({ expectedUsd, realisedUsd, stretch: row.stretch, band })
    }
    calibrator.push(bar, model, bar.close)
  }
  return found
}

function distanceOf(coin: string) {
  const venue = venueId('binance')
  const symbol = `${coin}USDT`
  const names = { id: instrumentId(venue, symbol), venue, symbol, base: coin, quote: 'USDT' }
  const instrument = { ...names, contract: 'linear', contractSize: 1, tickSize: 0.1 } as const
  return venueDistance(instrument, Date.UTC(2024, 7, 1)).distanceAt
}

const share = (part: number, all: number): string => (part / all).toFixed(2)

for (const coin of ['BTC', 'ETH']) {
  const all = answers(coin)
  const realised = all.reduce((sum, { realisedUsd }) => sum + realisedUsd, 0)
  const usual = all.reduce((sum, { realisedUsd }) => sum + realisedUsd ** 2, 0) / realised
  const { width, evensOut, widest } = all.at(-1)!.band
  const factor = Math.exp(width).toFixed(1)
  console.log(`${coin}: ×÷${factor} per 0.2 %, ^-${evensOut}, up to ${(100 * widest).toFixed(1)} %`)
  const spans = EDGES.slice(1).map((to, i) => [EDGES[i]!, to] as const)
  for (const [from, to] of [...spans, [0, 1] as const]) {
    let [rows, inside, weight, weightInside] = [0, 0, 0, 0]
    for (const { expectedUsd, realisedUsd, stretch, band } of all) {
      if (stretch < from || stretch >= to) continue
      const counts = expectedUsd / (expectedUsd + usual)
      const isIn = Math.abs(Math.log(realisedUsd / expectedUsd)) <= halfBand(band, stretch, false)
      rows++
      weight += counts
      if (!isIn) continue
      inside++
      weightInside += counts
    }
    const held = `${share(inside, rows)} of ${rows} hours, weighed ${share(weightInside, weight)}`
    console.log(`  ${100 * from}–${100 * to} %: ${held}`)
  }
}
