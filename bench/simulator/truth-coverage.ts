import { DAY } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { DEFAULT_BAND, aroundUsd, halfBand, learnBand } from '../../src/model/level-band.ts'
import type { AnsweredRow, LevelBand } from '../../src/model/level-band.ts'
import { BUCKET_WIDTH } from '../../src/score/price-buckets.ts'
import { bandCoverage } from '../../src/score/band-coverage.ts'
import type { ControlMaps } from './controls.ts'
import type { MarketHour } from './market-hours.ts'

/** Buckets of 0.2 % side by side in the sums of which coverage is told. */
export const SUMMED = [1, 5, 10, 25] as const

/** What is remembered, as a calibration remembers. */
const WINDOW = 30 * DAY

/**
 * Share of the hidden truth that lies in the 10–90 % band of a map, by how many buckets of one side are
 * summed, nearest to the price first. A map that learns its weights brings the band that the product
 * would show; of others it is learnt here each day, by the same rule, from what their hours swept.
 * @param first index of the first moment that is scored
 * @param inner buckets [from, to) that are scored
 */
export function truthCoverage(
  maps: ControlMaps,
  moments: readonly MarketHour[],
  first: number,
  inner: readonly [from: number, to: number],
): readonly (number | undefined)[] {
  const bands = bandsOf(maps, moments)
  const middle = (inner[0] + inner[1]) / 2
  return SUMMED.map((count) => {
    const [truth, low, high]: [number[], number[], number[]] = [[], [], []]
    for (let i = first; i < moments.length; i++) {
      const [map, band] = [maps[i], bands[i]!]
      if (map === undefined) continue
      const half = halfBand(band, count * BUCKET_WIDTH, map.isSampled === true)
      for (let away = 0; middle + away + count <= inner[1]; away += count)
        for (const from of [middle + away, middle - away - count]) {
          const usd = sum(map.now.subarray(from, from + count))
          if (usd === 0) continue
          const range = aroundUsd(usd, half)
          truth.push(sum(moments[i]!.truth.subarray(from, from + count)))
          low.push(range.low)
          high.push(range.high)
        }
    }
    return bandCoverage(truth, low, high)?.inside
  })
}

/** The band known at each moment. */
function bandsOf(maps: ControlMaps, moments: readonly MarketHour[]): readonly LevelBand[] {
  let rows: (AnsweredRow & { readonly time: Millis })[] = []
  let learnt = DEFAULT_BAND
  return moments.map(({ time, nextHour }, i) => {
    if (time % DAY === 0) {
      rows = rows.filter((row) => row.time > time - WINDOW)
      learnt = learnBand(rows)
    }
    const map = maps[i]
    if (map !== undefined && nextHour !== undefined) {
      const { touched, usd } = nextHour
      const half = touched.length / 2
      for (const [from, to] of [
        [0, half],
        [half, 2 * half],
      ] as const) {
        const within = touched.subarray(from, to)
        const expectedUsd = sum(map.inHour.subarray(from, to).map((one, j) => one * within[j]!))
        const realisedUsd = sum(usd.subarray(from, to).map((one, j) => one * within[j]!))
        rows.push({ time, expectedUsd, realisedUsd, stretch: sum(within) * BUCKET_WIDTH })
      }
    }
    return map?.band ?? learnt
  })
}

const sum = (values: Float64Array | Uint8Array): number => {
  let all = 0
  for (const value of values) all += value
  return all
}
