import { normalBelow } from '../market/normal-distribution.ts'
import { binMiddle, binPosition } from '../market/price-bin.ts'
import type { Millis } from '../market/units.ts'
import { FAR, NEAR } from './clusters/clusters.ts'
import type { Density } from './clusters/clusters.ts'
import type { MarketReading } from './market-reading.ts'
import { NINETY, modelledRange, spreadOf, sumBetween } from './clusters/modelled-range.ts'
import type { AroundPrice, Regime } from './regime.ts'
import { LOPSIDED, ratioOf, regimeOf } from './regime.ts'
import type { RatioBand, RatioReading } from './signal-state.ts'
import { touchChance } from './touch-chance.ts'

/** The part of open interest that is added to both sides, so that next to nothing has no ratio. */
const EPSILON = 0.001

/** A lopsided regime begins where it is so likely, and ends where the ratio is back at this. */
const ENTER_FROM = 0.7
const LEAVE_BELOW = 1.7

/** Distances from the price as shares of it, from and to. */
const BANDS: Readonly<Record<RatioBand, readonly [from: number, to: number]>> = {
  near: [0, NEAR],
  far: [NEAR, FAR],
  all: [0, FAR],
}

/** What is remembered of a band's ratio. */
export interface RatioMemory {
  readonly regime: Regime
  readonly since: Millis
}

/** Follows the ratio of one band; a regime has hysteresis, so that it does not flicker. */
export class RatioTrack {
  readonly #band: RatioBand
  #memory: RatioMemory | undefined

  /** @param memory that it goes on from */
  constructor(band: RatioBand, memory?: RatioMemory) {
    this.#band = band
    this.#memory = memory
  }

  /** Undefined before the first reading. */
  get memory(): RatioMemory | undefined {
    return this.#memory
  }

  push(reading: MarketReading): RatioReading {
    const around = aroundReading(reading, ...BANDS[this.#band])
    const before = this.#memory
    const regime = nextRegime(before?.regime, around)
    const since = before?.regime === regime ? before.since : reading.time
    this.#memory = { regime, since }
    return { ...around, ...this.#memory }
  }
}

/** The ratio between two distances from the price, without a past. */
export function aroundReading(
  reading: MarketReading,
  from: number,
  to: number,
): Omit<RatioReading, 'regime' | 'since'> {
  const { density, measured, band, facts } = reading
  const sideOf = (side: 'longUsd' | 'shortUsd', sign: 1 | -1) => {
    const [first, end] = binsAround(density, sign * from, sign * to)
    const usd = sumBetween(density[side], first, end)
    const seen = measured === undefined ? 0 : sumBetween(measured[side], first, end)
    const touchedUsd = touchedIn(density, side, first, end, facts.dailySigma)
    return {
      usd,
      touchedUsd,
      range: modelledRange(band, usd, seen, Math.log1p(to) - Math.log1p(from)),
    }
  }
  const [above, below] = [sideOf('shortUsd', 1), sideOf('longUsd', -1)]
  const sums = {
    aboveUsd: above.usd,
    belowUsd: below.usd,
    aboveRange: above.range,
    belowRange: below.range,
    touchedInADay: touchedSums(above.touchedUsd, below.touchedUsd),
  }
  const little = EPSILON * (facts.openInterestUsd ?? 0)
  const ratio =
    ratioOf(sums) === undefined ? undefined : (above.usd + little) / (below.usd + little)
  if (ratio === undefined)
    return { ...sums, ratio, ratioRange: undefined, chanceAbove: undefined, chanceBelow: undefined }
  const spread = Math.hypot(spreadOf(above.range), spreadOf(below.range))
  const chanceAbove = chanceOver(Math.log(ratio / LOPSIDED), spread)
  const chanceBelow = chanceOver(-Math.log(ratio * LOPSIDED), spread)
  const half = Math.exp(NINETY * spread)
  return {
    ...sums,
    ratio,
    ratioRange: { low: ratio / half, high: ratio * half },
    chanceAbove,
    chanceBelow,
  }
}

/** What a random walk of a day would touch on average; undefined where it is not known how far it goes. */
function touchedIn(
  { firstBin, price, zoom, ...usd }: Density,
  side: 'longUsd' | 'shortUsd',
  first: number,
  end: number,
  dailySigma: number | undefined,
): number | undefined {
  if (dailySigma === undefined || dailySigma === 0) return undefined
  let sum = 0
  for (let i = first; i < end; i++)
    if (usd[side][i]! > 0)
      sum +=
        usd[side][i]! * touchChance(Math.log(binMiddle(firstBin + i, zoom) / price), dailySigma)
  return sum
}

const touchedSums = (
  aboveUsd: number | undefined,
  belowUsd: number | undefined,
): RatioReading['touchedInADay'] =>
  aboveUsd === undefined || belowUsd === undefined
    ? undefined
    : { aboveUsd, belowUsd, ratio: ratioOf({ aboveUsd, belowUsd }) }

/** Chance that a normal value is above 0. */
const chanceOver = (mean: number, deviation: number): number =>
  deviation > 0 ? normalBelow(mean / deviation) : Number(mean > 0)

/** Bins, by place in a density, whose middle lies between two shares of the price: [first, end). */
export function binsAround(
  { firstBin, longUsd, price, zoom = 0 }: Density,
  one: number,
  other: number,
): readonly [first: number, end: number] {
  const place = (share: number): number => {
    const bin = Math.ceil(binPosition(price * (1 + share)) / 2 ** zoom - 0.5) - firstBin
    return Math.min(Math.max(0, bin), longUsd.length)
  }
  return [place(Math.min(one, other)), place(Math.max(one, other))]
}

function nextRegime(
  before: Regime | undefined,
  around: AroundPrice & Pick<RatioReading, 'ratio' | 'chanceAbove' | 'chanceBelow'>,
): Regime {
  const { ratio, chanceAbove = 0, chanceBelow = 0 } = around
  if (ratio === undefined) return regimeOf(around)
  if (before === 'short-squeeze' && ratio >= LEAVE_BELOW) return before
  if (before === 'long-liquidation' && ratio <= 1 / LEAVE_BELOW) return before
  if (chanceAbove >= ENTER_FROM) return 'short-squeeze'
  return chanceBelow >= ENTER_FROM ? 'long-liquidation' : 'balanced'
}
