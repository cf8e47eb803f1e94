import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import pino from 'pino'
import type { Logger } from 'pino'
import type { IsStillKey } from '../../alerts/browsers.ts'
import type { CurrencyRate } from '../../api/currency.ts'
import { MODELS } from '../../model/models.ts'
import type { AccessOptions } from '../../server/access/access.ts'
import type { AppOptions } from '../../server/app.ts'
import { openCalendarFile } from '../../server/signals/calendar-file.ts'
import { readPageFiles } from '../../server/http/page-files.ts'
import { SIGNAL_MEMORY, openSignalMemoryFiles } from '../../server/signals/signal-memory-files.ts'
import { SIGNAL_RECORDS, openSignalRecordFiles } from '../../server/signals/signal-record-files.ts'
import { isLoopback, startServer } from '../../server/start-server.ts'
import type { RunningServer } from '../../server/start-server.ts'
import { openTileCache } from '../../store/tile-cache.ts'
import { programVersion } from '../command/program-version.ts'
import { ACCESS_FLAGS, openAccess } from './access-flags.ts'
import type { CommandIo } from '../command/command-io.ts'
import { readCurrencyRates } from './currency-file.ts'
import { defaultDataFolder, openDataFolder } from '../command/data-folder.ts'
import { openPaper } from './open-paper.ts'
import { filled, oneOf, wholeNumber } from '../command/flag-values.ts'
import { LIMIT_FLAGS } from './limit-flags.ts'
import { LIVE_FLAGS, readLiveConfig } from './live-config.ts'
import type { LiveConfig } from './live-config.ts'
import { liveContent } from './live-content.ts'
import { openOwnHistory, openSource } from '../history/open-source.ts'
import {
  helpText,
  optional,
  readFlags,
  toggle,
  usageError,
  wantsHelp,
  withDefault,
  wrongFlag,
} from '../command/read-flags.ts'
import type { FlagValues } from '../command/read-flags.ts'
import { storedContent } from './shown-content.ts'
import type { ShownContent, SimulationSettings } from './shown-content.ts'

const FLAGS = {
  history: optional(
    'DIR',
    'show this and connect to nothing: a Parquet history, or a folder of CSV, zip and Parquet files',
    filled,
  ),
  offline: toggle('show what is stored, and connect to nothing'),
  ...LIVE_FLAGS,
  rates: optional('FILE', 'what currencies are worth, to show amounts in them (CSV)', filled),
  calendar: optional('FILE', 'scheduled events that halve or mute setups (ICS or CSV)', filled),
  data: withDefault('DIR', 'where Isotherm keeps what it stores', filled, defaultDataFolder()),
  host: withDefault('ADDRESS', 'address to listen on', filled, '127.0.0.1'),
  port: withDefault('N', 'port to listen on, 0 for any free one', wholeNumber(0, 65_535), '8420'),
  ...ACCESS_FLAGS,
  ...LIMIT_FLAGS,
  'tile-cache-mb': withDefault('N', 'bound of the tile cache', wholeNumber(1, 1_000_000), '512'),
  'log-level': withDefault(
    'LEVEL',
    'how much is logged to standard error',
    oneOf('debug', 'info', 'warn', 'error', 'silent'),
    'warn',
  ),
}

const HELP = helpText(
  'serve [flags]',
  'Collects from the venues and shows the map in the browser; with --history, shows that alone.',
  FLAGS,
)

/** Where the built page lies, beside dist/cli. */
const PAGE = fileURLToPath(new URL('../../web', import.meta.url))

/** `isotherm serve`: serves until it is told to stop. */
export async function serveCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (wantsHelp(args)) {
    io.out(HELP)
    return 0
  }
  let isOpen = false
  // Before the address is told: who reads it may ask to stop at once.
  const stopped = stopSignal(() => isOpen)
  const server = await openServer(args, io)
  isOpen = true
  await stopped
  io.out('Stopping\n')
  await server.close()
  return 0
}

/**
 * Opens the data that the flags name and starts the server; what was opened is told in plain lines.
 * Throws a UsageError or an Error of one line.
 */
export async function openServer(
  args: readonly string[],
  io: CommandIo,
  settings: SimulationSettings = {},
): Promise<RunningServer> {
  const flags = readFlags(FLAGS, args)
  const currencyRates = readRates(flags.rates, io)
  const data = await openDataFolder(flags.data)
  const logger = pino({ level: flags['log-level'] }, pino.destination({ dest: 2, sync: true }))
  const warn = (message: string) => logger.warn(message)
  const access = await openAccess(flags, flags.host, data, warn)
  const isLive = flags.history === undefined && !flags.offline
  const live = isLive ? await readLiveConfig(flags, data) : undefined
  const calendar = await readCalendar(flags.calendar, live?.config.calendar, logger)
  const shown = await openContent(flags, live, data, access, io, logger, settings)
  const paper = await openPaper(data, flags['allow-remote-notes'], warn)
  const content = {
    ...shown,
    async close() {
      await shown.close()
      await paper.close()
      await access.close()
    },
  }
  try {
    const told = { currencyRates, ...calendar, paper, access }
    return await startOver(content, told, flags, data, io, logger)
  } catch (error) {
    await content.close()
    throw error
  }
}

