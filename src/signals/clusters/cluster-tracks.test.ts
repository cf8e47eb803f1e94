import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binEdge, binMiddle } from '../../market/price-bin.ts'
import { HOUR } from '../../market/units.ts'
import type { Millis, PositionSide } from '../../market/units.ts'
import { ClusterTracks } from './cluster-tracks.ts'
import type { Cluster } from './clusters.ts'

const PRICE = 60_000
const T0 = Date.UTC(2026, 0, 5)

/** A path of price that reaches no cluster. */
const NOWHERE = { low: Number.POSITIVE_INFINITY, high: 0 }

const seen = (tracks: ClusterTracks, time: Millis, clusters: readonly Cluster[], path = NOWHERE) =>
  tracks.push(time, clusters, path).tracked

function cluster(
  firstBin: number,
  bins: number,
  usd: number,
  side: PositionSide = 'long',
): Cluster {
  const centrePrice = binMiddle(firstBin + Math.floor(bins / 2))
  return {
    side,
    firstBin,
    endBin: firstBin + bins,
    priceFrom: binEdge(firstBin),
    priceTo: binEdge(firstBin + bins),
    peakPrice: centrePrice,
    centrePrice,
    distance: centrePrice / PRICE - 1,
    usd,
    distanceBand: 'near',
  }
}

