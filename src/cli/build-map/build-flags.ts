import { extname } from 'node:path'
import { MAX_ZOOM } from '../../heatmap/grid.ts'
import { parseInstrumentId } from '../../market/instrument.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { MODELS } from '../../model/models.ts'
import { defaultDataFolder } from '../command/data-folder.ts'
import { date, filled, interval, oneOf, wholeNumber } from '../command/flag-values.ts'
import {
  helpText,
  optional,
  readFlags,
  required,
  usageError,
  withDefault,
} from '../command/read-flags.ts'
import type { FlagValues } from '../command/read-flags.ts'

export type BuildFormat = 'json' | 'png' | 'parquet'
const FORMATS: readonly BuildFormat[] = ['json', 'png', 'parquet']

const FLAGS = {
  history: optional('DIR', 'a Parquet history, or a folder of CSV, zip and Parquet files', filled),
  data: withDefault('DIR', 'where Isotherm keeps what it stores', filled, defaultDataFolder()),
  instrument: required('ID', 'venue:symbol, like binance:BTCUSDT', instrument),
  out: required('FILE', 'the file to write; replaced if it is there', filled),
  format: optional(
    'FORMAT',
    'json, png or parquet (default: the ending of --out)',
    oneOf(...FORMATS),
  ),
  model: withDefault('ID', MODELS.map(({ id }) => id).join(', '), filled, 'isotherm'),
  bucket: optional(
    'LENGTH',
    'length of a column, like 1h (default: the finest that fits)',
    interval,
  ),
  zoom: optional(
    'N',
    'price bins join 2^N bins of 0.05 % (default: what fits a PNG, else 2)',
    wholeNumber(0, MAX_ZOOM),
  ),
  from: optional('DATE', 'first day or time in UTC, like 2024-08-01 or 2024-08-01T12:00Z', date),
  to: optional('DATE', 'end, not included', date),
}

export const BUILD_HELP = helpText(
  'build --instrument ID --out FILE [flags]',
  'Writes the map of an instrument to a file: a picture, or its exact cells (docs/operating.md).',
  FLAGS,
)

export interface BuildFlags extends Omit<FlagValues<typeof FLAGS>, 'format'> {
  readonly format: BuildFormat
}

/** Reads the flags of `isotherm build`. Throws a UsageError. */
export function readBuildFlags(args: readonly string[]): BuildFlags {
  const flags = readFlags(FLAGS, args)
  const ending = extname(flags.out).slice(1).toLowerCase()
  const format = flags.format ?? FORMATS.find((one) => one === ending)
  if (format === undefined)
    throw usageError(`--out "${flags.out}" does not end in ${FORMATS.join(', ')}: give --format`)
  if (flags.from !== undefined && flags.to !== undefined && flags.from >= flags.to)
    throw usageError('--from must be before --to')
  return { ...flags, format }
}

function instrument(text: string): InstrumentId {
  const id = parseInstrumentId(text)
  if (id === undefined) throw new Error('must be venue:symbol, like binance:BTCUSDT')
  return id
}
