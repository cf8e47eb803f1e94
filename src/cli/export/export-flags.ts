import { extname } from 'node:path'
import { quoted } from '../../api/quoted.ts'
import { TABLE_FORMATS } from '../../api/table/table.ts'
import type { TableFormat } from '../../api/table/table.ts'
import { MAX_ZOOM } from '../../heatmap/grid.ts'
import { MODELS } from '../../model/models.ts'
import { filled, interval, oneOf, wholeNumber } from '../command/flag-values.ts'
import { checkRange, HISTORY_FLAGS } from '../history/history-flags.ts'
import { helpText, optional, readArguments, toggle, usageError } from '../command/read-flags.ts'
import type { FlagValues } from '../command/read-flags.ts'

const OF_MAP = ['interval', 'model'] as const

/** What can be exported, and which flags it has beside those of all. */
const EXPORTS = {
  candles: ['interval'],
  'open-interest': [],
  funding: [],
  liquidations: [],
  'liquidation-totals': [],
  gaps: [],
  levels: [...OF_MAP, 'zoom'],
  clusters: OF_MAP,
  signals: OF_MAP,
  scores: [],
} as const satisfies Readonly<Record<string, readonly ('interval' | 'zoom' | 'model')[]>>

export type ExportName = keyof typeof EXPORTS
const NAMES = Object.keys(EXPORTS) as ExportName[]

const FLAGS = {
  ...HISTORY_FLAGS,
  out: optional('FILE', 'the file to write (default: standard output)', filled),
  format: optional(
    'FORMAT',
    `${TABLE_FORMATS.join(', ')} (default: the ending of --out, else csv)`,
    oneOf(...TABLE_FORMATS),
  ),
  force: toggle('replace the file where it is there'),
  interval: optional(
    'LENGTH',
    'length of candles and columns, time between readings (default: the finest candles, 1h of maps)',
    interval,
  ),
  zoom: optional(
    'N',
    'price bins of levels join 2^N bins of 0.05 % (default: 2)',
    wholeNumber(0, MAX_ZOOM),
  ),
  model: optional(
    'ID',
    'whose map it is (default: isotherm)',
    oneOf(...MODELS.map(({ id }) => id)),
  ),
}

export const EXPORT_HELP = helpText(
  `export ${NAMES.join('|')} [flags]`,
  'Writes what is stored, or what maps said, as a table (docs/data-files.md lists the columns).',
  FLAGS,
)

export interface ExportFlags extends Omit<FlagValues<typeof FLAGS>, 'format'> {
  readonly what: ExportName
  readonly format: TableFormat
}

/** Reads what is asked of `isotherm export`. Throws a UsageError. */
export function readExportFlags(args: readonly string[]): ExportFlags {
  const { values, others } = readArguments(FLAGS, args)
  const [name, more] = others
  if (name === undefined) throw usageError(`say what to export: ${NAMES.join(', ')}`)
  const what = NAMES.find((one) => one === name)
  if (what === undefined)
    throw usageError(`${quoted(name)} cannot be exported: it must be one of ${NAMES.join(', ')}`)
  if (more !== undefined)
    throw usageError(`one thing is exported at a time: leave out ${quoted(more)}`)
  checkRange(values)
  for (const flag of ['interval', 'zoom', 'model'] as const)
    if (values[flag] !== undefined && !(EXPORTS[what] as readonly string[]).includes(flag))
      throw usageError(`--${flag} means nothing for ${what}`)
  const { out, format } = values
  return { ...values, what, format: format ?? formatOf(out) }
}

function formatOf(out: string | undefined): TableFormat {
  if (out === undefined) return 'csv'
  const ending = extname(out).slice(1).toLowerCase()
  const format = TABLE_FORMATS.find((one) => one === ending)
  if (format === undefined)
    throw usageError(
      `--out ${quoted(out)} does not end in ${TABLE_FORMATS.join(', ')}: give --format`,
    )
  return format
}