describe('clusters through time', () => {
  it('knows a cluster again that grows and creeps, and says how much', () => {
    const tracks = new ClusterTracks()
    const readings = Array.from({ length: 73 }, (_, hour) =>
      seen(tracks, T0 + hour * HOUR, [
        cluster(22_000 + Math.floor(hour / 2), 10, 1e6 + hour * 1e4),
      ]),
    )
    const ids = new Set(readings.map(([one]) => one!.id))
    expect([...ids]).toEqual([`long-${T0}-22000`])
    const last = readings.at(-1)![0]!
    expect(last.since).toBe(T0)
    expect(last.growth['24h']).toBeCloseTo(1.72 / 1.48 - 1, 9)
    expect(last.growth['48h']).toBeCloseTo(1.72 / 1.24 - 1, 9)
    expect(last.growth['72h']).toBeCloseTo(0.72, 9)
    expect(last.moved).toBeCloseTo(Math.exp(36 * Math.log(1.0005)) - 1, 6)
    expect(last.hasMigrated).toBe(true)
  })

  it('does not say how it grew before it was seen', () => {
    const tracks = new ClusterTracks()
    seen(tracks, T0, [cluster(22_000, 10, 1e6)])
    const [one] = seen(tracks, T0 + 23 * HOUR, [cluster(22_000, 10, 2e6)])
    expect(one!.growth).toEqual({ '24h': undefined, '48h': undefined, '72h': undefined })
    expect(one!.hasMigrated).toBe(false)
  })

  it('does not say how it grew over a day at whose beginning it was not seen', () => {
    const tracks = new ClusterTracks()
    seen(tracks, T0, [cluster(22_000, 10, 1e6)])
    for (let hour = 1; hour < 20; hour++) seen(tracks, T0 + hour * HOUR, [])
    const [again] = seen(tracks, T0 + 20 * HOUR, [cluster(22_000, 10, 2e6)])
    const [later] = seen(tracks, T0 + 34 * HOUR, [cluster(22_000, 10, 3e6)])
    const [day] = seen(tracks, T0 + 44 * HOUR, [cluster(22_000, 10, 3e6)])
    expect([again, later, day].map((one) => one!.since)).toEqual([T0, T0, T0])
    expect(later!.growth['24h']).toBeUndefined()
    expect(day!.growth['24h']).toBeCloseTo(0.5, 9)
  })

  it('takes one on the other side, or far from it, for another', () => {
    const tracks = new ClusterTracks()
    const [first] = seen(tracks, T0, [cluster(22_000, 10, 1e6)])
    const [other] = seen(tracks, T0 + HOUR, [cluster(22_000, 10, 1e6, 'short')])
    const [far] = seen(tracks, T0 + 2 * HOUR, [cluster(22_008, 10, 1e6)])
    expect(new Set([first!.id, other!.id, far!.id]).size).toBe(3)
  })

  it('knows it again after a few hours unseen, and not after a day', () => {
    const seenAgain = (hours: number) => {
      const tracks = new ClusterTracks()
      const [first] = seen(tracks, T0, [cluster(22_000, 10, 1e6)])
      for (let hour = 1; hour < hours; hour++) seen(tracks, T0 + hour * HOUR, [])
      const [again] = seen(tracks, T0 + hours * HOUR, [cluster(22_001, 10, 1e6)])
      return again!.id === first!.id
    }
    expect(seenAgain(5)).toBe(true)
    expect(seenAgain(25)).toBe(false)
  })

  it('ends a track that price went through, also where another stands there now', () => {
    const tracks = new ClusterTracks()
    const [first] = seen(tracks, T0, [cluster(22_000, 10, 1e6)])
    const path = { low: binEdge(21_999), high: PRICE }
    const { tracked, ended } = tracks.push(T0 + HOUR, [cluster(22_000, 10, 1e5)], path)
    expect(ended).toEqual([{ how: 'swept', last: first }])
    expect(tracked[0]!.id).toBe(`long-${T0 + HOUR}-22000`)
  })

  it('goes on with what is left of one that price went into, and ends it where nothing is', () => {
    const into = { low: binEdge(22_005), high: PRICE }
    const tracks = new ClusterTracks()
    const [first] = seen(tracks, T0, [cluster(22_000, 10, 1e6)])
    const [left] = seen(tracks, T0 + HOUR, [cluster(22_000, 5, 4e5)], into)
    expect(left!.id).toBe(first!.id)
    expect(tracks.push(T0 + 2 * HOUR, [], into).ended).toEqual([])
    const beyond = { low: binEdge(22_002), high: PRICE }
    expect(tracks.push(T0 + 3 * HOUR, [], beyond).ended).toEqual([{ how: 'swept', last: left }])
  })

  it('ends once one that was not seen for a day', () => {
    const tracks = new ClusterTracks()
    const [first] = seen(tracks, T0, [cluster(22_000, 10, 1e6)])
    const ended = Array.from(
      { length: 30 },
      (_, hour) => tracks.push(T0 + (hour + 1) * HOUR, [], NOWHERE).ended,
    ).flat()
    expect(ended).toEqual([{ how: 'gone', last: first }])
  })

  it('gives the track to what overlaps most where a cluster parts in two', () => {
    const tracks = new ClusterTracks()
    const [whole] = seen(tracks, T0, [cluster(22_000, 12, 2e6)])
    const parts = seen(tracks, T0 + HOUR, [cluster(22_000, 4, 1e6), cluster(22_005, 7, 1e6)])
    expect(parts[1]!.id).toBe(whole!.id)
    expect(parts[0]!.id).not.toBe(whole!.id)
  })

  it('names none by what comes later', () => {
    const reading = fc.array(
      fc.tuple(
        fc.integer({ min: 21_900, max: 22_100 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom<PositionSide>('long', 'short'),
      ),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 12 }), (readings) => {
        const all = new ClusterTracks()
        const told = readings.map((found, hour) =>
          seen(
            all,
            T0 + hour * HOUR,
            found.map(([bin, bins, side]) => cluster(bin, bins, 1e6, side)),
          ),
        )
        const shorter = new ClusterTracks()
        const half = readings.slice(0, Math.ceil(readings.length / 2))
        half.forEach((found, hour) => {
          const clusters = found.map(([bin, bins, side]) => cluster(bin, bins, 1e6, side))
          expect(seen(shorter, T0 + hour * HOUR, clusters)).toEqual(told[hour])
        })
      }),
    )
  })
})
