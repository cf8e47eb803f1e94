import { describe, expect, it } from 'vitest'
import { HOUR } from '../../market/units.ts'
import { PRICE, readingOf } from '../reading.fixture.ts'
import type { LevelAt, MadeReading } from '../reading.fixture.ts'
import { SignalRun } from '../signal-run.ts'
import type { MoveOf, PatternKind, SignalState } from '../signal-state.ts'

const T0 = Date.UTC(2026, 0, 5)

/** 10 million are liquidated in a day; price is calm. */
const FACTS = { liquidatedDayUsd: 1e7, openInterestUsd: 1e9, dailySigma: 0.02, calmRank: 0.1 }

/** Little everywhere, so that nothing is empty, and a wall is not all there is. */
const GROUND = 2_000

type Map = Pick<MadeReading, 'longs' | 'shorts' | 'low' | 'high' | 'ground' | 'facts'>

/** What the last of some hours says, each with a map of its own. */
function afterHours(maps: readonly Map[], moveOf?: MoveOf): SignalState {
  const run = new SignalRun()
  const states = maps.map((made, hour) => {
    const facts = { ...FACTS, ...made.facts }
    return run.push(readingOf({ ground: GROUND, ...made, facts, time: T0 + hour * HOUR }), moveOf)
  })
  return states.at(-1)!
}

const standing = (map: Map, hours = 8, moveOf?: MoveOf) =>
  afterHours(
    Array.from({ length: hours }, () => map),
    moveOf,
  )

const of = (state: SignalState, kind: PatternKind) =>
  state.formations.filter((one) => one.kind === kind)

describe('a dense wall', () => {
  const wall: LevelAt = [0.99, 5e6]

  it('stands from the sixth hour on, with the numbers that made it', () => {
    expect(of(standing({ longs: [wall] }, 6), 'dense-wall')).toEqual([])
    const [found] = of(standing({ longs: [wall] }, 8), 'dense-wall')
    expect(found).toMatchObject({ side: 'long', label: 'Dense wall', since: T0 + 6 * HOUR })
    expect(found!.numbers['usd']).toBeGreaterThan(5e6)
    expect(found!.numbers['distance']).toBeCloseTo(-0.01, 3)
    expect(found!.targets).toEqual([{ side: 'long', price: expect.closeTo(PRICE * 0.99, -2) }])
  })

  it('is none where its side holds more elsewhere, the other side weighs as much, or it is far', () => {
    const none = (map: Map) => expect(of(standing(map), 'dense-wall')).toEqual([])
    none({ longs: [wall, [0.96, 5e6], [0.955, 5e6]] })
    none({ longs: [wall], shorts: [[1.01, 3e6]] })
    none({ longs: [[0.975, 5e6]] })
  })

  it('is none where it is not significant, and not guessed where that is not known', () => {
    expect(of(standing({ longs: [wall], facts: { liquidatedDayUsd: 4e7 } }), 'dense-wall')).toEqual(
      [],
    )
    const state = standing({ longs: [wall], facts: { liquidatedDayUsd: undefined } })
    const walls = state.clusters.filter(({ side }) => side === 'long')
    expect(walls.map((one) => one.isSignificant)).toEqual([undefined])
    expect(state.formations).toEqual([])
    expect(state.lacks).toEqual(['liquidated-day'])
  })
})

describe('a vacuum gap', () => {
  /** Levels in every bin from one share to another, but for a gap. */
  const filled = (from: number, to: number, usd: number): LevelAt[] =>
    Array.from({ length: Math.round((to - from) / 0.0005) }, (_, i) => [from + i * 0.0005, usd])

  it('is a stretch of nothing that ends at a significant cluster', () => {
    const map = {
      ground: 0,
      shorts: [...filled(1.0005, 1.01, 5e4), [1.03, 6e6], ...filled(1.031, 1.05, 1e4)] as LevelAt[],
    }
    const [gap, ...more] = of(standing(map), 'vacuum-gap')
    expect(more).toEqual([])
    expect(gap!.side).toBe('short')
    expect(gap!.numbers['from']).toBeCloseTo(Math.log(1.01), 2)
    expect(gap!.numbers['to']).toBeCloseTo(Math.log(1.029), 2)
    expect(gap!.targets[0]!.price).toBeGreaterThan(PRICE * 1.025)
  })

  it('is none where something lies in it, where it is narrow, or where nothing is at its end', () => {
    const near = filled(1.0005, 1.01, 5e4)
    const far = filled(1.031, 1.05, 1e4)
    const none = (shorts: LevelAt[], facts = {}) =>
      expect(of(standing({ ground: 0, shorts, facts }), 'vacuum-gap')).toEqual([])
    none([...near, ...filled(1.01, 1.03, 5e4), [1.03, 6e6], ...far])
    none([...near, [1.017, 6e6], ...filled(1.018, 1.05, 1e4)])
    none([...near, ...far])
    // Price moves so much that the same gap is nothing special, or it is not known how much it moves.
    none([...near, [1.03, 6e6], ...far], { dailySigma: 0.08 })
    none([...near, [1.03, 6e6], ...far], { dailySigma: undefined })
  })
})

