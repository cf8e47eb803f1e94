import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Status } from '../../api/schema.ts'
import type { IsStillKey } from '../../alerts/browsers.ts'
import type { Collector } from '../../collector/collector.ts'
import type { CollectorConfig } from '../../collector/config.ts'
import { nodeDisk } from '../../journal/node-disk.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import { journalFigures } from '../../server/metrics/journal-figures.ts'
import { createLive } from '../../server/live/live.ts'
import type { Live } from '../../server/live/live.ts'
import { liveSource } from '../../server/live/live-source.ts'
import { historySource } from '../../server/market/market.ts'
import type { Market, MarketSource } from '../../server/market/market.ts'
import { openHistory } from '../../store/history.ts'
import { programVersion } from '../command/program-version.ts'
import { readAlerts } from '../alerts/alerts-config.ts'
import type { CommandIo } from '../command/command-io.ts'
import type { LiveConfig } from './live-config.ts'
import { keepSignalRecords } from './keep-signal-records.ts'
import { keepScores, LOOK_EVERY, withSimulated } from './keep-scores.ts'
import { mapMaker } from '../history/make-map.ts'
import { FIRST_LOOK_AROUND, prepareSimulation } from './prepare-simulated.ts'
import type { ShownContent, SimulationSettings } from './shown-content.ts'
import { startAlerts } from '../alerts/start-alerts.ts'
import type { RunningAlerts } from '../alerts/start-alerts.ts'
import { openRiskTierFile, startCollecting } from './start-collecting.ts'
import { startCommand } from '../command/start-command.ts'
import { tellProgress } from './tell-progress.ts'

/** What venues say now, after what the data folder holds; the simulated market until there is a bar. */
export async function liveContent(
  config: LiveConfig,
  data: string,
  io: CommandIo,
  logger: Logger,
  isStillKey: IsStillKey,
  settings: SimulationSettings = {},
): Promise<ShownContent> {
  const log = {
    info: (message: string) => logger.info(message),
    warn: (message: string) => logger.warn(message),
  }
  const rules = await readAlerts(config)
  const history = await openHistory(join(data, 'history'))
  const riskTiers = await openRiskTierFile(data, log)
  const live = createLive(await history.definitions())
  const real = liveSource(historySource(history), live)
  let hasStored = (await real.markets()).length > 0
  // Whoever looks at it may go on looking when real data comes.
  const simulation = hasStored
    ? undefined
    : prepareSimulation({ data, onProblem: log.warn, ...settings })
  const source: MarketSource = {
    async markets() {
      const markets = [...(await real.markets())].sort(inOrderOf(config))
      hasStored = markets.length > 0
      if (hasStored) simulation?.giveUp()
      return [...markets, ...((await simulation?.source.markets()) ?? [])]
    },
  }
  const hasMarkets = () =>
    hasStored || [...live.market.instruments].some(({ series }) => series.span !== undefined)
  const names = config.readers.map(({ venue }) => venue).join(', ')
  const since = (id: InstrumentId) => recordedSince(live, id)
  const ofReal = keepScores({ history, data, grows: true, since, logger })
  const scores =
    simulation === undefined ? ofReal : withSimulated(ofReal, simulation.history, { data, logger })
  const records = config.config.signalRecords ? keepSignalRecords(history, data, logger) : undefined
  const look = async () => {
    await scores.look()
    await records?.look()
  }
  let scoring: ReturnType<typeof setInterval> | undefined
  let collector: Collector | undefined
  let stopTelling: (() => void) | undefined
  const warning = warningOf(config.config)
  const status: Status = {
    version: programVersion(),
    ...(warning === undefined ? {} : { warning }),
    get notice() {
      return noticeOf(hasMarkets(), collector, simulation?.notice() ?? '')
    },
    get hasHistory() {
      return hasMarkets()
    },
    live: true,
  }
  const alerts = rules && (await startAlerts(rules, data, isStillKey, log))
  const journal = journalFigures(nodeDisk(join(data, 'journal')), () => collector?.waiting() ?? 0)
  return {
    sources: [source],
    createMap: mapMaker((id) => riskTiers.of(id)),
    live,
    journal,
    measured(instrument, zoom) {
      const found = collector?.measured(instrument, zoom)
      return found && { ...found, levels: found.levels.map(([...level]) => level) }
    },
    books: (instrument) => collector?.book(instrument) ?? 'not-followed',
    scores,
    ...(alerts === undefined ? {} : { alerts }),
    status,
    lines: [`Connecting to ${names}`, ...(alerts === undefined ? [] : [alertsLine(alerts)])],
    async start() {
      const journalDisk = journal.disk
      collector = await startCollecting(config, {
        data,
        history,
        riskTiers,
        live,
        journalDisk,
        log,
      })
      stopTelling = tellProgress(live, io)
      void simulation?.start(FIRST_LOOK_AROUND)
      const onError = (error: unknown) => log.warn(`cannot look what to score: ${String(error)}`)
      scoring = setInterval(() => void look().catch(onError), LOOK_EVERY)
    },
    async close() {
      stopTelling?.()
      clearInterval(scoring)
      await alerts?.close()
      await scores.close()
      await records?.close()
      await collector?.close()
      await simulation?.close()
      await history.close()
    },
  }
}

const alertsLine = ({ config: { rules, listed } }: RunningAlerts): string =>
  `Alerts: ${counted(rules.length, 'rule')}, ${counted(listed.length, 'channel')}`

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** Since when liquidations are in the journal alone; undefined before the first sign of their stream. */
function recordedSince({ market }: Live, id: InstrumentId): Millis | undefined {
  // What was before the first event is the first gap.
  const [before] = market.instrument(id)?.streams.get('liquidation')?.gaps(0, market.now) ?? []
  return before?.to === undefined || before.to >= market.now ? undefined : before.to
}

/** The order of the configuration: its venues, then its coins; the first one is what a page opens. */
function inOrderOf({ config, readers }: LiveConfig): (a: Market, b: Market) => number {
  const placeOf = ({ instrument: { id, venue, base } }: Market) => {
    const ofVenue = readers.findIndex((reader) => reader.venue === venue)
    const ofCoin = config.instruments.findIndex((name) => name === id || name === base)
    return [ofVenue, ofCoin].map((at) => (at < 0 ? Number.MAX_SAFE_INTEGER : at))
  }
  return (one, other) => {
    const [a, b] = [placeOf(one), placeOf(other)]
    return a[0]! - b[0]! || a[1]! - b[1]!
  }
}

/** Undefined where every venue is asked at its own address. */
function warningOf({ venueUrls }: CollectorConfig): string | undefined {
  const replaced = [...new Set(Object.keys(venueUrls).map((name) => name.split('.')[0]))]
  return replaced.length === 0
    ? undefined
    : `Other addresses stand in place of those of ${replaced.join(', ')}: what comes from there may be made up.`
}

function noticeOf(
  hasMarkets: boolean,
  collector: Collector | undefined,
  simulation: string,
): string {
  const venues = collector?.venues() ?? []
  const speaking = venues.filter(({ streams }) => streams.some(({ health }) => health === 'proven'))
  const connected = `${speaking.length} of ${venues.length} venues speak`
  if (hasMarkets) return `Live: ${connected}.`
  const isRefused = venues.some(({ problem }) => problem !== undefined)
  // Each venue's own reason stands beside its name on the page, and in the log.
  const reason = isRefused ? '; "isotherm doctor" says why' : ''
  return (
    `No market data has come yet: ${connected}${reason}. ${simulation} ` +
    `Recorded data is shown by "${startCommand('--history DIR')}", or taken in by "isotherm import".`
  )
}
