import type { Random } from '../../market/seeded-random.ts'
import { normal } from '../../market/seeded-random.ts'
import { gammaOfFour } from './draw.ts'

/** How traders of one kind behave. Chances are fractions. */
export interface AgentKind {
  readonly name: 'scalper' | 'day' | 'swing' | 'hedger'
  /** USD opened per day over the venue's usual open interest. */
  readonly flow: number
  /** Mean notional of a position and standard deviation of its logarithm. */
  readonly sizeUsd: number
  readonly sizeSpread: number
  readonly largestUsd: number
  /** Median minutes that a position is held, and standard deviation of their logarithm. */
  readonly lifeMinutes: number
  readonly lifeSpread: number
  readonly stopChance: number
  readonly targetChance: number
  /** Chance that more than the initial margin stands behind the position. */
  readonly crossChance: number
  readonly takerChance: number
  /** Chance that what is hedged pays for the losses, so that no price liquidates the position. */
  readonly hedgedChance: number
  readonly leverages: readonly number[]
  /** Cumulative chance of each leverage. */
  readonly leverageChances: readonly number[]
  /** Added to one half: the chance of a long. */
  readonly longTilt: number
  /** How strongly the last hours' move draws them to its side. */
  readonly momentumTilt: number
}

/**
 * The usual mix. Its stock resembles Hyperliquid's public positions (15 % of open interest above
 * 7x), its turnover Binance's (3 to 4 times open interest a day).
 */
export const USUAL_MIX: readonly AgentKind[] = [
  {
    name: 'scalper',
    flow: 0.45,
    sizeUsd: 8e3,
    sizeSpread: 1.3,
    largestUsd: 4e6,
    lifeMinutes: 8,
    lifeSpread: 1.2,
    stopChance: 0.35,
    targetChance: 0.4,
    crossChance: 0.3,
    takerChance: 0.7,
    hedgedChance: 0,
    leverages: [25, 50, 75, 100, 125],
    leverageChances: cumulative([0.15, 0.35, 0.15, 0.25, 0.1]),
    longTilt: 0.02,
    momentumTilt: 0.2,
  },
  {
    name: 'day',
    flow: 0.47,
    sizeUsd: 20e3,
    sizeSpread: 1.4,
    largestUsd: 4e6,
    lifeMinutes: 180,
    lifeSpread: 1.2,
    stopChance: 0.4,
    targetChance: 0.4,
    crossChance: 0.5,
    takerChance: 0.6,
    hedgedChance: 0,
    leverages: [5, 10, 20, 25, 50],
    leverageChances: cumulative([0.1, 0.3, 0.3, 0.12, 0.18]),
    longTilt: 0.05,
    momentumTilt: 0.2,
  },
  {
    name: 'swing',
    flow: 0.33,
    sizeUsd: 60e3,
    sizeSpread: 1.5,
    largestUsd: 4e6,
    lifeMinutes: 2160,
    lifeSpread: 1.1,
    stopChance: 0.25,
    targetChance: 0.3,
    crossChance: 0.6,
    takerChance: 0.5,
    hedgedChance: 0,
    leverages: [3, 5, 10, 20],
    leverageChances: cumulative([0.2, 0.35, 0.35, 0.1]),
    longTilt: 0.08,
    momentumTilt: 0.15,
  },
  {
    name: 'hedger',
    flow: 0.06,
    sizeUsd: 300e3,
    sizeSpread: 1.2,
    largestUsd: 20e6,
    lifeMinutes: 14_400,
    lifeSpread: 1,
    stopChance: 0,
    targetChance: 0,
    crossChance: 1,
    takerChance: 0.3,
    hedgedChance: 0.7,
    leverages: [1, 2, 3],
    leverageChances: cumulative([0.5, 0.35, 0.15]),
    longTilt: -0.3,
    momentumTilt: 0,
  },
]

/**
 * Another mix of the same kinds: flows differ by 35 %, lifetimes by 30 %, leverage as a Dirichlet
 * sample, stops and cross margin by up to 40 %. Nothing that estimates may rely on one mix.
 */
export const perturbedMix = (random: Random): readonly AgentKind[] =>
  USUAL_MIX.map((kind) => ({
    ...kind,
    flow: kind.flow * Math.exp(0.35 * normal(random)),
    lifeMinutes: kind.lifeMinutes * Math.exp(0.3 * normal(random)),
    leverageChances: cumulative(
      kind.leverageChances.map(
        (upTo, i) => (upTo - (kind.leverageChances[i - 1] ?? 0)) * gammaOfFour(random),
      ),
    ),
    stopChance: Math.min(0.8, kind.stopChance * (0.6 + 0.8 * random())),
    crossChance:
      kind.crossChance < 1
        ? Math.min(0.95, kind.crossChance * (0.6 + 0.8 * random()))
        : kind.crossChance,
  }))

function cumulative(weights: readonly number[]): readonly number[] {
  const total = weights.reduce((a, b) => a + b, 0)
  let sum = 0
  return weights.map((weight) => (sum += weight) / total)
}
