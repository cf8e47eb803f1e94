import type { PaperTrade } from './paper-trade.ts'

/** Columns of the file, in their order. */
const COLUMNS = [
  'id',
  'instrument',
  'label',
  'noted',
  'side',
  'entry',
  'stop',
  'target',
  'usd',
  'state',
  'entered',
  'fill',
  'closed',
  'how',
  'exit',
  'ambiguous',
  'r',
  'profit_usd',
  'missing_ms',
  'risk_share',
  'written',
  'in_hindsight',
  'simulated',
  'cancelled',
  'text',
] as const
type Column = (typeof COLUMNS)[number]

/** A line of the file; what is not known is empty. */
export type PaperRow = Readonly<Partial<Record<Column, Cell>>>

/** Notes as CSV (RFC 4180). */
export function paperCsv(rows: readonly PaperRow[]): string {
  const lines = rows.map((row) => COLUMNS.map((column) => csvCell(row[column])).join(','))
  return [COLUMNS.join(','), ...lines].map((line) => `${line}\r\n`).join('')
}

type Cell = string | number | boolean | undefined

/** What became of a trade on paper, times as ISO 8601 in UTC. */
export function tradeCells(trade: PaperTrade): PaperRow {
  const { note, state, missing } = trade
  const { id, instrument, label, time, side, entry, stop, target, usd } = note
  return {
    id,
    instrument,
    label,
    noted: iso(time),
    side,
    entry,
    stop,
    target,
    usd,
    state,
    missing_ms: missing,
    ...(trade.state !== 'waiting' && { entered: iso(trade.entered), fill: trade.fill }),
    ...(trade.state === 'closed' && {
      closed: iso(trade.closed),
      how: trade.how,
      exit: trade.exit,
      ambiguous: trade.isAmbiguous,
      r: trade.r,
      profit_usd: trade.profitUsd,
    }),
  }
}

export const iso = (time: number): string => new Date(time).toISOString()

/**
 * A cell as a spreadsheet takes it for what it is: text that it would run as a formula begins with an
 * apostrophe (https://owasp.org/www-community/attacks/CSV_Injection), numbers stay numbers.
 */
export function csvCell(value: Cell): string {
  if (value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const safe = /^[\s\p{Cc}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u.test(value)
    ? `'${value}`
    : value
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
