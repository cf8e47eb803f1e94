import type { CurrencyRate } from '../../api/currency.ts'
import { splitCells } from '../../importers/cells.ts'
import { parseDecimal } from '../../importers/decimal.ts'
import type { Millis } from '../../market/units.ts'

const NEEDED = ['currency', 'usd_per_unit', 'as_of'] as const
const COLUMNS = [...NEEDED, 'source'] as const

/** A day in UTC, or a moment with its zone: what has none could be of any. */
const MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/

/**
 * Reads what currencies are worth out of CSV with the columns currency, usd_per_unit, as_of and, where
 * it is told, source. Throws with the row, counted from 1 for the header, the field, its value and what
 * would be right.
 */
export function readCurrencyRates(text: string, now: Millis): readonly CurrencyRate[] {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, i) => ({ line: line.trim(), row: i + 1 }))
    .filter(({ line }) => line !== '')
    .map(({ line, row }) => ({ cells: cellsOf(line, row), row }))
  const [header, ...body] = rows
  if (header === undefined) throw new Error(`it is empty: begin with ${COLUMNS.join(',')}`)
  const names = header.cells.map((cell) => cell.trim().toLowerCase())
  const missing = NEEDED.find((name) => !names.includes(name))
  if (missing !== undefined)
    throw new Error(`its header has no ${missing}: begin with ${COLUMNS.join(',')}`)
  if (body.length === 0) throw new Error('it holds no rates')
  const rates = new Map<string, CurrencyRate>()
  for (const { cells, row } of body) {
    const field = (name: string): string => cells[names.indexOf(name)]?.trim() ?? ''
    const wrong = (name: string, what: string): Error =>
      new Error(`row ${row}: ${name} "${field(name)}" ${what}`)

    const currency = field('currency')
    if (!/^[A-Z]{3}$/.test(currency))
      throw wrong('currency', 'is no code of three capital letters such as EUR')
    if (currency === 'USD') throw wrong('currency', 'is what amounts are in: leave it out')
    if (rates.has(currency)) throw wrong('currency', 'is there twice: keep one row')
    const usdPerUnit = parseDecimal(field('usd_per_unit'))
    if (usdPerUnit === undefined || !Number.isFinite(usdPerUnit) || usdPerUnit <= 0)
      throw wrong('usd_per_unit', 'is no number above 0 such as 1.0432')
    const asOf = momentOf(field('as_of'))
    if (Number.isNaN(asOf))
      throw wrong('as_of', 'is no day such as 2026-11-20 and no time such as 2026-11-20T15:00Z')
    if (asOf > now) throw wrong('as_of', 'is later than now')
    rates.set(currency, { currency, usdPerUnit, asOf, source: field('source') || 'file' })
  }
  return [...rates.values()]
}

/** NaN where there is no such day or time. */
function momentOf(text: string): Millis {
  if (!MOMENT.test(text)) return Number.NaN
  const day = Date.parse(text.slice(0, 10))
  // 31 February is read as 3 March.
  const isDay = !Number.isNaN(day) && new Date(day).toISOString().startsWith(text.slice(0, 10))
  return isDay ? Date.parse(text) : Number.NaN
}

function cellsOf(line: string, row: number): readonly string[] {
  const cells = splitCells(line, ',')
  if ('reason' in cells) throw new Error(`row ${row}: ${cells.reason}`)
  return cells
}
