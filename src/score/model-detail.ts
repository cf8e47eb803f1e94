import { DAY } from '../market/units.ts'
import { bandCoverage } from './band-coverage.ts'
import { groupByBlock } from './bootstrap.ts'
import { blockOf } from './day.ts'
import { type HourColumns, pick } from './hour-columns.ts'
import { qlikeGains } from './qlike.ts'
import { reliabilityCurve } from './reliability.ts'
import { structuralBand } from './structural-band.ts'

/** A step of the reliability curve: rows of which about the same came. */
export interface ReliabilityPoint {
  /** Mean of what the map said, and of what came. */
  readonly predictedUsd: number
  readonly realisedUsd: number
  readonly rows: number
}

/** A scored UTC day, over the rows of both sides of which all is known. */
export interface ScoredDay {
  /** As 2024-08-05. */
  readonly day: string
  readonly realisedUsd: number
  readonly predictedUsd: number
  /** Mean gain over excursion × volume in nats per row; null where a link is not known yet. */
  readonly gain: number | null
}

/** What is shown of one model beside its scores. */
export interface ModelDetail {
  /** Realised against predicted, rising. */
  readonly reliability: readonly ReliabilityPoint[]
  /** Share of rows inside the 10–90 % band around what the map leads to expect; null on none. */
  readonly band: { readonly coverage: number; readonly target: number } | null
  readonly byDay: readonly ScoredDay[]
}

const MOST_POINTS = 40
const TARGET = 0.8

/** Looks closer at one model on the rows on which it is scored. */
export function modelDetail(hours: HourColumns, swept: Float64Array): ModelDetail {
  const rows = hours.scored.filter((row) => !Number.isNaN(swept[row]!))
  const { low, high } = structuralBand(hours.time, hours.realised, hours.link([swept]))
  const covered = bandCoverage(pick(hours.realised, rows), pick(low, rows), pick(high, rows))
  return {
    reliability: curve(pick(swept, rows), pick(hours.realised, rows)),
    band: covered === undefined ? null : { coverage: covered.inside, target: TARGET },
    byDay: byDay(hours, swept, rows),
  }
}

/** The isotonic curve; neighbours are joined where it has more steps than can be shown. */
function curve(predicted: Float64Array, realised: Float64Array): readonly ReliabilityPoint[] {
  const steps = reliabilityCurve(predicted, realised)
  const joined = Math.ceil(steps.length / MOST_POINTS)
  const points: ReliabilityPoint[] = []
  for (let from = 0; from < steps.length; from += joined) {
    const some = steps.slice(from, from + joined)
    const rows = some.reduce((sum, step) => sum + step.rows, 0)
    const mean = (of: 'predicted' | 'realised') =>
      some.reduce((sum, step) => sum + step[of] * step.rows, 0) / rows
    points.push({ predictedUsd: mean('predicted'), realisedUsd: mean('realised'), rows })
  }
  return points
}

function byDay(
  { time, realised, product, link }: HourColumns,
  swept: Float64Array,
  rows: readonly number[],
): readonly ScoredDay[] {
  const gains = qlikeGains(realised, link([swept, product]), link([product]))
  return groupByBlock(rows.map((row) => ({ time: time[row]!, row }))).map((ofDay) => {
    const sum = (column: Float64Array) => ofDay.reduce((all, { row }) => all + column[row]!, 0)
    const known = ofDay.flatMap(({ row }) => (Number.isNaN(gains[row]!) ? [] : [gains[row]!]))
    return {
      day: new Date(blockOf(ofDay[0]!.time) * DAY).toISOString().slice(0, 10),
      realisedUsd: sum(realised),
      predictedUsd: sum(swept),
      gain: known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length,
    }
  })
}
