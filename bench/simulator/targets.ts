import type { ContestantId } from './contestants.ts'
import type { MeanScores, ScoreName } from './mean-scores.ts'
import { pairedWins } from './mean-scores.ts'
import type { PooledMagnets } from './pooled-magnets.ts'
import type { MarketResult } from './run-market.ts'

/** A figure that the map has to reach (facts: model.md §8). */
export interface Target {
  readonly what: string
  /** What must be reached, in words. */
  readonly aim: string
  /** What was measured, in words. */
  readonly found: string
  readonly isReached: boolean
}

/** What the targets are held against. */
export interface Measured {
  readonly results: readonly MarketResult[]
  readonly means: MeanScores
  /** Means over the markets whose leverage drifts; undefined where none was run. */
  readonly drift: MeanScores | undefined
  readonly magnets: PooledMagnets | undefined
}

/** Two maps that learn alike, from a full and from a throttled feed. */
export interface LearntMaps {
  readonly full: ContestantId
  readonly throttled: ContestantId
}

const FEEDS = ['full', 'throttled'] as const
type Aims<Aim> = Readonly<Record<keyof LearntMaps, Aim>>
type Range = readonly [low: number, high: number]

/** Share of the runs in which a paired comparison must be won: 11 of 12. */
const WON = 11 / 12

/** Coverage of the truth, by the stretch of price of a sum. */
const COVERAGES = [
  ['coverage', '0.2 %'],
  ['coverage1', '1 %'],
  ['coverage2', '2 %'],
  ['coverage5', '5 %'],
] as const

/** The targets, in an order of their own, as two maps reach them. */
export function targets(measured: Measured, maps: LearntMaps): readonly Target[] {
  const { results, means, drift, magnets } = measured
  const of = (name: ScoreName, id: ContestantId) => means[id][name] ?? Number.NaN
  const within = (what: string, name: ScoreName, aims: Aims<Range>) =>
    FEEDS.map((feed) => target(`${what}, ${feed} feed`, of(name, maps[feed]), aims[feed]))
  const least = (what: string, name: ScoreName, { full, throttled }: Aims<number>) =>
    within(what, name, { full: [full, Infinity], throttled: [throttled, Infinity] })
  const most = (what: string, name: ScoreName, { full, throttled }: Aims<number>) =>
    within(what, name, { full: [-Infinity, full], throttled: [-Infinity, throttled] })
  const gainOfA = of('gainPerEvent', 'A')
  const found: Target[] = [
    ...within('mass ±5 %', 'mass5', { full: [0.8, 1.3], throttled: [0.5, 1.5] }),
    ...most('TV ±5 %', 'tv5', { full: 0.27, throttled: 0.3 }),
    ...most('EMD ±5 %', 'emd5', { full: 0.65, throttled: 0.78 }),
    ...least('r ±5 %', 'r5', { full: 0.65, throttled: 0.61 }),
    ...least('top-decile precision ±5 %', 'top5', { full: 0.38, throttled: 0.34 }),
    ...least('gain per event, next hour', 'gainPerEvent', {
      full: gainOfA + 0.05,
      throttled: gainOfA + 0.04,
    }),
    ...least('lift@20 %, 24 h', 'lift', { full: 1.38, throttled: of('lift', 'A') }),
    ...FEEDS.flatMap((feed) =>
      (['tv5', 'r5', 'top5'] as const).map((name) => wins(results, maps[feed], name, feed)),
    ),
    ...COVERAGES.flatMap(([name, stretch]) =>
      FEEDS.map((feed) => coverage(results, maps[feed], name, `${stretch}, ${feed} feed`)),
    ),
  ]
  if (drift)
    for (const feed of FEEDS) {
      const gain = drift[maps[feed]].gainPerEvent ?? Number.NaN
      const what = `gain per event where leverage drifts, ${feed} feed`
      found.push(target(what, gain, [0.35, Infinity]))
    }
  if (magnets?.test) {
    const { value, low, high } = magnets.test.attraction
    found.push({
      what: 'magnet test with momentum control',
      aim: 'interval holds 0',
      found: `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`,
      isReached: low <= 0 && high >= 0,
    })
  }
  return found
}

function target(what: string, found: number, [low, high]: Range): Target {
  const [from, to] = [low.toFixed(2), high.toFixed(2)]
  const aim = low === -Infinity ? `≤ ${to}` : high === Infinity ? `≥ ${from}` : `${from}–${to}`
  return { what, aim, found: found.toFixed(3), isReached: found >= low && found <= high }
}

function wins(
  results: readonly MarketResult[],
  id: ContestantId,
  name: ScoreName,
  feed: string,
): Target {
  const won = pairedWins(results, id, 'A', name)
  const aim = Math.ceil(WON * results.length)
  return {
    what: `runs won against A on ${name}, ${feed} feed`,
    aim: `≥ ${aim} of ${results.length}`,
    found: String(won),
    isReached: won >= aim,
  }
}

function coverage(
  results: readonly MarketResult[],
  id: ContestantId,
  name: ScoreName,
  of: string,
): Target {
  const all = results.map(({ scores }) => scores[id][name] ?? Number.NaN)
  const [low, high] = [Math.min(...all), Math.max(...all)]
  return {
    what: `truth within the 10–90 % band, each run, ${of}`,
    aim: '0.72–0.93',
    found: `${low.toFixed(2)}–${high.toFixed(2)}`,
    isReached: low >= 0.72 && high <= 0.93,
  }
}
