import { resolve } from 'node:path'
import type { History } from '../../store/history.ts'
import { findVenue } from '../../venues/registry.ts'
import type { CommandIo } from '../command/command-io.ts'
import { openOwnHistory, openSource } from './open-source.ts'
import { isUsageError, usageError } from '../command/read-flags.ts'
import type { HistoryFlags } from './history-flags.ts'

/** Whose files are taken to be that do not say it themselves: their columns are those of Binance's data. */
const ASSUMED_VENUE = 'binance'

/**
 * Opens the history that is to be read. Files that do not say of which venue they are, by their folder
 * or their columns, are taken for those of --venue, of the venue that --instrument names, or of
 * Binance, and that is told. Throws a UsageError where there is nothing to read.
 */
export async function openChosenHistory(
  flags: HistoryFlags,
  data: string,
  io: CommandIo,
): Promise<History> {
  if (flags.history === undefined) {
    const own = await openOwnHistory(data)
    if (own !== undefined) return own
    throw usageError('there is no history yet: give --history, or collect for a while')
  }
  const path = resolve(flags.history)
  if (flags.venue !== undefined) return openSource(path, data, io, { venue: flags.venue })
  const told: string[] = []
  const hear = (text: string) => void told.push(text)
  try {
    const history = await openSource(path, data, { ...io, out: hear, err: hear })
    told.forEach(io.err)
    return history
  } catch (error) {
    if (!isUsageError(error)) throw error
    const venue = venueOf(flags.instrument) ?? ASSUMED_VENUE
    const history = await openSource(path, data, io, { venue })
    io.err(`${flags.history} does not say whose data it holds: taken for ${venue}'s (--venue)\n`)
    return history
  }
}

/** The venue that ids of instruments name. */
const venueOf = (instruments: readonly string[]): string | undefined =>
  instruments.map((id) => findVenue(id.split(':')[0]!)?.id).find((id) => id !== undefined)
