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

const LEARNT = ['D*', 'D3'] as const
type Learnt = (typeof LEARNT)[number]

const feedOf = (id: Learnt) => (id === 'D*' ? 'full feed' : 'throttled feed')

/** Share of the runs in which a paired comparison must be won: 11 of 12. */
const WON = 11 / 12

export function targets({ results, means, drift, magnets }: Measured): readonly Target[] {
  const of = (name: ScoreName, id: ContestantId) => means[id][name] ?? Number.NaN
  const within = (what: string, name: ScoreName, aims: Record<Learnt, readonly [number, number]>) =>
    LEARNT.map((id) => target(`${what}, ${feedOf(id)}`, of(name, id), aims[id]))
  const least = (what: string, name: ScoreName, aims: Record<Learnt, number>) =>
    within(what, name, { 'D*': [aims['D*'], Infinity], D3: [aims.D3, Infinity] })
  const most = (what: string, name: ScoreName, aims: Record<Learnt, number>) =>
    within(what, name, { 'D*': [-Infinity, aims['D*']], D3: [-Infinity, aims.D3] })
  const gainOfA = of('gainPerEvent', 'A')
  const found: Target[] = [
    ...within('mass ±5 %', 'mass5', { 'D*': [0.8, 1.3], D3: [0.5, 1.5] }),
    ...most('TV ±5 %', 'tv5', { 'D*': 0.27, D3: 0.3 }),
    ...most('EMD ±5 %', 'emd5', { 'D*': 0.65, D3: 0.78 }),
    ...least('r ±5 %', 'r5', { 'D*': 0.65, D3: 0.61 }),
    ...least('top-decile precision ±5 %', 'top5', { 'D*': 0.38, D3: 0.34 }),
    ...least('gain per event, next hour', 'gainPerEvent', {
      'D*': gainOfA + 0.05,
      D3: gainOfA + 0.04,
    }),
    ...least('lift@20 %, 24 h', 'lift', { 'D*': 1.38, D3: of('lift', 'A') }),
    ...LEARNT.flatMap((id) =>
      (['tv5', 'r5', 'top5'] as const).map((name) => wins(results, id, name)),
    ),
    ...LEARNT.map((id) => coverage(results, id)),
  ]
  if (drift)
    for (const id of LEARNT) {
      const gain = drift[id].gainPerEvent ?? Number.NaN
      found.push(
        target(`gain per event where leverage drifts, ${feedOf(id)}`, gain, [0.35, Infinity]),
      )
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

function target(what: string, found: number, [low, high]: readonly [number, number]): Target {
  const [from, to] = [low.toFixed(2), high.toFixed(2)]
  const aim = low === -Infinity ? `≤ ${to}` : high === Infinity ? `≥ ${from}` : `${from}–${to}`
  return { what, aim, found: found.toFixed(3), isReached: found >= low && found <= high }
}

function wins(results: readonly MarketResult[], id: Learnt, name: ScoreName): Target {
  const won = pairedWins(results, id, 'A', name)
  const aim = Math.ceil(WON * results.length)
  return {
    what: `runs won against A on ${name}, ${feedOf(id)}`,
    aim: `≥ ${aim} of ${results.length}`,
    found: String(won),
    isReached: won >= aim,
  }
}

function coverage(results: readonly MarketResult[], id: Learnt): Target {
  const all = results.map(({ scores }) => scores[id].coverage ?? Number.NaN)
  const [low, high] = [Math.min(...all), Math.max(...all)]
  return {
    what: `coverage of the 80 % band, each run, ${feedOf(id)}`,
    aim: '0.72–0.93',
    found: `${low.toFixed(2)}–${high.toFixed(2)}`,
    isReached: low >= 0.72 && high <= 0.93,
  }
}
