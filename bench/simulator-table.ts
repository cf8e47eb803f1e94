/**
 * The maps on simulated markets, where the truth is known: every contestant walks forward over what
 * the venue publishes, minute by minute, and is scored every hour from day 16 on, beside controls
 * that know no positions. What was settled after these seeds had been seen: docs/methodology.md.
 *
 *   npx tsx bench/simulator-table.ts [--regimes range,trend,crash,mixed] [--seeds 11,12,13]
 *                                    [--days 40] [--no-drift] [--out FILE.json]
 */
import { writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { DAY } from '../src/market/units.ts'
import { REGIMES } from '../src/sim/market/regime.ts'
import type { Regime } from '../src/sim/market/regime.ts'
import { referenceCorrection } from './simulator/contestants.ts'
import { daysOf, regimesOf, seedsOf } from './simulator/market-flags.ts'
import { meanScores } from './simulator/mean-scores.ts'
import { pooledMagnets } from './simulator/pooled-magnets.ts'
import { runMarket } from './simulator/run-market.ts'
import type { MarketResult } from './simulator/run-market.ts'
import {
  biasTable,
  magnetLines,
  regimeTable,
  runTable,
  scoreTable,
  targetTable,
  winsTable,
} from './simulator/tables.ts'
import { targets } from './simulator/targets.ts'

const START = Date.UTC(2026, 0, 5)

/**
 * By the end of a drift run leverage of new positions is e^0.9 of what it was, or e^−0.9, by turns.
 * Its regime is the last one asked for.
 */
const DRIFT = 0.9

const { values } = parseArgs({
  options: {
    regimes: { type: 'string', default: REGIMES.join(',') },
    seeds: { type: 'string', default: '11,12,13' },
    days: { type: 'string', default: '40' },
    'no-drift': { type: 'boolean', default: false },
    out: { type: 'string' },
  },
})
const regimes = regimesOf(values.regimes)
const seeds = seedsOf(values.seeds)
const days = daysOf(values.days)
const warmUp = Math.min(16, days / 2) * DAY

const correction = referenceCorrection(START)
function run(regime: Regime, seed: number, leverageShift: number): MarketResult {
  const began = performance.now()
  const options = { regime, seed, days, start: START, leverageShift, warmUp }
  const result = runMarket(options, correction)
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  const drift = leverageShift === 0 ? '' : ` drift ${leverageShift}`
  console.error(`${regime} ${seed}${drift}: ${seconds} s`)
  return result
}

const results = regimes.flatMap((regime) => seeds.map((seed) => run(regime, seed, 0)))
const drifting = values['no-drift']
  ? []
  : seeds.map((seed, i) => run(regimes.at(-1)!, seed, i % 2 === 0 ? DRIFT : -DRIFT))

const means = meanScores(results)
const drift = drifting.length === 0 ? undefined : meanScores(drifting)
const magnets = pooledMagnets(results)
/** A result as it is written down, without its single looks at magnets. */
function told({ watched, ...rest }: MarketResult) {
  return { ...rest, magnetTrials: watched.length }
}

const measured = { results, means, drift, magnets }
const found = {
  'from hours': targets(measured, { full: 'D*', throttled: 'D3' }),
  'from 5 minutes': targets(measured, { full: 'D*/5', throttled: 'D3/5' }),
}
const sections = [
  ['Means over runs', scoreTable(means)],
  ['By regime', regimeTable(results)],
  ['Predicted ÷ true by distance', biasTable(means)],
  ['Runs won against A', winsTable(results)],
  ['Each run', runTable(results)],
  ...(drift ? [['Where leverage drifts', scoreTable(drift)]] : []),
  ['Magnets', magnetLines(magnets)],
  ['Targets', targetTable(found)],
] as const
for (const [title, text] of sections) console.log(`\n## ${title}\n\n${text}`)

if (values.out !== undefined) {
  const json = {
    correction,
    runs: results.map(told),
    drift: drifting.map(told),
    means,
    magnets,
    targets: found,
  }
  writeFileSync(values.out, `${JSON.stringify(json, undefined, 2)}\n`)
}
