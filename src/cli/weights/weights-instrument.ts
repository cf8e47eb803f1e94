import type { InstrumentWeights } from '../../api/learnt-weights.ts'
import { weightTable } from '../../pipeline/weight-table.ts'
import type { WeightTable } from '../../pipeline/weight-table.ts'
import type { History, HistoryInstrument } from '../../store/history.ts'
import { learnAlone } from './learn-alone.ts'
import type { TimeRange } from '../history/stored-source.ts'

/** What an instrument has learnt by itself, for programs and for people. */
export interface ShownWeights {
  readonly answer: InstrumentWeights
  readonly table: WeightTable
}

/** Significant digits of a weight: it is not known better than that, and files stay small. */
const DIGITS = 5

/**
 * Learns the weights of an instrument of a history by itself. Throws a RangeError where there is no
 * map, or nothing known of what was liquidated.
 */
export async function instrumentWeights(
  history: History,
  stored: HistoryInstrument,
  range: TimeRange,
): Promise<ShownWeights> {
  const { id } = stored.instrument
  const alone = await learnAlone(history, stored, range)
  if (alone === undefined)
    throw new RangeError(`${id}: no realised liquidations are known, so nothing can be learnt`)
  const { source, spec, learnt } = alone
  const { openTime, interval } = source.candles
  const table = weightTable(spec, learnt.known, learnt.amounts)
  return {
    answer: {
      instrument: id,
      from: new Date(openTime[0]!).toISOString(),
      to: new Date(openTime.at(-1)! + interval).toISOString(),
      amounts: table.amounts,
      lifetimes: [...spec.lifetimes],
      distances: spec.distances.map(({ kind, leverage, long, short }) => ({
        kind,
        leverage,
        long,
        short,
      })),
      known: learnt.known.map(({ weights, background, ...entry }) => ({
        ...entry,
        background: rounded(background),
        weights: Array.from(weights, rounded),
      })),
    },
    table,
  }
}

const rounded = (weight: number): number => Number(weight.toPrecision(DIGITS))
