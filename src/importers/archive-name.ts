import type { Millis } from '../market/units.ts'
import { parseInterval } from '../store/interval.ts'
import { ImportError } from './row.ts'

/** The kinds of files of Binance's public archive that are read. */
export const ARCHIVE_KINDS = [
  'klines',
  'metrics',
  'aggTrades',
  'fundingRate',
  'liquidationSnapshot',
] as const

export type ArchiveKind = (typeof ARCHIVE_KINDS)[number]

/** What the name of an archive file says. */
export interface ArchiveName {
  readonly kind: ArchiveKind
  readonly symbol: string
  /** Of klines only. */
  readonly interval: Millis | undefined
}

const NAME =
  /^([A-Z0-9]+(?:_[A-Z0-9]+)?)-([A-Za-z]+|\d+[a-z]{1,2})-\d{4}-\d{2}(?:-\d{2})?\.(?:zip|csv|csv\.gz)$/
const DATED_FUTURE = /_\d{6}$/

/**
 * Reads the name of a file as the archive gives it, `BTCUSDT-1m-2024-06-01.zip`; undefined where it
 * is no such name. Throws an ImportError for archive files that are not read.
 */
export function parseArchiveName(name: string): ArchiveName | undefined {
  const parts = NAME.exec(name)
  if (parts === null) return undefined
  const [, symbol = '', what = ''] = parts
  if (DATED_FUTURE.test(symbol))
    throw new ImportError(`${symbol} is a future with an expiry; perpetual futures are read`)
  const kind = ARCHIVE_KINDS.find((one) => one === what)
  if (kind !== undefined && kind !== 'klines') return { kind, symbol, interval: undefined }
  const interval = parseInterval(what)
  if (interval !== undefined) return { kind: 'klines', symbol, interval }
  throw new ImportError(
    `archive files of kind "${what}" are not read; those of klines in intervals of a week or less, metrics, aggTrades, fundingRate and liquidationSnapshot are`,
  )
}
