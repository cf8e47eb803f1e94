import { bandCoverage } from '../../src/score/reliability.ts'
import type { BandCoverage } from '../../src/score/reliability.ts'
import type { ControlMaps } from './controls.ts'
import type { MarketHour } from './market-hours.ts'

/** USD of a bucket below which an error has no meaning. */
const LEAST_USD = 2_000

/** What an observation counts after the next one. */
const REMEMBERED = 0.9995

/** Normal quantile of 10 and 90 %. */
const TENTH = 1.2816

/**
 * Coverage of the hidden truth by the structural 80 % band: log-normal about the map, its width the
 * root mean square of ln(realised / map) over buckets that price went through, from the past alone.
 * The width is learnt from all liquidations, as only a full feed shows them.
 * @param first index of the first moment that is scored
 * @param inner buckets [from, to) that are scored
 */
export function truthCoverage(
  maps: ControlMaps,
  moments: readonly MarketHour[],
  first: number,
  inner: readonly [from: number, to: number],
): BandCoverage | undefined {
  const [truth, low, high]: [number[], number[], number[]] = [[], [], []]
  let [squares, count] = [0, 0]
  moments.forEach(({ truth: known, nextHour }, i) => {
    const map = maps[i]
    if (map === undefined || nextHour === undefined) return
    if (i >= first && count > 0) {
      const factor = Math.exp(TENTH * Math.sqrt(squares / count))
      for (let j = inner[0]; j < inner[1]; j++) {
        const usd = map.now[j]! + LEAST_USD
        if (usd === LEAST_USD) continue
        truth.push(known[j]!)
        low.push(usd / factor - LEAST_USD)
        high.push(usd * factor - LEAST_USD)
      }
    }
    nextHour.touched.forEach((touched, j) => {
      if (touched === 0 || !(map.now[j]! > 0)) return
      const error = Math.log((nextHour.usd[j]! + LEAST_USD) / (map.inHour[j]! + LEAST_USD))
      squares = squares * REMEMBERED + error ** 2
      count = count * REMEMBERED + 1
    })
  })
  return bandCoverage(truth, low, high)
}
