import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseBaseUrl } from '../../collector/base-url.ts'
import { DEFAULT_CONFIG, readConfig } from '../../collector/config.ts'
import type { CollectorConfig } from '../../collector/config.ts'
import { parseInstrumentId } from '../../market/instrument.ts'
import { LONG_TAIL_READERS } from '../../longtail/registry.ts'
import { READERS } from '../../venues/readers.ts'
import type { VenueReader } from '../../venues/wire/reader.ts'
import { didYouMean, filled } from '../command/flag-values.ts'
import { optional, repeated, usageError, wrongFlag } from '../command/read-flags.ts'
import type { FlagValues } from '../command/read-flags.ts'

/** Flags of every command that talks to venues. Each overrides the configuration file. */
export const LIVE_FLAGS = {
  config: optional('FILE', 'configuration (default: isotherm.json in the data folder)', filled),
  venue: repeated('ID', 'follow this venue alone; may be repeated'),
  instrument: repeated(
    'NAME',
    'follow this base coin, or instrument as venue:symbol; may be repeated',
  ),
  'venue-url': repeated(
    'VENUE.HOST=URL',
    "use this base URL in place of the venue's own; may be repeated",
  ),
}

/** Those of the long tail are followed where they are named. */
const ALL_READERS: readonly VenueReader[] = [...READERS, ...LONG_TAIL_READERS]

/** What is to be collected, from whom. */
export interface LiveConfig {
  readonly config: CollectorConfig
  readonly readers: readonly VenueReader[]
  /** The configuration file, whether or not it exists. */
  readonly file: string
}

/** Reads the configuration file and the flags. Throws a UsageError that names what is wrong. */
export async function readLiveConfig(
  flags: FlagValues<typeof LIVE_FLAGS>,
  data: string,
): Promise<LiveConfig> {
  const path = flags.config === undefined ? join(data, 'isotherm.json') : resolve(flags.config)
  const file = await readConfigFile(path, flags.config !== undefined)
  const config: CollectorConfig = {
    ...file,
    calendar: file.calendar && resolve(dirname(path), file.calendar),
    ...(flags.venue.length > 0 ? { venues: flags.venue } : {}),
    ...(flags.instrument.length > 0 ? { instruments: flags.instrument.map(checkInstrument) } : {}),
    venueUrls: { ...file.venueUrls, ...Object.fromEntries(flags['venue-url'].map(readVenueUrl)) },
  }
  const known = ALL_READERS.map(({ venue }) => String(venue))
  for (const venue of config.venues ?? [])
    if (!known.includes(venue))
      throw usageError(
        `there is no venue "${venue}": there are ${known.join(', ')}${didYouMean(venue, known)}`,
      )
  for (const name of Object.keys(config.venueUrls)) checkHost(name)
  const { venues } = config
  const readers =
    venues === undefined ? READERS : ALL_READERS.filter(({ venue }) => venues.includes(venue))
  return { config, readers, file: path }
}

async function readConfigFile(file: string, isNamed: boolean): Promise<CollectorConfig> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' && !isNamed) return DEFAULT_CONFIG
    throw usageError(`${file} cannot be read: ${code === 'ENOENT' ? 'it does not exist' : code}`)
  }
  try {
    return readConfig(text)
  } catch (error) {
    throw usageError(`${file} ${error instanceof Error ? error.message : String(error)}`)
  }
}

function checkInstrument(text: string): string {
  const isName = text.includes(':')
    ? parseInstrumentId(text) !== undefined
    : /^[A-Za-z0-9]{1,20}$/.test(text)
  if (isName) return text
  throw wrongFlag('instrument', text, 'must be a base coin like BTC, or venue:symbol')
}

function readVenueUrl(text: string): readonly [string, string] {
  const equals = text.indexOf('=')
  if (equals < 0) throw wrongFlag('venue-url', text, 'must be VENUE.HOST=URL')
  const read = parseBaseUrl(text.slice(equals + 1))
  if ('error' in read) throw wrongFlag('venue-url', text, read.error)
  const name = text.slice(0, equals)
  checkHost(name)
  return [name, read.url]
}

/** Throws unless the name is that of a host that some reader has. */
function checkHost(name: string): void {
  const hosts = ALL_READERS.flatMap((reader) =>
    Object.keys(reader.hosts).map((host) => `${reader.venue}.${host}`),
  )
  if (hosts.includes(name)) return
  const near = didYouMean(name, hosts)
  throw usageError(`venue-url "${name}" is no host of a venue${near}`)
}
