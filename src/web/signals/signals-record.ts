import { formatTime } from '../../api/format.ts'
import type {
  KeptSignals,
  LevelRecordAnswer,
  SignalRecordAnswer,
  TradeRecordAnswer,
} from '../../api/signal-records.ts'
import type { ClusterAnswer, FormationAnswer } from '../../api/signals.ts'

/** What followed signals of the past, in words: facts with their number of cases, beside chance. */

/** As it is told of now; of a moment that is played back nothing is, as it was made of what followed. */
export type ToldRecord = SignalRecordAnswer['kept'] | undefined

const percent = (share: number): string => `${Math.round(100 * share)}%`
const points = (share: number): string => {
  const rounded = Math.round(100 * share)
  return rounded < 0 ? `−${-rounded}` : `+${rounded}`
}

const NONE = 'No record is kept of this instrument: isotherm signals --keep makes one.'

/** What followed patterns of a kind. */
export function patternRecord(kept: ToldRecord, { kind }: Pick<FormationAnswer, 'kind'>): string {
  const record = kept?.record.patterns[kind]
  if (record === undefined) return withoutRecord(kept)
  return `${record.count} such before: ${levelWords(record.within['24h'], 'its target')}${madeOf(kept!)}`
}

/** What followed clusters that were as far away, and counted as much. */
export function clusterRecord(
  kept: ToldRecord,
  { distanceBand, significant }: Pick<ClusterAnswer, 'distanceBand' | 'significant'>,
): string {
  const counts = significant === null ? 'unknown' : significant ? 'significant' : 'other'
  const record = kept?.record.clusters[`${distanceBand} ${counts}`]
  if (record === undefined) return withoutRecord(kept)
  return `Clusters like it: ${levelWords(record['24h'], 'the middle')}${madeOf(kept!)}`
}

/** What became of setups that stood, on paper. */
export function setupRecord(kept: ToldRecord): string {
  const record = kept?.record.setups.stands
  return record === undefined
    ? withoutRecord(kept)
    : `On paper: ${tradeWords(record)}${madeOf(kept!)}`
}

const withoutRecord = (kept: ToldRecord): string => (kept === undefined ? '' : NONE)

function levelWords({ cases, findings }: LevelRecordAnswer, what: string): string {
  if (findings === null) return `${cases} cases, too few for a rate`
  const { mean, chance, difference } = findings.reached
  const off =
    difference === null
      ? 'too few for an interval'
      : `difference ${points(difference.value)} points, ${points(difference.low)} to ${points(difference.high)}`
  return `price came to ${what} within 24 hours in ${percent(mean)} of ${cases} cases, by chance in ${percent(chance)} (${off})`
}

function tradeWords({ noted, entered, findings }: TradeRecordAnswer): string {
  const counts = `${noted} stood, ${entered} were entered`
  if (findings === null) return `${counts}, too few for a rate`
  const { won, meanR } = findings
  return `${counts}, ${percent(won.mean)} won, by chance ${percent(won.chance)}; mean ${meanR.mean.toFixed(2)} times the risk, by chance ${meanR.chance.toFixed(2)}, without fees`
}

const madeOf = ({ record: { from, to } }: KeptSignals): string => `. Of ${day(from)} to ${day(to)}.`

const day = (text: string): string => formatTime(Date.parse(text)).slice(0, 10)
