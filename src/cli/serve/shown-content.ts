import type { Logger } from 'pino'
import type { Status } from '../../api/schema.ts'
import type { AppOptions } from '../../server/app.ts'
import type { ScoreKeeper } from '../../server/score/score-keeper.ts'
import type { History } from '../../store/history.ts'
import { programVersion } from '../command/program-version.ts'
import { describeHistory } from '../history/describe-history.ts'
import { keepScores, withSimulated } from './keep-scores.ts'
import { makeMap } from '../history/make-map.ts'
import { historySource } from '../../server/market/market.ts'
import { prepareSimulation } from './prepare-simulated.ts'
import type { PrepareOptions } from './prepare-simulated.ts'
import { startCommand } from '../command/start-command.ts'

/** What a server shows, and what ends it. */
export interface ShownContent
  extends Pick<
    AppOptions,
    'sources' | 'createMap' | 'live' | 'journal' | 'measured' | 'books' | 'alerts'
  > {
  readonly scores: ScoreKeeper
  readonly status: Status
  /** Lines for the terminal, below the address. */
  readonly lines: readonly string[]
  /** Called once the server listens. */
  start(): Promise<void>
  close(): Promise<void>
}

const NO_HISTORY = 'There is no market data yet.'
const HOW_TO_GET =
  `Get real data with "${startCommand()}" (from the venues), "${startCommand('--history DIR')}" (a folder of ` +
  'CSV, zip or Parquet files) or "isotherm import".'

const stored = (count: number): string =>
  `Stored history of ${count} ${count === 1 ? 'instrument' : 'instruments'}; not connected to venues.`

/** Settings of the simulated market that tests change. */
export type SimulationSettings = Pick<PrepareOptions, 'choice' | 'write'>

/** A history, or the simulated market where there is none with candles; connected to nothing. */
export async function storedContent(
  history: History | undefined,
  data: string,
  logger: Logger,
  settings: SimulationSettings = {},
): Promise<ShownContent> {
  const known = ((await history?.instruments()) ?? []).filter(({ candles }) => candles.length > 0)
  const ofStored = keepScores({ history, data, grows: false, logger })
  const version = programVersion()
  if (history !== undefined && known.length > 0)
    return {
      sources: [historySource(history)],
      createMap: makeMap,
      scores: ofStored,
      status: { version, notice: stored(known.length), hasHistory: true },
      lines: await describeHistory(history),
      start: () => Promise.resolve(),
      async close() {
        await ofStored.close()
        await history.close()
      },
    }
  const onProblem = (message: string) => logger.warn(message)
  const simulation = prepareSimulation({ data, onProblem, ...settings })
  const scores = withSimulated(ofStored, simulation.history, { data, logger })
  return {
    sources: [simulation.source],
    createMap: makeMap,
    scores,
    status: {
      version,
      get notice() {
        return `${NO_HISTORY} ${simulation.notice()} ${HOW_TO_GET}`
      },
      hasHistory: false,
    },
    lines: [`${NO_HISTORY} The page shows a simulated market. ${HOW_TO_GET}`],
    start() {
      void simulation.start()
      return Promise.resolve()
    },
    async close() {
      await scores.close()
      await simulation.close()
      await history?.close()
    },
  }
}