/** What currencies are worth, as a file says; none without one. */
function readRates(path: string | undefined, io: CommandIo): readonly CurrencyRate[] {
  if (path === undefined) return []
  try {
    return readCurrencyRates(io.readFile(path), Date.now())
  } catch (error) {
    throw wrongFlag('rates', path, `cannot be used: ${messageOf(error)}`)
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : String(error)

/** Scheduled events as the file of a flag says, else that of the configuration. */
async function readCalendar(
  flag: string | undefined,
  configured: string | undefined,
  logger: Logger,
): Promise<Pick<AppOptions, 'calendar'>> {
  const path = flag ?? configured
  if (path === undefined) return {}
  const onProblem = (message: string) => logger.warn(message)
  try {
    return { calendar: await openCalendarFile({ path, now: Date.now, onProblem }) }
  } catch (error) {
    throw flag === undefined
      ? usageError(`the calendar ${path} ${messageOf(error)}`)
      : wrongFlag('calendar', flag, messageOf(error))
  }
}

/** What the flags ask to be shown. */
async function openContent(
  flags: FlagValues<typeof FLAGS>,
  live: LiveConfig | undefined,
  data: string,
  { keys }: AccessOptions,
  io: CommandIo,
  logger: Logger,
  settings: SimulationSettings,
): Promise<ShownContent> {
  if (flags.history !== undefined)
    return storedContent(await openSource(resolve(flags.history), data, io), data, logger, settings)
  if (live === undefined) return storedContent(await openOwnHistory(data), data, logger, settings)
  const isStillKey: IsStillKey = (key) => keys?.still(key) !== undefined
  return liveContent(live, data, io, logger, isStillKey, settings)
}

async function startOver(
  content: ShownContent,
  told: Pick<AppOptions, 'currencyRates' | 'calendar' | 'paper' | 'access'>,
  flags: FlagValues<typeof FLAGS>,
  data: string,
  io: CommandIo,
  logger: Logger,
): Promise<RunningServer> {
  const { host, port } = flags
  const { sources, createMap, live, journal, measured, books, alerts, scores, status } = content
  const server = await startServer({
    host,
    port,
    allowedHosts: flags['allow-host'],
    rateLimits: flags['rate-limit'],
    coinglassLimits: flags['coinglass-rate-limit'],
    sources,
    models: MODELS,
    createMap,
    ...(live === undefined ? {} : { live }),
    ...(journal === undefined ? {} : { journal }),
    ...(measured === undefined ? {} : { measured }),
    ...(books === undefined ? {} : { books }),
    ...(alerts === undefined ? {} : { alerts }),
    scores,
    signalRecords: openSignalRecordFiles(join(data, SIGNAL_RECORDS), (message) =>
      logger.warn(message),
    ),
    signalMemory: openSignalMemoryFiles(join(data, SIGNAL_MEMORY), (message) =>
      logger.warn(message),
    ),
    ...told,
    tileCache: await openTileCache({
      directory: join(data, 'tiles'),
      maxBytes: flags['tile-cache-mb'] * 2 ** 20,
      memoryBytes: 64 * 2 ** 20,
      onProblem: (message) => logger.warn(message),
    }),
    page: await readPageFiles(PAGE),
    status,
    logger,
  })
  io.out(`Isotherm ${programVersion()} is at ${server.url}\n`)
  for (const line of content.lines) io.out(`  ${line}\n`)
  if (!isLoopback(host) && told.access?.isKeyRequired !== true)
    io.err('Warning: other machines can reach this server and read without a key.\n')
  try {
    await content.start()
  } catch (error) {
    await server.close()
    throw error
  }
  return {
    url: server.url,
    async close() {
      await server.close()
      await content.close()
    },
  }
}

/** One Ctrl-C may arrive twice: from the terminal, and passed on by npm. */
const SAME_PRESS_MS = 500

/**
 * Resolves at the first request to stop. A later one ends the process at once, as does the first
 * while nothing is open that would have to be closed.
 */
function stopSignal(isOpen: () => boolean): Promise<void> {
  return new Promise((stop) => {
    let asked: number | undefined
    const onSignal = () => {
      const isLater = asked !== undefined && performance.now() - asked > SAME_PRESS_MS
      if (isLater || !isOpen()) process.exit(130)
      asked ??= performance.now()
      stop()
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
  })
}
