import { seededRandom } from '../../src/market/seeded-random.ts'
import type { Millis, PositionSide } from '../../src/market/units.ts'
import { HOUR, MINUTE, SECOND } from '../../src/market/units.ts'
import type { Density } from '../../src/signals/clusters/clusters.ts'
import type { Exchange } from '../../src/sim/market/exchange.ts'
import type { PricePath } from '../../src/sim/market/price-path.ts'
import { simulateMarket } from '../../src/sim/market/run.ts'
import type { SimulatedRun, SimulationOptions } from '../../src/sim/market/run.ts'

/** A market order of somebody from outside, and what the simulator's engine made of it at once. */
export interface Push {
  readonly time: Millis
  /** Whose positions it closes: an order that sells closes longs. */
  readonly side: PositionSide
  readonly usd: number
  /** What stood at each price before it, that of nobody's stop. */
  readonly truth: Density
  /** How far price went, with all that was set off, as a share of the price. */
  readonly moved: number
  readonly forcedUsd: number
}

export interface PushedMarket {
  readonly run: SimulatedRun
  readonly pushes: readonly Push[]
}

/** Orders of between these parts of what moves price by 1 % when all is usual, evenly in the logarithm. */
const SMALLEST = 0.1
const LARGEST = 2
/** They come in parts so small that none is larger than the engine lets one print move price. */
const PART = 0.005
const EVERY = (6 * HOUR) / MINUTE

/**
 * Runs a market of one venue in which, every six hours from a time on, an order of a size and side of
 * chance comes from outside and is walked through by the engine itself. Nobody holds what was traded.
 */
export function pushedMarket(options: SimulationOptions, warmUp: Millis): PushedMarket {
  const random = seededRandom(options.seed)
  const found: Omit<Push, 'forcedUsd'>[] = []
  const run = simulateMarket(options, (minute, path, [exchange]) => {
    if (minute * MINUTE < warmUp || minute % EVERY !== 0) return
    const side = random() < 0.5 ? 'long' : 'short'
    const usd = exchange!.venue.depthUsd * SMALLEST * (LARGEST / SMALLEST) ** random()
    const time = options.start + minute * MINUTE
    found.push({ time, side, usd, ...pushed(path, exchange!, side, usd) })
  })
  const pushes = found.map((push) => ({ ...push, forcedUsd: forcedAt(run, push) }))
  return { run, pushes }
}

function pushed(path: PricePath, exchange: Exchange, side: PositionSide, usd: number) {
  const { price } = exchange
  const { firstBin, long, short } = exchange.levels.slice(price)
  const truth = {
    firstBin,
    longUsd: Float64Array.from(long),
    shortUsd: Float64Array.from(short),
    price,
  }
  const parts = Math.ceil(usd / (PART * exchange.venue.depthUsd))
  for (let part = 0; part < parts; part++) {
    path.push(side === 'long' ? -1 : 1, usd / parts)
    exchange.trade(usd / parts / exchange.price, side === 'short')
    exchange.settle()
  }
  return { truth, moved: Math.abs(exchange.price / price - 1) }
}

/** What was liquidated of a side in the second of an order. */
const forcedAt = ({ venues }: SimulatedRun, { time, side }: Omit<Push, 'forcedUsd'>): number =>
  venues[0]!.all.reduce(
    (sum, one) =>
      one.time >= time && one.time < time + SECOND && one.position === side
        ? sum + one.price * one.quantity
        : sum,
    0,
  )
