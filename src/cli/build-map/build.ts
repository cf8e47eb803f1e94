import { resolve } from 'node:path'
import type { Millis } from '../../market/units.ts'
import { isSimulated } from '../../market/instrument.ts'
import { MODELS } from '../../model/models.ts'
import type { PositionMap } from '../../pipeline/position-map.ts'
import { findMarket } from '../../server/market/catalogue.ts'
import { historySource } from '../../server/market/market.ts'
import { isProblem } from '../../server/http/problems.ts'
import type { History } from '../../store/history.ts'
import { intervalName } from '../../store/interval.ts'
import { BUILD_HELP, readBuildFlags } from './build-flags.ts'
import type { BuildFlags } from './build-flags.ts'
import type { CommandIo } from '../command/command-io.ts'
import { openDataFolder } from '../command/data-folder.ts'
import { makeMap } from '../history/make-map.ts'
import { openOwnHistory, openSource } from '../history/open-source.ts'
import { openSimulation } from '../serve/prepare-simulated.ts'
import { usageError, wantsHelp } from '../command/read-flags.ts'
import type { BuildJob } from './build-job.ts'

/** Most columns that are written where no bucket is asked for. */
const FITTING_COLUMNS = 2_500

/** `isotherm build`: writes a map to a file, without a server. */
export async function buildCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (wantsHelp(args)) {
    io.out(BUILD_HELP)
    return 0
  }
  const flags = readBuildFlags(args)
  const history = await open(flags, io)
  try {
    const job = await plan(flags, history)
    const summary = await write(flags, job)
    const columns = (job.to - job.from) / job.bucket
    io.out(`${job.out}: ${columns} columns of ${intervalName(job.bucket)}, ${summary}\n`)
    return 0
  } catch (error) {
    if (isProblem(error)) throw usageError(error.message)
    throw error
  } finally {
    await history.close()
  }
}

async function open(flags: BuildFlags, io: CommandIo): Promise<History> {
  const data = await openDataFolder(flags.data)
  if (flags.history !== undefined) return openSource(resolve(flags.history), data, io)
  if (isSimulated(flags.instrument)) return openSimulation(data, io)
  const own = await openOwnHistory(data)
  if (own !== undefined) return own
  throw usageError('there is no history yet: give --history, or collect for a while')
}

async function plan(flags: BuildFlags, history: History): Promise<BuildJob> {
  const market = await findMarket([historySource(history)], flags.instrument)
  if (!MODELS.some(({ id }) => id === flags.model))
    throw usageError(
      `--model "${flags.model}" must be one of ${MODELS.map(({ id }) => id).join(', ')}`,
    )
  const { stored, openInterestSpan: span, instrument } = market
  if (span === undefined)
    throw usageError(`--instrument ${instrument.id} has no open interest, which a map needs`)
  const candles = await market.candles(stored.from, stored.to)
  const openInterest = await market.openInterest(span.from, span.to)
  const { map } = makeMap({ instrument, candles, openInterest }, flags.model)
  const { simulated } = market
  const { model, zoom, out } = flags
  return { instrument, simulated, model, map, candles, zoom, out, ...range(flags, map) }
}

/** The bucket and the whole buckets of the map that lie in the range asked for. */
function range(
  flags: BuildFlags,
  map: PositionMap,
): { readonly bucket: Millis; readonly from: Millis; readonly to: Millis } {
  const first = Math.max(flags.from ?? map.from, map.from)
  const last = Math.min(flags.to ?? map.to, map.to)
  const fitting = map.buckets.find((one) => (last - first) / one <= FITTING_COLUMNS)
  const bucket = flags.bucket ?? fitting ?? map.buckets.at(-1) ?? 0
  if (!map.buckets.includes(bucket)) {
    const names = map.buckets.map(intervalName).join(', ')
    throw usageError(`--bucket ${intervalName(bucket)} is not one of this map: ${names}`)
  }
  const from = Math.ceil(first / bucket) * bucket
  const to = Math.floor(last / bucket) * bucket
  if (from >= to) {
    const covered = [map.from, map.to].map((time) => new Date(time).toISOString()).join(' to ')
    throw usageError(
      `--from and --to hold no column of ${intervalName(bucket)}: there is ${covered}`,
    )
  }
  return { bucket, from, to }
}

/** Writes the file; returns what is in it, in a few words. */
async function write(flags: BuildFlags, job: BuildJob): Promise<string> {
  if (flags.format === 'json') return (await import('./build-json.ts')).writeJson(job)
  if (flags.format === 'parquet') return (await import('./build-parquet.ts')).writeParquet(job)
  return (await import('./build-png.ts')).writePng(job)
}
