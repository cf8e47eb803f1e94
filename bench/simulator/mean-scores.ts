import { CONTESTANTS } from './contestants.ts'
import type { ContestantId } from './contestants.ts'
import type { MarketResult } from './run-market.ts'
import { DISTANCE_EDGES, mean } from './score-maps.ts'
import type { MapScores } from './score-maps.ts'

/** The scores that are one number. */
export type ScoreName = Exclude<keyof MapScores, 'bias'>

/** Scores, in the order of the table, with whether less is better. Mass and coverage have a right value. */
export const SCORES: readonly { readonly name: ScoreName; readonly lessIsBetter?: true }[] = [
  { name: 'mass5' },
  { name: 'mass10' },
  { name: 'tv5', lessIsBetter: true },
  { name: 'tv10', lessIsBetter: true },
  { name: 'emd5', lessIsBetter: true },
  { name: 'emd10', lessIsBetter: true },
  { name: 'r5' },
  { name: 'r10' },
  { name: 'top5' },
  { name: 'top10' },
  { name: 'efficiency5' },
  { name: 'efficiency10' },
  { name: 'gainPerEvent' },
  { name: 'gainPerUsd' },
  { name: 'hourCorrelation' },
  { name: 'lift' },
  { name: 'coverage' },
  { name: 'coverage1' },
  { name: 'coverage2' },
  { name: 'coverage5' },
]

export const IDS = Object.keys(CONTESTANTS) as ContestantId[]

/** Means over runs. */
export type MeanScores = Readonly<Record<ContestantId, MapScores>>

export function meanScores(results: readonly MarketResult[]): MeanScores {
  const means = IDS.map((id) => {
    const all = results.map(({ scores }) => scores[id])
    const scores = SCORES.map(({ name }) => [name, mean(all.map((one) => one[name]))] as const)
    const bias = DISTANCE_EDGES.slice(1).map((_, band) => mean(all.map((one) => one.bias[band])))
    return [id, { ...Object.fromEntries(scores), bias }] as const
  })
  return Object.fromEntries(means) as unknown as MeanScores
}

/** In how many runs one map scored better than another. */
export function pairedWins(
  results: readonly MarketResult[],
  one: ContestantId,
  other: ContestantId,
  name: ScoreName,
): number {
  const sign = SCORES.find((score) => score.name === name)?.lessIsBetter === true ? -1 : 1
  return results.filter(({ scores }) => {
    const [a, b] = [scores[one][name], scores[other][name]]
    return a !== undefined && b !== undefined && sign * (a - b) > 0
  }).length
}
