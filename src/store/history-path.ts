import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { InstrumentId } from '../market/instrument.ts'
import { DAY } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { HistoryKind } from './history-kinds.ts'
import { intervalName, parseInterval } from './interval.ts'

/** One Parquet file and the span [from, to) whose rows it holds. */
export interface Partition {
  readonly path: string
  readonly from: Millis
  readonly to: Millis
}

/** The part [from, to) of time that a moment falls into: its UTC day or month. */
export function partitionSpan(kind: HistoryKind, at: Millis): { from: Millis; to: Millis } {
  if (kind.partition === 'day') {
    const from = Math.floor(at / DAY) * DAY
    return { from, to: from + DAY }
  }
  const date = new Date(at)
  const year = date.getUTCFullYear()
  const month = date.getUTCMonth()
  return { from: Date.UTC(year, month), to: Date.UTC(year, month + 1) }
}

/** Folder of one series, below the history's own: `candles/binance/BTCUSDT/1h`. */
export function seriesFolder(kind: HistoryKind, id: InstrumentId, interval?: Millis): string {
  const colon = id.indexOf(':')
  // A symbol may hold a slash, which must not make a folder.
  const symbol = encodeURIComponent(id.slice(colon + 1))
  const folder = join(kind.folder, id.slice(0, colon), symbol)
  return interval === undefined ? folder : join(folder, intervalName(interval))
}

/** File name of the partition that begins at a time: `2024-06.parquet`, or `2024-06-01.parquet` for days. */
export const partitionName = (kind: HistoryKind, from: Millis): string =>
  `${new Date(from).toISOString().slice(0, kind.partition === 'day' ? 10 : 7)}.parquet`

const NAMES = {
  month: /^\d{4}-(?:0[1-9]|1[0-2])\.parquet$/,
  day: /^\d{4}-(?:0[1-9]|1[0-2])-\d{2}\.parquet$/,
} as const

/** The partitions of a series' folder, oldest first; none where the folder is missing. */
export async function listPartitions(
  kind: HistoryKind,
  folder: string,
): Promise<readonly Partition[]> {
  const names = (await namesIn(folder)).filter((name) => NAMES[kind.partition].test(name))
  return names.sort().map((name) => {
    const from = Date.parse(name.slice(0, -'.parquet'.length))
    return { path: join(folder, name), ...partitionSpan(kind, from) }
  })
}

/** Intervals of which a folder holds series, shortest first. */
export async function listIntervals(folder: string): Promise<readonly Millis[]> {
  const intervals = (await namesIn(folder)).map(parseInterval)
  return intervals.filter((interval) => interval !== undefined).sort((a, b) => a - b)
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