describe('a stacked escalator', () => {
  const steps: LevelAt[] = [
    [0.99, 3e6],
    [0.978, 3e6],
    [0.966, 3e6],
  ]

  it('is unconfirmed without a book, and confirmed by one that is thin enough', () => {
    const [found] = of(standing({ longs: steps }), 'stacked-escalator')
    expect(found).toMatchObject({ side: 'long', isConfirmed: false })
    expect(found!.clusterIds).toHaveLength(3)
    expect(found!.numbers).not.toHaveProperty('smallestSpareMove')
    expect(found!.targets[0]!.price).toBeCloseTo(PRICE * 0.966, -2)
    const thin = of(
      standing({ longs: steps }, 8, () => 0.02),
      'stacked-escalator',
    )
    expect(thin).toMatchObject([{ isConfirmed: true, numbers: { clusters: 3 } }])
    expect(thin[0]!.numbers['smallestSpareMove']).toBeGreaterThan(0.005)
  })

  it('is none where the book is too deep for a step, a gap is too wide, or there are two', () => {
    const none = (longs: LevelAt[], moveOf?: MoveOf) =>
      expect(of(standing({ longs }, 8, moveOf), 'stacked-escalator')).toEqual([])
    none(steps, () => 0.002)
    none([steps[0]!, steps[1]!, [0.952, 3e6]])
    none(steps.slice(0, 2))
  })

  it('asks the book of each step for the amount of the cluster before it', () => {
    const asked: [number, string][] = []
    standing({ longs: steps }, 1, (usd, side) => {
      asked.push([Math.round(usd / 1e6), side])
      return 0.02
    })
    expect(new Set(asked.map(String))).toEqual(new Set(['3,long']))
  })
})

describe('a mirror squeeze', () => {
  const map: Map = { longs: [[0.985, 3e6]], shorts: [[1.016, 4e6]] }

  it('is of both sides, alike in weight and distance around a calm price', () => {
    const [found] = of(standing(map), 'mirror-squeeze')
    expect(found).toMatchObject({ side: undefined })
    expect(found!.targets.map(({ side }) => side)).toEqual(['short', 'long'])
    expect(found!.numbers['uneven']).toBeCloseTo(0.016 / 0.015 - 1, 1)
  })

  it('is none where they differ, are far, or price is not calm', () => {
    const none = (one: Map) => expect(of(standing(one), 'mirror-squeeze')).toEqual([])
    none({ ...map, shorts: [[1.016, 5e6]] })
    none({ ...map, shorts: [[1.022, 3e6]] })
    none({ longs: [[0.972, 3e6]], shorts: [[1.028, 3e6]] })
    none({ ...map, facts: { calmRank: 0.3 } })
    none({ ...map, facts: { calmRank: undefined } })
  })
})

describe('a decaying cluster', () => {
  const fading = (hours: number, hourly: number): Map[] =>
    Array.from({ length: hours }, (_, hour) => ({ longs: [[0.97, 5e6 * hourly ** hour]] }))

  it('has lost two fifths of the most it held, by itself', () => {
    const [found] = of(afterHours(fading(12, 0.93)), 'decaying-cluster')
    expect(found!.numbers['left']).toBeCloseTo(0.93 ** 11, 1)
    expect(found!.numbers['sweptShare']).toBe(0)
    expect(found!.numbers['usdAnHour']).toBeLessThan(0)
    expect(of(afterHours(fading(12, 0.98)), 'decaying-cluster')).toEqual([])
    expect(of(afterHours(fading(6, 0.85)), 'decaying-cluster')).toEqual([])
  })

  it('is none where price took what it lost', () => {
    const wide = (hour: number): LevelAt[] =>
      Array.from({ length: 12 - hour }, (_, i) => [0.97 + i * 0.0005, 5e5])
    const maps = Array.from({ length: 9 }, (_, hour) => ({ longs: wide(hour), ground: 0 }))
    const eaten = maps.map((map, hour) => ({
      ...map,
      low: hour === 0 ? PRICE : PRICE * (0.97 + (11.5 - hour) * 0.0005),
    }))
    expect(of(afterHours(maps), 'decaying-cluster')).toHaveLength(1)
    expect(of(afterHours(eaten), 'decaying-cluster')).toEqual([])
  })
})
