import type { Interval } from '../../score/bootstrap.ts'
import type { InstrumentScore } from './score-instrument.ts'
import { alignColumns, signed } from '../command/text-table.ts'

const COLUMNS = ['gain over candle', 'map alone', 'R/P', 'Spearman', 'partial'] as const

/** The scores of an instrument as a table for people. */
export function scoreTable(score: InstrumentScore): string {
  const { instrument, from, to, hours, models, baselines, calibration } = score
  const rows = Object.entries(models).map(([name, one]) => [
    name,
    gain(one.qlikeGain),
    gain(one.qlikeGainAlone),
    ratio(one.realisedOverPredicted),
    number(one.spearman),
    number(one.partialSpearman),
  ])
  const controls = Object.entries(baselines).map(([name, one]) => [
    name,
    '',
    '',
    '',
    number(one.spearman),
    '',
  ])
  const scored = Object.values(models)[0]
  const isShort = scored !== undefined && scored.days < 5
  const head = [
    `${instrument}, ${day(from)} to ${day(to)}: liquidations of ${hours} hours are known, ` +
      `${scored?.rows ?? 0} rows (hour and side) of ${scored?.days ?? 0} days are scored`,
    ...(isShort ? ['too few days for intervals: five are needed'] : []),
    ...(score.onTheSameHours ? ['all models on the hours alone that the map covers'] : []),
    ...(score.impossibleHours > 0
      ? [
          `left out: ${score.impossibleHours} rows in which more is said to have been liquidated than was traded`,
        ]
      : []),
    `weights: ${experts(calibration.days)}; feed ${calibration.feed}${held(score.band)}`,
    ...(score.corrected ? [againstCorrected(score.corrected)] : []),
    '',
  ]
  return [...head, ...alignColumns([['', ...COLUMNS], ...rows, ...controls]), ''].join('\n')
}

const againstCorrected = ({
  factor,
  venues,
  realisedOverPredicted,
}: NonNullable<InstrumentScore['corrected']>): string =>
  `R/P is a lower bound, as the venue shows a part of what is liquidated; corrected × ${factor.toFixed(2)} ` +
  `by the full feed of ${venues.join(', ')} it is ${ratio(realisedOverPredicted)}`

const held = (band: InstrumentScore['band']): string =>
  band === null ? '' : `; the 10–90 % band held ${Math.round(100 * band.coverage)} % of rows`
const day = (time: string): string => time.slice(0, 10)
const number = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(2))
const gain = (one: Interval | undefined): string =>
  one === undefined ? '–' : `${signed(one.value)} [${signed(one.low)}, ${signed(one.high)}]`
const ratio = (one: Interval | undefined): string =>
  one === undefined
    ? '–'
    : `${one.value.toPrecision(2)} [${one.low.toPrecision(2)}, ${one.high.toPrecision(2)}]`

const experts = (days: Readonly<Record<string, number>>): string =>
  Object.entries(days)
    .map(([name, count]) => `${name} ${count} d`)
    .join(', ') || 'the prior'
