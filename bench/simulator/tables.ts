import { CONTESTANTS } from './contestants.ts'
import { IDS, meanScores, pairedWins, SCORES } from './mean-scores.ts'
import type { MeanScores } from './mean-scores.ts'
import type { PooledMagnets } from './pooled-magnets.ts'
import type { MarketResult } from './run-market.ts'
import type { MapScores } from './score-maps.ts'
import { DISTANCE_EDGES } from './score-maps.ts'
import type { Target } from './targets.ts'

/** The tables as Markdown. */

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), `|${'---|'.repeat(head.length)}`, ...rows.map(row)].join('\n')
}

const short = (value: number | undefined, digits = 2): string => {
  if (value === undefined || Number.isNaN(value)) return '–'
  const most = Math.abs(value) >= 10 ? 0 : digits
  return value.toFixed(most).replace(/^(-?)0\./, '$1.')
}

const pair = (a: number | undefined, b: number | undefined): string => `${short(a)} / ${short(b)}`

/** Coverage of buckets of 0.2 %, and of sums over 1, 2 and 5 %. */
const coverageCell = (s: MapScores): string =>
  [s.coverage, s.coverage1, s.coverage2, s.coverage5].map((share) => short(share)).join(' / ')

const nameOf = (id: keyof typeof CONTESTANTS): string => `${id} ${CONTESTANTS[id]}`

const scoreCells = (s: MapScores) => [
  pair(s.mass5, s.mass10),
  pair(s.tv5, s.tv10),
  pair(s.emd5, s.emd10),
  pair(s.r5, s.r10),
  pair(s.top5, s.top10),
  pair(s.efficiency5, s.efficiency10),
  `${short(s.gainPerEvent, 3)} / ${short(s.gainPerUsd)}`,
  short(s.hourCorrelation),
  short(s.lift),
  coverageCell(s),
]

/** All scores beside all controls. */
export function scoreTable(means: MeanScores): string {
  const head =
    'map,mass ±5 / ±10,TV,EMD,r,top decile,efficiency,gain event / $,hour r,lift,band .2 / 1 / 2 / 5'.split(
      ',',
    )
  return tableOf(
    head,
    IDS.map((id) => [nameOf(id), ...scoreCells(means[id])]),
  )
}

const SHOWN = ['A', 'C2', 'D1', 'D3', 'D*', 'D3/5', 'D*/5'] as const

/** What differs between regimes. */
export function regimeTable(results: readonly MarketResult[]): string {
  const regimes = [...new Set(results.map(({ options }) => options.regime))]
  const rows = regimes.flatMap((regime) => {
    const means = meanScores(results.filter(({ options }) => options.regime === regime))
    return (['mass5', 'tv5', 'emd5', 'r5', 'top5', 'gainPerEvent', 'lift'] as const).map((name) => [
      regime,
      name,
      ...SHOWN.map((id) => short(means[id][name], name === 'gainPerEvent' ? 3 : 2)),
    ])
  })
  return tableOf(['regime', 'score', ...SHOWN], rows)
}

/** Predicted ÷ true by distance. */
export function biasTable(means: MeanScores): string {
  const bands = DISTANCE_EDGES.slice(1).map((to, i) => `${100 * DISTANCE_EDGES[i]!}–${100 * to} %`)
  const shown = SHOWN.map((id) => [nameOf(id), ...means[id].bias.map((ratio) => short(ratio))])
  return tableOf(['map', ...bands], shown)
}

/** Runs in which a map beat A, by score. */
export function winsTable(results: readonly MarketResult[]): string {
  const compared = SCORES.filter(({ name }) => !/mass|coverage/.test(name))
  const rows = SHOWN.slice(1).map((id) => [
    nameOf(id),
    ...compared.map(({ name }) => String(pairedWins(results, id, 'A', name))),
  ])
  return tableOf([`won of ${results.length}`, ...compared.map(({ name }) => name)], rows)
}

const RUN_SHOWN = ['A', 'D3', 'D*', 'D*/5'] as const

/** Each run by itself. */
export function runTable(results: readonly MarketResult[]): string {
  const rows = results.map(({ options, scores, shown, corrected }) => [
    `${options.regime} ${options.seed}`,
    short(shown),
    short(corrected),
    ...RUN_SHOWN.flatMap((id) => [
      short(scores[id].mass5),
      short(scores[id].tv5),
      short(scores[id].gainPerEvent, 3),
    ]),
    coverageCell(scores.D3),
    coverageCell(scores['D*']),
  ])
  const heads = RUN_SHOWN.flatMap((id) => [`${id} mass ±5`, 'TV ±5', 'gain'])
  return tableOf(['run', 'shown', 'corrected', ...heads, 'D3 band', 'D* band'], rows)
}

/** Targets as they are reached by each of several ways to learn, which have the same targets. */
export function targetTable(byWay: Readonly<Record<string, readonly Target[]>>): string {
  const ways = Object.values(byWay)
  const rows = ways[0]!.map(({ what, aim }, i) => {
    const found = ways.map((targets) => targets[i]!)
    return [what, aim, ...found.map((it) => (it.isReached ? it.found : `**missed: ${it.found}**`))]
  })
  return tableOf(['target', 'aim', ...Object.keys(byWay)], rows)
}

/** What the magnet tests say, in lines. */
export function magnetLines({ test, naiveSignificant, runs, acceleration }: PooledMagnets): string {
  const lines = [`naive test significant in ${naiveSignificant} of ${runs} runs`]
  if (test) {
    const { attraction, trials, naive, momentumSlope } = test
    lines.push(
      `${trials} trials: hit − mirror hit ${short(naive.difference, 3)} (z ${short(naive.z)}); ` +
        `with momentum controlled ${attraction.value.toFixed(3)} ` +
        `[${attraction.low.toFixed(3)}, ${attraction.high.toFixed(3)}], slope ${short(momentumSlope, 3)}`,
    )
  }
  if (acceleration) {
    const { cluster, mirror, amplification } = acceleration
    lines.push(
      `ten minutes after a touch: ${short(cluster)} σ at clusters, ${short(mirror)} σ at mirrors, ` +
        `at the same momentum ${short(amplification.value)} more ` +
        `[${short(amplification.low)}, ${short(amplification.high)}]`,
    )
  }
  return lines.join('\n')
}
