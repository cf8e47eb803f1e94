import { HOUR, MINUTE } from '../../market/units.ts'
import type { Interval } from '../../score/bootstrap.ts'
import { FEWEST_CASES, FEWEST_STRETCHES } from '../../score/magnet-report.ts'
import type { LevelFindings, MagnetReport } from '../../score/magnet-report.ts'
import type { MagnetAnswer } from './magnet-answer.ts'
import { alignColumns, signed } from '../command/text-table.ts'

/** What the tests found as tables for people: of all instruments together, then of each. */
export function magnetTable({ pooled, instruments }: MagnetAnswer): string {
  const several = instruments.length > 1
  return [
    ...(several ? [`${instruments.length} instruments together`, ...table(pooled), ''] : []),
    ...instruments.flatMap(
      ({ instrument, from, to, learnt, candleMs, followedMs, looks, ...one }) => [
        `${instrument}, ${from.slice(0, 10)} to ${to.slice(0, 10)}: ${looks} looks, ${one.trials} ` +
          `with candles of the day before and after; weights ${learnt ? 'learnt on the way' : "are the prior's"}; ` +
          `candles of ${span(candleMs)}, so price is followed for ${span(followedMs)} after the one that touches`,
        ...table(one),
        '',
      ],
    ),
    ...NOTES,
    '',
  ].join('\n')
}

const NOTES = [
  'naive: how much more often price came to the strongest level 1–5 % away within a day than to the level as',
  'far on the other side, and its z. No evidence: momentum places both the level and the next move.',
  'attraction: the same at no momentum.',
  'after a touch: how much farther price went on, in standard deviations, than after mirror levels that it came',
  'to by the same momentum in the same direction.',
  `Intervals hold 95 %, over stretches of five days; fewer than ${FEWEST_CASES} cases or ${FEWEST_STRETCHES} stretches give none. One that`,
  'holds 0 shows nothing, and of many intervals some miss 0 by chance.',
]

const HEAD = ['', 'trials', 'naive', 'attraction', 'per σ of momentum', 'touches', 'after a touch']

const table = (report: MagnetReport): readonly string[] =>
  alignColumns([
    HEAD,
    row('all', report),
    ...report.byDistance.map((one) => row(`${percent(one.from)}–${percent(one.to)} %`, one)),
    ...Object.entries(report.byKind).map(([kind, one]) => row(kind, one)),
  ])

function row(name: string, { trials, magnet, acceleration, ...of }: LevelFindings): string[] {
  return [
    name,
    String(trials),
    magnet === null
      ? 'too few'
      : `${signed(magnet.naive.difference)} (z ${signed(magnet.naive.z, 1)})`,
    magnet === null ? 'too few' : interval(magnet.attraction),
    magnet === null ? 'too few' : signed(magnet.momentumSlope),
    `${of.clusterTouches} / ${of.mirrorTouches}`,
    acceleration === null ? 'too few' : interval(acceleration.amplification),
  ]
}

const interval = ({ value, low, high }: Interval): string =>
  `${signed(value)} [${signed(low)}, ${signed(high)}]`

const percent = (share: number): string => String(Number((100 * share).toFixed(1)))

const span = (length: number): string =>
  length % HOUR === 0 ? `${length / HOUR} h` : `${length / MINUTE} min`
