import type { PositionSide } from '../../market/units.ts'
import type { AlertKind, AlertRule, AlertWhen } from './alert-rules.ts'
import type { AlertCluster, AlertLiquidation, Situation } from './alert-situation.ts'

/** How something that a rule asks of stands. `between` is past its threshold on the way back. */
export interface Condition {
  /** What it is of: the same as long as it is the same thing. */
  readonly subject: string
  readonly standing: 'holds' | 'between' | 'clear'
  /** What makes it one of its kind where the subject alone does not: the time by default. */
  readonly epoch?: string
  readonly side?: PositionSide
  readonly label?: string
  /** Amounts in the unit that each name ends in. */
  readonly numbers: Readonly<Record<string, number>>
}

/** Kinds that tell a change: what is so when a rule first looks is no news. */
export const TELLS_CHANGE: ReadonlySet<AlertKind> = new Set<AlertKind>([
  'cluster-appears',
  'cluster-grows',
  'cluster-migrates',
  'ratio',
  'pattern',
])

/** Kinds whose subjects are of one situation alone: there is nothing of them to remember. */
export const MOMENTARY: ReadonlySet<AlertKind> = new Set<AlertKind>([
  'cluster-swept',
  'liquidation',
])

/** Kinds that ask of the map. */
export const ASKS_MAP: ReadonlySet<AlertKind> = new Set<AlertKind>([
  'cluster-near',
  'cluster-appears',
  'cluster-grows',
  'cluster-migrates',
  'cluster-swept',
  'ratio',
  'pattern',
])

/** Kinds whose subject happens once, ever. */
export const HAPPENS_ONCE: ReadonlySet<AlertKind> = new Set<AlertKind>([
  'cluster-appears',
  'cluster-swept',
  'liquidation',
  'pattern',
])

/** What a rule asks of, as it stands. What cannot be known now is not in the answer. */
// oxlint-disable-next-line typescript/consistent-return -- every kind is a case
export function conditionsOf(
  { when, hysteresis }: Pick<AlertRule, 'when' | 'hysteresis'>,
  situation: Situation,
): readonly Condition[] {
  const back = 1 - hysteresis
  const near = 1 + hysteresis
  switch (when.kind) {
    case 'cluster-near':
      return chosen(when, situation.clusters, when.minUsd * back).map((cluster) => {
        const away = percentAway(cluster, situation.price)
        const isNear = away <= when.withinPercent && cluster.usd >= when.minUsd
        const isFar = away > when.withinPercent * near
        return ofCluster(cluster, isNear ? 'holds' : isFar ? 'clear' : 'between', {
          awayPercent: away,
        })
      })
    case 'cluster-appears':
      return chosen(when, situation.clusters, when.minUsd).map((cluster) =>
        ofCluster(cluster, 'holds'),
      )
    case 'cluster-grows':
      return chosen(when, situation.clusters, when.minUsd).flatMap((cluster) => {
        const growth = cluster.growth[when.over]
        if (growth === undefined) return []
        const standing = standingOf(growth * 100, when.byPercent, back)
        return [ofCluster(cluster, standing, { growthPercent: growth * 100 })]
      })
    case 'cluster-migrates':
      return chosen(when, situation.clusters, when.minUsd).map((cluster) => {
        const moved = cluster.moved * 100
        const standing = standingOf(Math.abs(moved), when.byPercent, back)
        return ofCluster(cluster, standing, { movedPercent: moved })
      })
    case 'cluster-swept':
      return chosen(when, situation.swept, when.minUsd).map((cluster) =>
        ofCluster(cluster, 'holds'),
      )
    case 'liquidation':
      return chosen(when, situation.liquidations, when.minUsd)
        .toSorted((a, b) => b.usd - a.usd || (a.id < b.id ? -1 : 1))
        .map(({ id, side, price, usd }) => ({
          subject: id,
          standing: 'holds',
          side,
          numbers: { usd, liquidationPrice: price },
        }))
    case 'cascade': {
      const flow = situation.forcedUsdPerMinute
      if (flow === undefined) return []
      const standing = standingOf(flow, when.minUsdPerMinute, back)
      return [{ subject: 'cascade', standing, numbers: { usdPerMinute: flow } }]
    }
    case 'ratio': {
      const { ratio } = situation
      if (ratio === undefined) return []
      const standing =
        when.crosses === 'above'
          ? standingOf(ratio, when.value, back)
          : standingOf(1 / ratio, 1 / when.value, back)
      return [
        {
          subject: when.crosses,
          standing,
          label: when.crosses,
          numbers: { ratio, threshold: when.value },
        },
      ]
    }
    case 'pattern': {
      const asked = when.patterns
      return situation.patterns
        .filter(({ kind }) => asked?.includes(kind) ?? true)
        .map(({ id, label }) => ({ subject: id, standing: 'holds', label, numbers: {} }))
    }
    case 'feed-stale':
      return situation.feeds.map(({ id, staleFor }) => {
        const seconds = staleFor / 1_000
        const standing = seconds >= when.afterSeconds ? 'holds' : seconds > 0 ? 'between' : 'clear'
        // Since when it is stale: the same for every instrument that hangs on it.
        const epoch = String(situation.time - staleFor)
        return { subject: id, standing, epoch, label: id, numbers: { staleSeconds: seconds } }
      })
    case 'score-degraded': {
      const { score } = situation
      if (score === undefined) return []
      const standing = score.isDegraded ? 'holds' : 'clear'
      return [{ subject: 'score', standing, label: score.label, numbers: {} }]
    }
  }
}

/** Those of the side asked for, if one is, that hold so much. */
function chosen<T extends AlertCluster | AlertLiquidation>(
  when: Extract<AlertWhen, { minUsd: number }>,
  from: readonly T[],
  minUsd: number,
): readonly T[] {
  return from.filter(
    ({ side, usd }) => usd >= minUsd && (when.side === undefined || side === when.side),
  )
}

const standingOf = (value: number, threshold: number, back: number): Condition['standing'] =>
  value >= threshold ? 'holds' : value < threshold * back ? 'clear' : 'between'

/** From the price to the near edge of a cluster, in percent of the price; 0 within it. */
function percentAway({ priceFrom, priceTo }: AlertCluster, price: number): number {
  const gap = Math.max(priceFrom - price, price - priceTo, 0)
  return (100 * gap) / price
}

const ofCluster = (
  { id, side, usd, priceFrom, priceTo, peakPrice }: AlertCluster,
  standing: Condition['standing'],
  more: Readonly<Record<string, number>> = {},
): Condition => ({
  subject: id,
  standing,
  side,
  numbers: { usd, fromPrice: priceFrom, toPrice: priceTo, peakPrice, ...more },
})
