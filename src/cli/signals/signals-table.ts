import { HOUR, MINUTE } from '../../market/units.ts'
import { CLUSTER_KINDS } from '../../score/cluster-cases.ts'
import { FEWEST_CASES, FEWEST_OF_EITHER } from '../../score/level-record.ts'
import type { LevelRecord } from '../../score/level-record.ts'
import { FEWEST_STRETCHES } from '../../score/magnet-report.ts'
import type { Excess } from '../../score/matched-excess.ts'
import { FOLLOWED_SPANS } from '../../score/span-record.ts'
import type { FollowedSpan, SpanRecords } from '../../score/span-record.ts'
import type { TradeRecord } from '../../score/trade-record.ts'
import { PATTERNS } from '../../signals/signal-state.ts'
import { FRAME_KINDS } from './signal-cases.ts'
import type { SignalsAnswer } from './signals-answer.ts'
import type { SignalRecords } from './signals-instrument.ts'
import { alignColumns, signed } from '../command/text-table.ts'

/** What followed what maps said as tables for people: of all instruments together, then of each. */
export function signalsTable({ pooled, instruments }: SignalsAnswer): string {
  const several = instruments.length > 1
  return [
    ...(several ? [`${instruments.length} instruments together`, '', ...tables(pooled)] : []),
    ...instruments.flatMap((one) => {
      const { instrument, from, to, learnt, candleMs, readings, unknownReadings } = one
      const weights = learnt ? 'learnt on the way' : "are the prior's"
      const unknown = `at ${unknownReadings} of them it is not known what is liquidated in a day`
      return [
        `${instrument}, ${from.slice(0, 10)} to ${to.slice(0, 10)}: ${readings} readings, ${unknown}; ` +
          `weights ${weights}; candles of ${span(candleMs)}`,
        '',
        ...tables(one),
      ]
    }),
    ...NOTES,
    '',
  ].join('\n')
}

const NOTES = [
  'reached: how often price came to what a signal pointed to within the span after it was first seen; chance: the',
  'same at the 50 times that are most like it in how far price had moved that day and how volatile it was, for',
  'levels as far away in standard deviations. toward, away: medians of how far price went to the side of the',
  'level and to the other, in standard deviations of a day, in brackets those of the times like it.',
  'open: setups of which it is not known whether the cluster counts. R: what came over what was risked, no fees.',
  `Intervals hold 95 %, over stretches of five days; fewer than ${FEWEST_CASES} cases give no rate; cases in fewer than`,
  `${FEWEST_STRETCHES} stretches, or fewer than ${FEWEST_OF_EITHER} that were reached or were not, no interval. One that holds 0 shows nothing,`,
  'and of many intervals some miss 0 by chance.',
]

const SPANS = Object.keys(FOLLOWED_SPANS) as readonly FollowedSpan[]

const tables = ({ patterns, clusters, setups }: SignalRecords): readonly string[] => [
  ...alignColumns([
    ['pattern', 'count', 'to long', 'to short', 'either', 'faded', 'standing', 'stood'],
    ...PATTERNS.map((kind) => {
      const { count, ended, stood } = patterns[kind]
      const { long, short, either, faded, standing } = ended
      const counts = [count, long, short, either, faded, standing].map(String)
      return [kind, ...counts, stood === null ? '–' : span(stood)]
    }),
  ]),
  '',
  ...alignColumns([
    LEVELS_HEAD,
    ...PATTERNS.flatMap((kind) => levelRows(kind, patterns[kind].within)),
    ...CLUSTER_KINDS.flatMap((kind) => levelRows(kind, clusters[kind])),
  ]),
  '',
  ...alignColumns([
    ['setup', 'noted', 'entered', 'won', 'chance', 'mean R', '95 %', 'chance', 'above chance'],
    ...FRAME_KINDS.map((kind) => tradeRow(kind, setups[kind])),
  ]),
  '',
]

const LEVELS_HEAD = [
  'within',
  '',
  'cases',
  'reached',
  'chance',
  'above chance',
  'after',
  'toward',
  'away',
]

/** Both spans of what occurred. */
const levelRows = (name: string, within: SpanRecords): readonly string[][] =>
  within['24h'].cases === 0 ? [] : SPANS.map((one) => levelRow(name, one, within[one]))

function levelRow(name: string, within: FollowedSpan, { cases, findings }: LevelRecord): string[] {
  const head = [name, within, String(cases)]
  if (findings === null) return [...head, 'too few', '', '', '', '', '']
  const { reached, reachedAfter, toward, away } = findings
  const far = ({ sigmas, chanceSigmas }: typeof toward) =>
    `${sigmas.toFixed(2)} (${chanceSigmas.toFixed(2)})`
  return [
    ...head,
    percent(reached.mean),
    percent(reached.chance),
    difference(reached),
    reachedAfter === null ? '–' : span(reachedAfter),
    far(toward),
    far(away),
  ]
}

function tradeRow(name: string, { noted, entered, findings }: TradeRecord): string[] {
  const head = [name, String(noted), String(entered)]
  if (findings === null) return [...head, 'too few', '', '', '', '', '']
  const { won, meanR, meanInterval } = findings
  const interval =
    meanInterval === null ? '–' : `[${signed(meanInterval.low)}, ${signed(meanInterval.high)}]`
  return [
    ...head,
    percent(won.mean),
    percent(won.chance),
    signed(meanR.mean),
    interval,
    signed(meanR.chance),
    difference(meanR),
  ]
}

const difference = ({ difference: of }: Excess): string =>
  of === null ? '–' : `${signed(of.value)} [${signed(of.low)}, ${signed(of.high)}]`

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`

const span = (length: number): string =>
  length >= HOUR
    ? `${Number((length / HOUR).toFixed(1))} h`
    : `${Number((length / MINUTE).toFixed(0))} min`
