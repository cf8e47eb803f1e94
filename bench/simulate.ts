/**
 * The simulated market: how it compares with real ones, what a run costs, and the noise floor of any
 * map of it. The floor: the traders are drawn again on the same path of prices five times; the mean
 * of those five truths is the best that public data could tell of the first. Scored every second
 * hour from day 16 on.
 *
 *   npx tsx bench/simulate.ts realism [days, 40] [seeds, 1,2,3] [usual]
 *   npx tsx bench/simulate.ts floor [days, 40] [seeds, 1] [regimes, range,crash]
 *
 * `usual` takes the unperturbed mix of traders.
 */
import { performance } from 'node:perf_hooks'
import { DAY, HOUR } from '../src/market/units.ts'
import { densityScores } from '../src/score/density.ts'
import type { DensityScores } from '../src/score/density.ts'
import { densityAround } from '../src/score/price-buckets.ts'
import { realismOf } from '../src/sim/market/realism.ts'
import { REGIMES } from '../src/sim/market/regime.ts'
import type { Regime } from '../src/sim/market/regime.ts'
import { simulateMarket } from '../src/sim/market/run.ts'
import type { SimulationOptions, Truth, VenueRun } from '../src/sim/market/run.ts'
import { daysOf, regimesOf, seedsOf } from './simulator/market-flags.ts'

const START = Date.UTC(2026, 0, 5)
const TWINS = 5
const SCORED_FROM = START + 16 * DAY
const SCORED_EVERY = 2 * HOUR

const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`

const worstHour = ({ candles: { close } }: VenueRun) =>
  close.reduce(
    (worst, price, i) => Math.max(worst, Math.abs(price / (close[i - 60] ?? price) - 1)),
    0,
  )

function realism(days: number, seeds: readonly number[], perturbed: boolean) {
  const rows = REGIMES.flatMap((regime) =>
    seeds.map((seed) => {
      const [clock, cpu] = [performance.now(), process.cpuUsage()]
      const options = { seed, days, regime, start: START, perturbed }
      const [venue] = simulateMarket(options).venues
      const { user, system } = process.cpuUsage(cpu)
      const found = realismOf(venue!)
      return {
        run: `${regime} ${seed}`,
        'OI, M USD': (found.openInterestUsd / 1e6).toFixed(0),
        'volume/OI/day': found.turnover.toFixed(2),
        'liquidated/OI/day': percent(found.liquidatedShare, 2),
        '>7x of OI': percent(found.leveredShare),
        'ΣΔOI⁺/ΣV, 5 min': percent(found.visibleOpening),
        published: percent(found.publishedShare, 0),
        'liquidations/day': found.liquidationsPerDay.toFixed(0),
        'largest hour': percent(worstHour(venue!)),
        'CPU s': ((user + system) / 1e6).toFixed(1),
        s: ((performance.now() - clock) / 1000).toFixed(1),
      }
    }),
  )
  console.table(rows)
  console.log(`peak memory of the process ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)
}

/** Mean of a score over hours that have it. */
function meanOf(scores: readonly DensityScores[], name: keyof DensityScores): string {
  const known = scores.map((score) => score[name]).filter((value) => value !== undefined)
  return (known.reduce((a, b) => a + b, 0) / known.length).toFixed(3)
}

function floorOf(
  options: SimulationOptions,
  reach: number,
  first: VenueRun,
  twins: readonly (readonly Truth[])[],
) {
  const scores: DensityScores[] = []
  first.truth.forEach((truth, hour) => {
    if (truth.time < SCORED_FROM || truth.time % SCORED_EVERY !== 0) return
    const density = densityAround(truth, truth.price, reach)
    const mean = new Float64Array(density.length)
    for (const twin of twins)
      densityAround(twin[hour]!, truth.price, reach).forEach((usd, i) => {
        mean[i]! += usd / twins.length
      })
    const scored = densityScores(mean, density)
    if (scored !== undefined) scores.push(scored)
  })
  return {
    run: `${options.regime} ${options.seed}, ±${100 * reach} %`,
    mass: meanOf(scores, 'massRatio'),
    TV: meanOf(scores, 'totalVariation'),
    'EMD, %': meanOf(scores, 'earthMover'),
    r: meanOf(scores, 'correlation'),
    'top decile': meanOf(scores, 'topDecilePrecision'),
    efficiency: meanOf(scores, 'efficiency'),
    hours: scores.length,
  }
}

function floor(days: number, seeds: readonly number[], regimes: readonly Regime[]) {
  const rows = regimes.flatMap((regime) =>
    seeds.flatMap((seed) => {
      const options = { seed, days, regime, start: START }
      const { path, venues } = simulateMarket(options)
      const twins = Array.from(
        { length: TWINS },
        (_, i) => simulateMarket({ ...options, path, agentSeed: i + 1 }).venues[0]!.truth,
      )
      return [0.05, 0.1].map((reach) => floorOf(options, reach, venues[0]!, twins))
    }),
  )
  console.table(rows)
}

const [what = 'realism', days = '40', seeds, choice] = process.argv.slice(2)
if (what === 'realism') realism(daysOf(days), seedsOf(seeds ?? '1,2,3'), choice !== 'usual')
else if (what === 'floor')
  floor(daysOf(days), seedsOf(seeds ?? '1'), regimesOf(choice ?? 'range,crash'))
else throw new RangeError(`realism or floor, not ${what}`)
