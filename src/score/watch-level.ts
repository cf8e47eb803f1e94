import type { CandleColumns } from '../market/candle-columns.ts'
import { DAY } from '../market/units.ts'
import type { TouchOutcome } from './acceleration.ts'
import { continuationAfterTouch } from './acceleration.ts'
import { firstTouch } from './first-touch.ts'
import type { MagnetTrial } from './magnet.ts'
import type { StrongLevel } from './strong-level.ts'
import { isWholeSpan } from './whole-span.ts'

/** What price did about a strong level, and about the level as far away on the other side. */
export interface WatchedLevel {
  readonly level: StrongLevel
  readonly trial: MagnetTrial
  /** Of the level and its mirror those that were touched, and whose candles go on. */
  readonly touches: readonly TouchOutcome[]
}

/** A level is watched for so long; looks nearer than this share their path. */
const HORIZON = DAY

/**
 * Watches a level for 24 h. Undefined where a candle of the 24 h before or after is missing.
 * @param at index of the last closed candle
 * @param level as seen from its close
 * @param sigma standard deviation of the logarithm of price over one candle, known then
 */
export function watchLevel(
  candles: CandleColumns,
  at: number,
  level: StrongLevel,
  sigma: number,
): WatchedLevel | undefined {
  const { close, openTime, interval } = candles
  const steps = Math.round(HORIZON / interval)
  if (!isWholeSpan(candles, at - steps, at + steps)) return undefined
  const { distance } = level
  const [price, time] = [close[at]!, openTime[at]! + interval]
  const reached = (away: number) => firstTouch(candles, price, away, at + 1, at + 1 + steps)
  const [hit, mirrorHit] = [reached(distance), reached(-distance)]
  const momentum = Math.log(price / close[at - steps]!) / (sigma * Math.sqrt(steps))
  const touch = (touched: number | undefined, away: number): readonly TouchOutcome[] => {
    if (touched === undefined) return []
    const direction = away > 0 ? 1 : -1
    const continuation = continuationAfterTouch(candles, touched, direction, sigma)
    if (continuation === undefined) return []
    const atCluster = away === distance
    return [{ time, atCluster, momentum: direction * momentum, direction, continuation }]
  }
  return {
    level,
    trial: {
      time,
      hit: hit !== undefined,
      mirrorHit: mirrorHit !== undefined,
      momentum: Math.sign(distance) * momentum,
    },
    touches: [...touch(hit, distance), ...touch(mirrorHit, -distance)],
  }
}
