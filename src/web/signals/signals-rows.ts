import { formatDays, formatTime } from '../../api/format.ts'
import type {
  ClusterAnswer,
  EndedClusterAnswer,
  FactsAnswer,
  FormationAnswer,
  RatioAnswer,
  SignalsAnswer,
} from '../../api/signals.ts'
import type { PositionSide } from '../../market/units.ts'
import { LOPSIDED, ratioOf, regimeOf } from '../../signals/regime.ts'
import { formatUsd } from '../words/amounts.ts'
import type { ShownSide } from '../map/combine.ts'
import { isSideShown } from '../map/combine.ts'
import { formatRange } from '../words/dollar-words.ts'
import type { Mark } from './signal-marks.ts'
import {
  DISTANCE_NAMES,
  formatChange,
  formatShare,
  patternNumber,
  significanceWords,
} from './signals-words.ts'
import { REGIME_NAMES, formatPart, formatUpDown } from '../year/year-words.ts'

/** One thing that is told, with what belongs to it in smaller letters. */
export interface ToldField {
  readonly name: string
  readonly label: string
  readonly text: string
  readonly note?: string
}

/** How the numbers of an answer are written. */
export interface Writing {
  readonly formatPrice: (price: number) => string
  /** Whether amounts may be told with a range. */
  readonly calibrated: boolean
}

export const SIDE_NAMES: Readonly<Record<PositionSide, string>> = { long: 'Longs', short: 'Shorts' }

/** What is told of a cluster in a row or on a card. */
export function clusterFields(
  of: ClusterAnswer,
  { formatPrice, calibrated }: Writing,
): readonly ToldField[] {
  const { growth } = of
  return [
    {
      name: 'edges',
      label: 'From – to',
      text: `${formatPrice(of.priceFrom)} – ${formatPrice(of.priceTo)}`,
      note: `peak ${formatPrice(of.peakPrice)}`,
    },
    {
      name: 'distance',
      label: 'Distance',
      text: formatChange(of.distance),
      note: DISTANCE_NAMES[of.distanceBand],
    },
    {
      name: 'usd',
      label: 'Holds',
      text: formatUsd(of.usd),
      note: calibrated ? formatRange(of.range.low, of.range.high) : 'modelled',
    },
    {
      name: 'day-share',
      label: 'Of a day',
      text: of.dayShare === null ? '–' : formatShare(of.dayShare),
      note: significanceWords(of.significant),
    },
    {
      name: 'touch',
      label: 'Touch in 24 h',
      text: of.touchChance === null ? '–' : formatPart(of.touchChance),
      note: of.touchChance === null ? 'unknown' : 'by chance',
    },
    {
      name: 'age',
      label: 'Age',
      text: formatDays(of.age),
      note: `moved ${formatChange(of.moved)}`,
    },
    ...(['24h', '48h', '72h'] as const).map((span) => ({
      name: `growth-${span}`,
      label: `Growth ${span.replace('h', ' h')}`,
      text: formatChange(growth[span]),
    })),
  ]
}

/** Price of the far edge: what a sweep through the cluster must come to. */
export const sweptThrough = ({
  side,
  priceFrom,
  priceTo,
}: Pick<ClusterAnswer, 'side' | 'priceFrom' | 'priceTo'>): number =>
  side === 'long' ? priceFrom : priceTo

/** The cluster that is told of more closely: the chosen one, or the heaviest of those near. */
export function chosenCluster(
  clusters: readonly ClusterAnswer[],
  id: string | undefined,
): ClusterAnswer | undefined {
  const chosen = clusters.find((one) => one.id === id)
  if (chosen !== undefined) return chosen
  const near = clusters.filter(({ distanceBand }) => distanceBand !== 'beyond')
  return (near.length > 0 ? near : clusters).reduce<ClusterAnswer | undefined>(
    (most, one) => (one.usd > (most?.usd ?? 0) ? one : most),
    undefined,
  )
}

/** Clusters from the highest price down, parted where the price lies. */
export function aroundPrice({ clusters, price }: Pick<SignalsAnswer, 'clusters' | 'price'>) {
  const falling = clusters.toReversed()
  return {
    above: falling.filter(({ centrePrice }) => centrePrice > price),
    below: falling.filter(({ centrePrice }) => centrePrice <= price),
  }
}

/**
 * How the regime differs from what the rolling year would call the same sums; undefined where it does not.
 * There the plain ratio decides, here how likely it is, and that it lasts until the ratio is well back.
 */
