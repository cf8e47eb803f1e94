import { statfs } from 'node:fs/promises'
import { probeVenue } from '../collector/probe-venue.ts'
import type { VenueProbe } from '../collector/probe-venue.ts'
import { nodePorts } from '../feed/node-ports.ts'
import { longTailPorts } from '../longtail/long-tail-ports.ts'
import { programVersion } from './command/program-version.ts'
import type { CommandIo } from './command/command-io.ts'
import { defaultDataFolder, openDataFolder } from './command/data-folder.ts'
import { filled } from './command/flag-values.ts'
import { LIVE_FLAGS, readLiveConfig } from './serve/live-config.ts'
import { helpText, readFlags, toggle, wantsHelp, withDefault } from './command/read-flags.ts'

const FLAGS = {
  data: withDefault('DIR', 'where Isotherm keeps what it stores', filled, defaultDataFolder()),
  ...LIVE_FLAGS,
  json: toggle('print one JSON document'),
}

const HELP = helpText(
  'doctor [flags]',
  'Looks whether Isotherm can work here: disk, clock, and which venues can be reached.',
  FLAGS,
)

/** A clock that is further off than this makes event times suspect. */
const SKEW_MS = 2_000
/** Below this much free space a collector runs short: it lets go of old segments, then of trades. */
const LOW_SPACE = 2 * 2 ** 30

/** `isotherm doctor`: exit code 1 where something has to be done. */
export async function doctorCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (wantsHelp(args)) {
    io.out(HELP)
    return 0
  }
  const flags = readFlags(FLAGS, args)
  const data = await openDataFolder(flags.data)
  const { config, readers } = await readLiveConfig(flags, data)
  const { bavail, bsize } = await statfs(data)
  const freeBytes = bavail * bsize
  const ports = longTailPorts(nodePorts())
  const venues = await Promise.all(
    readers.map((reader) => probeVenue(reader, config.venueUrls, ports)),
  )
  const troubles = troublesOf(freeBytes, venues)
  if (flags.json)
    io.out(`${JSON.stringify({ version: programVersion(), data, freeBytes, venues, troubles })}\n`)
  else
    io.out(
      [
        `Isotherm ${programVersion()}, Node ${process.version}`,
        `data in ${data}: writable, ${(freeBytes / 2 ** 30).toFixed(1)} GiB free`,
        ...venues.flatMap(venueLines),
        ...(troubles.length === 0 ? ['All is well.'] : ['', 'To be looked at:', ...troubles]),
        '',
      ].join('\n'),
    )
  return troubles.length === 0 ? 0 : 1
}

function venueLines({ venue, hosts, clockSkew, usedWeight }: VenueProbe): readonly string[] {
  const clock = clockSkew === undefined ? [] : [`its clock is ${signed(clockSkew)} ms from ours`]
  const weight = usedWeight === undefined ? [] : [`request weight used: ${usedWeight}`]
  return [
    [venue, ...clock, ...weight].join(', '),
    ...hosts.map(({ host, url, outcome, took }) => `  ${host}: ${outcome} in ${took} ms (${url})`),
  ]
}

const signed = (value: number): string => (value > 0 ? `+${value}` : String(value))

function troublesOf(freeBytes: number, venues: readonly VenueProbe[]): readonly string[] {
  const skews = venues.flatMap(({ clockSkew }) => clockSkew ?? []).sort((a, b) => a - b)
  const skew = skews[Math.floor(skews.length / 2)]
  return [
    ...(freeBytes < LOW_SPACE
      ? ['- the disk is nearly full: below 1 GiB trades are not stored']
      : []),
    ...(skew !== undefined && Math.abs(skew) > SKEW_MS
      ? [`- this machine's clock is ${signed(-skew)} ms off: let it follow a time server`]
      : []),
    ...venues.flatMap(({ venue, hosts }) =>
      hosts
        .filter(({ reached }) => !reached)
        .map(({ host, outcome }) => `- ${venue}, ${host}: ${outcome}`),
    ),
  ]
}
