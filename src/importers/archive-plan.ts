import { DAY } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { intervalName } from '../store/interval.ts'
import type { ArchiveKind } from './archive-name.ts'

/** The address of Binance's public archive. */
export const ARCHIVE_URL = 'https://data.binance.vision'

/** What to fetch from the archive. Whole UTC days, both included. */
export interface ArchiveRange {
  readonly symbol: string
  readonly kinds: readonly ArchiveKind[]
  /** Of klines. */
  readonly interval: Millis
  readonly from: Millis
  readonly to: Millis
}

/** One file of the archive: its path below the archive's address. */
export interface ArchiveFilePath {
  readonly path: string
  /** The files of the single days, where a month's file is not there (yet). */
  readonly days: readonly string[]
}

/** Kinds that exist by day alone, and by month alone. */
const DAYS_ONLY: readonly ArchiveKind[] = ['metrics', 'liquidationSnapshot']
const MONTHS_ONLY: readonly ArchiveKind[] = ['fundingRate']

/**
 * The files that hold a range: whole months where the archive has them, else days.
 * Layout: https://github.com/binance/binance-public-data
 */
export function archiveFiles(range: ArchiveRange): readonly ArchiveFilePath[] {
  return range.kinds.flatMap((kind) => {
    const of = (period: 'daily' | 'monthly', date: string) => archivePath(range, kind, period, date)
    if (DAYS_ONLY.includes(kind))
      return daysOf(range.from, range.to).map((date) => ({ path: of('daily', date), days: [] }))
    return monthsOf(range.from, range.to).flatMap(({ month, from, to, whole }) => {
      const days = daysOf(from, to).map((date) => of('daily', date))
      if (MONTHS_ONLY.includes(kind)) return [{ path: of('monthly', month), days: [] }]
      if (whole) return [{ path: of('monthly', month), days }]
      return days.map((path) => ({ path, days: [] }))
    })
  })
}

/** COIN-M symbols are those in USD with a suffix: BTCUSD_PERP. */
const market = (symbol: string): 'um' | 'cm' => (symbol.endsWith('USD_PERP') ? 'cm' : 'um')

function archivePath(
  { symbol, interval }: ArchiveRange,
  kind: ArchiveKind,
  period: 'daily' | 'monthly',
  date: string,
): string {
  const bars = intervalName(interval)
  const folder = kind === 'klines' ? `klines/${symbol}/${bars}` : `${kind}/${symbol}`
  const name = `${symbol}-${kind === 'klines' ? bars : kind}-${date}.zip`
  return `data/futures/${market(symbol)}/${period}/${folder}/${name}`
}

const dateOf = (at: Millis): string => new Date(at).toISOString().slice(0, 10)

function daysOf(from: Millis, to: Millis): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day += DAY) days.push(dateOf(day))
  return days
}

function monthsOf(first: Millis, last: Millis) {
  const months: { month: string; from: Millis; to: Millis; whole: boolean }[] = []
  for (let start = first; start <= last; ) {
    const date = new Date(start)
    const begin = Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
    const next = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
    const to = Math.min(last, next - DAY)
    const whole = start === begin && to === next - DAY
    months.push({ month: dateOf(start).slice(0, 7), from: start, to, whole })
    start = next
  }
  return months
}
