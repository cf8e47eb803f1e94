import { BAR_FIELDS } from '../../importers/bar-table.ts'
import type { BarField, ColumnMapping } from '../../importers/bar-table.ts'
import { ARCHIVE_KINDS } from '../../importers/archive-name.ts'
import type { ArchiveKind } from '../../importers/archive-name.ts'
import { ARCHIVE_URL } from '../../importers/archive-plan.ts'
import { parseDecimal } from '../../importers/decimal.ts'
import { MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { defaultDataFolder } from '../command/data-folder.ts'
import { filled, interval, oneOf, realDate, venue } from '../command/flag-values.ts'
import { optional, toggle, withDefault } from '../command/read-flags.ts'
import type { Flag } from '../command/read-flags.ts'

/** The flags of `isotherm import`. */
export const IMPORT_FLAGS = {
  data: withDefault('DIR', 'where the history is kept', filled, defaultDataFolder()),
  venue: optional('VENUE', 'whose data it is, like binance', (text) => venue(text).id),
  symbol: optional('SYMBOL', "the venue's own symbol, like BTCUSDT", symbol),
  interval: optional(
    'INTERVAL',
    'of the bars, like 1m, 1h, 1d; of klines to download 1m',
    interval,
  ),
  column: pairs('FIELD=NAME', 'which column holds a field; may be given again', mapping),
  rename: pairs('OLD=NEW', 'calls a symbol of the file by another name', renaming),
  'time-unit': withDefault(
    'UNIT',
    'of times that are numbers: s, ms or us',
    oneOf('s', 'ms', 'us'),
    'ms',
  ),
  'assume-utc': toggle('takes dates without a time zone for UTC'),
  delimiter: withDefault('SIGN', 'between the cells of a line', delimiter, ','),
  base: optional('COIN', 'base coin of an instrument we do not know', filled),
  quote: optional('COIN', 'its quote coin', filled),
  contract: optional('KIND', 'linear or inverse', oneOf('linear', 'inverse')),
  'contract-size': optional('SIZE', 'coins (linear) or USD (inverse) per contract', positive),
  tick: optional('STEP', 'smallest step of its price', positive),
  strict: toggle('ends at the first broken row'),
  download: optional('binance', "fetches a range of Binance's public archive", oneOf('binance')),
  from: optional('DAY', 'first day to fetch, like 2024-06-01', day),
  to: optional('DAY', 'last day to fetch', day),
  kinds: withDefault(
    'LIST',
    `what to fetch: ${ARCHIVE_KINDS.join(', ')}`,
    kinds,
    'klines,metrics,fundingRate',
  ),
  'archive-url': withDefault('URL', "the archive's address", url, ARCHIVE_URL),
}

/** A flag given as name=value pairs, any number of times. */
function pairs<Value>(
  placeholder: string,
  help: string,
  read: (pairs: readonly (readonly [string, string])[]) => Value,
): Flag<Value> {
  const split = (text: string): readonly [string, string] => {
    const at = text.indexOf('=')
    if (at < 1 || at === text.length - 1) throw new Error(`must be ${placeholder}`)
    return [text.slice(0, at), text.slice(at + 1)]
  }
  return { placeholder, help, many: true, read: (texts) => read(texts.map(split)) }
}

function mapping(given: readonly (readonly [string, string])[]): ColumnMapping {
  const columns: Partial<Record<BarField, string>> = {}
  for (const [name, column] of given) {
    const field = BAR_FIELDS.find((one) => one === name)
    if (field === undefined) throw new Error(`must name a field: ${BAR_FIELDS.join(', ')}`)
    if (columns[field] !== undefined) throw new Error(`gives ${field} twice`)
    columns[field] = column
  }
  return columns
}

function renaming(given: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  return new Map(given.map(([from, to]) => [from, symbol(to)]))
}

function symbol(text: string): string {
  if (!/^[A-Z0-9][A-Za-z0-9._/-]{0,39}$/.test(text))
    throw new Error("must be the venue's own symbol, like BTCUSDT")
  return text
}

function positive(text: string): number {
  const value = parseDecimal(text)
  if (value === undefined || value <= 0) throw new Error('must be a decimal number above 0')
  return value
}

function delimiter(text: string): string {
  const sign = text === '\\t' ? '\t' : text
  if (!/^[,;\t|]$/.test(sign)) throw new Error('must be one of , ; | or \\t')
  return sign
}

function day(text: string): Millis {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? realDate(text) : undefined
  if (time === undefined || time < Date.UTC(2017, 0))
    throw new Error('must be a day since 2017, like 2024-06-01')
  return time
}

function kinds(text: string): readonly ArchiveKind[] {
  const names = text.split(',').map((name) => name.trim())
  return [...new Set(names)].map((name) => {
    const kind = ARCHIVE_KINDS.find((one) => one === name)
    if (kind === undefined)
      throw new Error(`must be of ${ARCHIVE_KINDS.join(', ')}, separated by commas`)
    return kind
  })
}

function url(text: string): string {
  const plain = /^https?:\/\/[^\s?#]+$/.test(text) && URL.canParse(text)
  if (!plain) throw new Error('must be an address like https://data.binance.vision')
  return text.replace(/\/+$/, '')
}

/** The bars that are downloaded where no interval is said. */
export const DOWNLOADED_INTERVAL: Millis = MINUTE
