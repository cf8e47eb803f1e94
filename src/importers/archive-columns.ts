import type { ArchiveKind } from './archive-name.ts'

/**
 * The columns of archive files, by the names their newer files carry in a header; older files have
 * the same columns without one. https://github.com/binance/binance-public-data (read 2026-11)
 */
export const ARCHIVE_COLUMNS: Readonly<Record<ArchiveKind, readonly string[]>> = {
  klines: [
    'open_time',
    'open',
    'high',
    'low',
    'close',
    'volume',
    'close_time',
    'quote_volume',
    'count',
    'taker_buy_volume',
    'taker_buy_quote_volume',
    'ignore',
  ],
  metrics: [
    'create_time',
    'symbol',
    'sum_open_interest',
    'sum_open_interest_value',
    'count_toptrader_long_short_ratio',
    'sum_toptrader_long_short_ratio',
    'count_long_short_ratio',
    'sum_taker_long_short_vol_ratio',
  ],
  aggTrades: [
    'agg_trade_id',
    'price',
    'quantity',
    'first_trade_id',
    'last_trade_id',
    'transact_time',
    'is_buyer_maker',
  ],
  fundingRate: ['calc_time', 'funding_interval_hours', 'last_funding_rate'],
  liquidationSnapshot: [
    'time',
    'side',
    'order_type',
    'time_in_force',
    'original_quantity',
    'price',
    'average_price',
    'order_status',
    'last_fill_quantity',
    'accumulated_fill_quantity',
  ],
}

/** Columns without which a kind cannot be read. */
const NEEDED: Readonly<Record<ArchiveKind, readonly string[]>> = {
  klines: ARCHIVE_COLUMNS.klines.slice(0, 7),
  metrics: ['create_time', 'sum_open_interest'],
  aggTrades: ['agg_trade_id', 'price', 'quantity', 'transact_time', 'is_buyer_maker'],
  fundingRate: ['calc_time', 'last_funding_rate'],
  liquidationSnapshot: ['time', 'side', 'price', 'original_quantity'],
}

/** The kind whose header these cells are; undefined where they are none. */
export const archiveKindOf = (header: readonly string[]): ArchiveKind | undefined =>
  (Object.keys(NEEDED) as ArchiveKind[]).find((kind) =>
    NEEDED[kind].every((name) => header.includes(name)),
  )

/**
 * The columns of an archive file from its first line, and whether that line is a header. A file
 * without a header has the columns of its kind, in their order; an eighth cell of aggTrades is that
 * of the spot market. Undefined where the line fits neither.
 */
export function archiveColumns(
  kind: ArchiveKind,
  cells: readonly string[],
): { readonly columns: readonly string[]; readonly header: boolean } | undefined {
  if (archiveKindOf(cells) === kind) return { columns: cells, header: true }
  const columns = ARCHIVE_COLUMNS[kind]
  const startsWithNumber = /^\d/.test(cells[0] ?? '')
  if (!startsWithNumber) return undefined
  if (kind === 'liquidationSnapshot' && cells.length === columns.length + 1)
    return { columns: ['time', 'symbol', ...columns.slice(1)], header: false }
  return cells.length === columns.length ? { columns, header: false } : undefined
}
