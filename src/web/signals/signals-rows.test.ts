import { describe, expect, test } from 'vitest'
import type { ClusterAnswer, RatioAnswer } from '../../api/signals.ts'
import {
  aroundPrice,
  chosenCluster,
  clusterFields,
  marksOf,
  regimeDifference,
  sweptThrough,
} from './signals-rows.ts'
import { patternNumber } from './signals-words.ts'

const cluster = (patch: Partial<ClusterAnswer> = {}): ClusterAnswer => ({
  id: 'long-1722816000000-12045',
  side: 'long',
  priceFrom: 98,
  priceTo: 99,
  peakPrice: 98.6,
  centrePrice: 98.5,
  usd: 4_200_000,
  since: 1_722_816_000_000,
  range: { low: 1_400_000, high: 12_600_000 },
  distance: -0.015,
  distanceBand: 'near',
  age: 30 * 3_600_000,
  moved: 0.004,
  hasMigrated: false,
  growth: { '24h': 0.25, '48h': -0.1, '72h': null },
  dayShare: 0.42,
  contrast: 3.1,
  significant: true,
  byBand: null,
  byVenue: null,
  measuredShare: null,
  touchChance: 0.617,
  averages: [],
  ...patch,
})

const ratio = (above: number, below: number, patch: Partial<RatioAnswer>): RatioAnswer => ({
  above: { usd: above, low: above / 2, high: above * 2 },
  below: { usd: below, low: below / 2, high: below * 2 },
  ratio: below > 0 && above > 0 ? above / below : null,
  ratioRange: null,
  chanceAbove: 0.54,
  chanceBelow: 0.01,
  touchedInADay: null,
  regime: 'balanced',
  since: 1_722_816_000_000,
  ...patch,
})

const WRITING = { formatPrice: String, calibrated: true }
const textOf = (of: ClusterAnswer, calibrated = true) =>
  Object.fromEntries(
    clusterFields(of, { ...WRITING, calibrated }).map(({ name, text, note }) => [
      name,
      note === undefined ? text : `${text}, ${note}`,
    ]),
  )

describe('a cluster', () => {
  test('is told in numbers with their units', () => {
    expect(textOf(cluster())).toEqual({
      edges: '98 – 99, peak 98.6',
      distance: '−1.50%, within 2%',
      usd: '$4.20M, $1.4M–13M',
      'day-share': '42.0%, Significant',
      touch: '62%, by chance',
      age: '30h, moved +0.40%',
      'growth-24h': '+25.0%',
      'growth-48h': '−10.0%',
      'growth-72h': '–',
    })
  })

  test('of which something is not known is told as such, never as 0', () => {
    const unknown = cluster({ dayShare: null, significant: null, touchChance: null })
    expect(textOf(unknown, false)).toMatchObject({
      usd: '$4.20M, modelled',
      'day-share': '–, Unknown',
      touch: '–, unknown',
    })
  })

  test('is swept where price comes to its far edge', () => {
    expect(sweptThrough(cluster())).toBe(98)
    expect(sweptThrough(cluster({ side: 'short', priceFrom: 102, priceTo: 103 }))).toBe(103)
  })

  test('is told of closely as chosen, else the heaviest of those within 5%', () => {
    const clusters = [
      cluster({ id: 'far away', distanceBand: 'beyond', usd: 9e9 }),
      cluster({ id: 'heavy', usd: 5e6 }),
      cluster({ id: 'light', usd: 1e6 }),
    ]
    expect(chosenCluster(clusters, 'light')?.id).toBe('light')
    expect(chosenCluster(clusters, 'gone')?.id).toBe('heavy')
    expect(chosenCluster(clusters.slice(0, 1), undefined)?.id).toBe('far away')
    expect(chosenCluster([], undefined)).toBeUndefined()
  })

  test('lies above or below the price, the highest first', () => {
    const at = (centrePrice: number) => cluster({ centrePrice })
    const { above, below } = aroundPrice({
      clusters: [95, 99, 101, 105].map(at),
      price: 100,
    })
    expect([above, below].map((some) => some.map((one) => one.centrePrice))).toEqual([
      [105, 101],
      [99, 95],
    ])
  })
})

describe('a regime', () => {
  test('that the rolling year would name the same is told without a word more', () => {
    expect(regimeDifference(ratio(100, 100, {}))).toBeUndefined()
    expect(regimeDifference(ratio(300, 100, { regime: 'short-squeeze' }))).toBeUndefined()
    expect(regimeDifference(ratio(0, 0, { regime: 'empty' }))).toBeUndefined()
  })

  test('that is not likely enough to be told says how likely it is', () => {
    expect(regimeDifference(ratio(224, 100, {}))).toBe(
      'The rolling year would name it short squeeze: the plain ratio is 2.24. That the true one is above 2 is 54% likely, and 70% are asked for here.',
    )
    expect(regimeDifference(ratio(45, 100, { chanceBelow: 0.6 }))).toContain(
      'below 0.5 is 60% likely',
    )
  })

  test('of which the ratio is not the plain one says why', () => {
    expect(regimeDifference(ratio(276, 100, { ratio: 1.93 }))).toContain(
      'the plain ratio is 2.76. With a thousandth of open interest added to both sides it is 1.93 here.',
    )
  })

  test('that lasts says until when', () => {
    expect(regimeDifference(ratio(180, 100, { regime: 'short-squeeze' }))).toBe(
      'The rolling year would name it balanced: the plain ratio is 1.80. Here short squeeze lasts until the ratio is back at 1.70.',
    )
    expect(regimeDifference(ratio(55, 100, { regime: 'long-liquidation' }))).toContain('at 0.59')
  })
})

describe('on the chart', () => {
  const formation = {
    kind: 'stacked-escalator',
    id: 'one',
    label: 'Stacked escalator',
    side: 'short',
    since: 0,
    sincePrice: 100,
    held: 0,
    clusterIds: [],
    targets: [{ side: 'short', price: 104 }],
    confirmed: false,
    numbers: {},
  } as const
  const swept = { ...cluster(), how: 'swept', at: Date.UTC(2024, 7, 5, 6) } as const

  test('patterns find room first, then clusters by weight, then what was swept', () => {
    const clusters = [cluster({ usd: 1e6 }), cluster({ usd: 2e6, significant: false })]
    const marks = marksOf(
      { clusters, formations: [{ ...formation, clusterIds: [], targets: [...formation.targets] }] },
      [swept],
      'both',
    )
    expect(marks.map(({ text, isFaded }) => [text, isFaded])).toEqual([
      ['Stacked escalator, unconfirmed', false],
      ['Longs $2.00M', true],
      ['Longs $1.00M', false],
      ['Swept 08-05 06:00', true],
    ])
  })

  test('what is of a side that is not shown is not marked', () => {
    expect(marksOf({ clusters: [cluster()], formations: [] }, [swept], 'short')).toEqual([])
  })
})

test('numbers of patterns have names and units, and one that is new is told all the same', () => {
  expect(patternNumber('usd', 1e6)).toEqual({ label: 'Holds', text: '$1.00M' })
  expect(patternNumber('clusters', 3)).toEqual({ label: 'Clusters', text: '3' })
  expect(patternNumber('width', 0.0042)).toEqual({ label: 'Width', text: '0.42%' })
  expect(patternNumber('somethingElse', 1.23456)).toEqual({ label: 'somethingElse', text: '1.23' })
})
