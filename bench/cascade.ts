/**
 * How right the walk of a book is, against the simulator's own engine: every six hours an order from
 * outside is walked through a simulated market, with every stop and liquidation that it sets off, and each
 * forecast says from what was known before how far price will go. Beside it the laws of size alone.
 *
 *   npx tsx bench/cascade.ts [--regimes range,trend,crash,mixed] [--seeds 21,22,23] [--days 24] [--depth 1]
 *
 * `--depth` makes the venue's book so many times as deep.
 */
import { parseArgs } from 'node:util'
import { DAY } from '../src/market/units.ts'
import { REGIMES } from '../src/sim/market/regime.ts'
import { THROTTLED_VENUE } from '../src/sim/market/venues.ts'
import { FORECASTS, forecastMoves } from './simulator/cascade-error.ts'
import type { ForecastId, ForecastMove } from './simulator/cascade-error.ts'
import { referenceCorrection } from './simulator/contestants.ts'
import { daysOf, regimesOf, seedsOf } from './simulator/market-flags.ts'
import { pushedMarket } from './simulator/pushed-market.ts'

const START = Date.UTC(2026, 0, 5)
const WARM_UP = 6 * DAY

const { values } = parseArgs({
  options: {
    regimes: { type: 'string', default: REGIMES.join(',') },
    seeds: { type: 'string', default: '21,22,23' },
    days: { type: 'string', default: '24' },
    depth: { type: 'string', default: '1' },
  },
})
const seeds = seedsOf(values.seeds)
const days = daysOf(values.days)
const depthUsd = Number(values.depth) * THROTTLED_VENUE.depthUsd
if (!(depthUsd > 0)) throw new RangeError(`depth "${values.depth}" must be a number above 0`)
const venues = [{ ...THROTTLED_VENUE, depthUsd }]
const correction = referenceCorrection(START)
const ids = Object.keys(FORECASTS) as ForecastId[]

const mean = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) / of.length
const middle = (of: readonly number[]) => of.toSorted((a, b) => a - b)[of.length >> 1]!
const percent = (share: number) => (100 * share).toFixed(2)

/** A law of size whose constant is chosen in hindsight, so that half of its forecasts are too high. */
const fitted = (all: readonly ForecastMove[], id: ForecastId) => {
  const factor = middle(all.map(({ push, moves }) => push.moved / moves[id]))
  return (one: ForecastMove) => factor * one.moves[id]
}

function rowsOf(name: string, all: readonly ForecastMove[]) {
  const row = (forecast: string, moveOf: (one: ForecastMove) => number) => ({
    regime: name,
    orders: all.length,
    forecast,
    'moved, mean %': percent(mean(all.map(({ push }) => push.moved))),
    'by the book alone': percent(mean(all.map(({ moves }) => moves.book))),
    'error, mean %': percent(mean(all.map((one) => Math.abs(moveOf(one) - one.push.moved)))),
    'said ÷ moved, median': middle(all.map((one) => moveOf(one) / one.push.moved)).toFixed(2),
    'more than twice too far': all.filter((one) => moveOf(one) > 2 * one.push.moved).length,
    'off by a factor, median': Math.exp(
      middle(all.map((one) => Math.abs(Math.log(moveOf(one) / one.push.moved)))),
    ).toFixed(2),
  })
  return [
    ...ids.map((id) => row(FORECASTS[id], ({ moves }) => moves[id])),
    row('rule of thumb, constant chosen in hindsight', fitted(all, 'linear')),
    row('square-root law, constant chosen in hindsight', fitted(all, 'root')),
  ]
}

const found = regimesOf(values.regimes).map((regime) => {
  const all = seeds.flatMap((seed) =>
    forecastMoves(pushedMarket({ regime, seed, days, start: START, venues }, WARM_UP), correction),
  )
  console.table(rowsOf(regime, all))
  return all
})
const all = found.flat()
console.table(rowsOf('all', all))
const forced = all.map(({ forcedUsd, push }) => ({ said: forcedUsd, came: push.forcedUsd }))
const sum = (of: readonly number[]) => of.reduce((a, b) => a + b, 0)
console.log(
  `liquidated of what the true positions said: ` +
    (sum(forced.map(({ came }) => came)) / sum(forced.map(({ said }) => said))).toFixed(2),
)
