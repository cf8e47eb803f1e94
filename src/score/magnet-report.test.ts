import { describe, expect, test } from 'vitest'
import { seededRandom } from '../market/seeded-random.ts'
import { DAY, HOUR } from '../market/units.ts'
import { magnetReport } from './magnet-report.ts'
import type { WatchedLevel } from './watch-level.ts'

/** Levels watched every six hours; most are at 1.5 %, hit as chance will. */
function levels(days: number, seed: number): readonly WatchedLevel[] {
  const random = seededRandom(seed)
  return Array.from({ length: 4 * days }, (_, i): WatchedLevel => {
    const time = (i + 1) * 6 * HOUR
    const distance = (i % 3 === 2 ? 0.03 : 0.015) * (random() < 0.5 ? -1 : 1)
    const touch = (atCluster: boolean) => ({
      time,
      atCluster,
      momentum: random() - 0.5,
      direction: distance > 0 === atCluster ? (1 as const) : (-1 as const),
      continuation: random(),
    })
    return {
      level: { distance, clusterUsd: i % 2 === 0 ? 9 : 1, sideUsd: 10 },
      trial: { time, hit: random() < 0.5, mirrorHit: random() < 0.5, momentum: random() - 0.5 },
      touches: [touch(true), touch(false)],
    }
  })
}

const OPTIONS = { seed: 1, level: 0.95, draws: 200 }

describe('the report', () => {
  const report = magnetReport(levels(100, 1), OPTIONS)

  test('tells levels apart by distance and kind, each level once', () => {
    expect(report.trials).toBe(400)
    const [near, middle, far] = report.byDistance
    expect([near!.trials, middle!.trials, far!.trials]).toEqual([267, 133, 0])
    const { dominantWall, noDominantWall } = report.byKind
    expect([dominantWall.trials, noDominantWall.trials]).toEqual([200, 200])
    expect([dominantWall.clusterTouches, dominantWall.mirrorTouches]).toEqual([200, 200])
    expect(report.magnet!.trials).toBe(400)
    expect(report.acceleration!.clusterTouches).toBe(400)
  })

  test('too few say so', () => {
    expect(report.byDistance[2]).toMatchObject({ trials: 0, magnet: null, acceleration: null })
    // Many looks within few stretches of time are few.
    expect(magnetReport(levels(40, 1), OPTIONS)).toMatchObject({ trials: 160, magnet: null })
    const without = levels(100, 1).map((one, i) => ({ ...one, touches: i < 29 ? one.touches : [] }))
    expect(magnetReport(without, OPTIONS)).toMatchObject({
      clusterTouches: 29,
      acceleration: null,
    })
  })

  test('one move of price counts once, however many instruments follow it', () => {
    const one = levels(100, 2)
    const alone = magnetReport(one, OPTIONS)
    const together = magnetReport([...one, ...one, ...one], OPTIONS)
    for (const bound of ['value', 'low', 'high'] as const) {
      expect(together.magnet!.attraction[bound]).toBeCloseTo(alone.magnet!.attraction[bound], 12)
      const amplification = together.acceleration!.amplification[bound]
      expect(amplification).toBeCloseTo(alone.acceleration!.amplification[bound], 12)
    }
    // At other times the same moves are others, and tell more.
    const later = one.map(({ level, trial, touches }) => ({
      level,
      trial: { ...trial, time: trial.time + 100 * DAY },
      touches,
    }))
    const apart = magnetReport([...one, ...later], OPTIONS).magnet!.attraction
    const width = ({ low, high }: { readonly low: number; readonly high: number }) => high - low
    expect(width(apart)).toBeLessThan(0.9 * width(alone.magnet!.attraction))
  })
})
