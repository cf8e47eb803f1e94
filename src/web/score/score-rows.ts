import type { InstrumentScore, Interval } from '../../api/score.ts'
import { scoredName } from './score-words.ts'

/** One line of the table of models, controls and baselines. */
export interface ScoreRow {
  readonly id: string
  readonly name: string
  /** Whether it is the map that is shown. */
  readonly ours: boolean
  /** Gain over the candle; undefined where there is none. */
  readonly gain: number | undefined
  /** The interval around it; undefined for baselines, of which none is drawn. */
  readonly interval: Interval | undefined
  readonly spearman: number | undefined
  readonly partialSpearman: number | undefined
  readonly realisedOverPredicted: Interval | undefined
}

/** All that was scored of an instrument, best gain first, whoever that is; unknown gains last. */
export function scoreRows({ models, baselines }: InstrumentScore): readonly ScoreRow[] {
  const rows = Object.entries(models).map(
    ([id, { qlikeGain, spearman, partialSpearman, realisedOverPredicted }]): ScoreRow => ({
      id,
      name: scoredName(id),
      ours: id === 'isotherm',
      gain: qlikeGain?.value,
      interval: qlikeGain,
      spearman,
      partialSpearman,
      realisedOverPredicted,
    }),
  )
  const zero = baselines.excursionTimesVolume.loss
  for (const [id, { loss, spearman }] of Object.entries(baselines))
    rows.push({
      id,
      name: scoredName(id),
      ours: false,
      // The candle is what all are held against, so its own gain is 0.
      gain: zero === undefined || loss === undefined ? undefined : zero - loss,
      interval: undefined,
      spearman,
      partialSpearman: undefined,
      realisedOverPredicted: undefined,
    })
  return rows.sort(
    (a, b) => (b.gain ?? Number.MIN_SAFE_INTEGER) - (a.gain ?? Number.MIN_SAFE_INTEGER),
  )
}

/** Ends of a scale that holds 0 and every interval, with a little room. */
export function gainDomain(gains: readonly (Interval | undefined)[]): readonly [number, number] {
  const ends = gains.flatMap((gain) => (gain === undefined ? [] : [gain.low, gain.high]))
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)]
  const room = 0.06 * (high - low) || 0.1
  return [low - room, high + room]
}