export function regimeDifference(of: RatioAnswer): string | undefined {
  const sums = { aboveUsd: of.above.usd, belowUsd: of.below.usd }
  const plain = regimeOf(sums)
  if (plain === of.regime) return undefined
  const plainRatio = formatUpDown(ratioOf(sums))
  const ratio = formatUpDown(of.ratio)
  const named = REGIME_NAMES[plain].toLowerCase()
  const added =
    ratio === plainRatio
      ? ''
      : ` With a thousandth of open interest added to both sides it is ${ratio} here.`
  const start = `The rolling year would name it ${named}: the plain ratio is ${plainRatio}.${added}`
  if (of.regime !== 'balanced')
    return `${start} Here ${REGIME_NAMES[of.regime].toLowerCase()} lasts until the ratio is back at ${of.regime === 'short-squeeze' ? '1.70' : '0.59'}.`
  const chance = plain === 'short-squeeze' ? of.chanceAbove : of.chanceBelow
  const limit = plain === 'short-squeeze' ? `above ${LOPSIDED}` : `below ${1 / LOPSIDED}`
  return chance === null
    ? start
    : `${start} That the true one is ${limit} is ${formatPart(chance)} likely, and 70% are asked for here.`
}

/** The numbers that made a pattern's rule hold. */
export const patternFields = ({ numbers }: FormationAnswer): readonly ToldField[] =>
  Object.entries(numbers).flatMap(([name, value]) =>
    value === null ? [] : [{ name, ...patternNumber(name, value) }],
  )

const usdOrDash = (value: number | null): string => (value === null ? '–' : formatUsd(value))

/** What else is known of the market, beside the clusters. */
export function factFields(
  facts: FactsAnswer,
  { formatPrice }: Pick<Writing, 'formatPrice'>,
): readonly ToldField[] {
  const { openInterestChange: change } = facts
  return [
    { name: 'funding', label: 'Funding in a year', text: formatChange(facts.fundingAYear) },
    {
      name: 'open-interest',
      label: 'Open interest',
      text: usdOrDash(facts.openInterestUsd),
      note: `${formatChange(change['1h'])} in 1 h, ${formatChange(change['24h'])} in 24 h`,
    },
    {
      name: 'taker',
      label: 'Takers bought less sold',
      text: formatChange(facts.takerDeltaShare),
      note: 'of what was traded in 24 h',
    },
    {
      name: 'rsi',
      label: 'RSI 14',
      text: facts.rsi === null ? '–' : facts.rsi.toFixed(1),
      note: 'of hours',
    },
    {
      name: 'sigma',
      label: 'Volatility of a day',
      text: facts.dailySigma === null ? '–' : formatShare(facts.dailySigma),
      note:
        facts.calmRank === null
          ? 'calm unknown'
          : `${formatPart(facts.calmRank)} of 30 days moved less`,
    },
    {
      name: 'liquidated',
      label: 'Liquidated in a day',
      text: usdOrDash(facts.liquidatedDayUsd),
      note: 'mean of 7 days',
    },
    ...facts.averages.map(({ hours, price, toPrice }) => ({
      name: `ema-${hours}`,
      label: `EMA ${hours} of hours`,
      text: formatPrice(price),
      note: `price ${formatChange(toPrice)}`,
    })),
  ]
}

/** What is marked on the chart, in the order in which words are given room. */
export function marksOf(
  { clusters, formations }: Pick<SignalsAnswer, 'clusters' | 'formations'>,
  swept: readonly EndedClusterAnswer[],
  side: ShownSide,
): readonly Mark[] {
  const isShown = (of: PositionSide | undefined) => of === undefined || isSideShown(side, of)
  const patterns = formations.flatMap((one) =>
    one.targets.map(
      (target): Mark => ({
        kind: 'pattern',
        side: one.side ?? undefined,
        priceFrom: target.price,
        priceTo: target.price,
        text: one.confirmed ? one.label : `${one.label}, unconfirmed`,
        isFaded: false,
      }),
    ),
  )
  const standing = clusters
    .toSorted((a, b) => b.usd - a.usd)
    .map(({ side: of, priceFrom, priceTo, usd, significant }): Mark => {
      const text = `${SIDE_NAMES[of]} ${formatUsd(usd)}`
      return { kind: 'cluster', side: of, priceFrom, priceTo, text, isFaded: significant === false }
    })
  const gone = swept.map(
    ({ side: of, priceFrom, priceTo, at }): Mark => ({
      kind: 'cluster',
      side: of,
      priceFrom,
      priceTo,
      text: `Swept ${formatTime(at).slice(5)}`,
      isFaded: true,
    }),
  )
  return [...patterns, ...standing, ...gone].filter((mark) => isShown(mark.side))
}
