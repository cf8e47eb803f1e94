import type { Logger } from 'pino'
import type { Status } from '../api/schema.ts'
import { memorySource } from '../server/market.ts'
import type { MarketSource } from '../server/market.ts'
import type { AppOptions } from '../server/app.ts'
import type { ScoreKeeper } from '../server/score-keeper.ts'
import { simulatedMarket } from '../sim/simulated-market.ts'
import type { History } from '../store/history.ts'
import { programVersion } from './commands.ts'
import { describeHistory } from './describe-history.ts'
import { keepScores } from './keep-scores.ts'
import { makeMap } from './make-map.ts'
import { historySource } from '../server/market.ts'

/** What a server shows, and what ends it. */
export interface ShownContent
  extends Pick<AppOptions, 'sources' | 'createMap' | 'live' | 'measured'> {
  readonly scores: ScoreKeeper
  readonly status: Status
  /** Lines for the terminal, below the address. */
  readonly lines: readonly string[]
  /** Called once the server listens. */
  start(): Promise<void>
  close(): Promise<void>
}

const NO_HISTORY =
  'There is no market data yet: this is a small simulated market. Get real data with "npm start" ' +
  '(from the venues), "npm start -- --history DIR" (a folder of CSV, zip or Parquet files) or ' +
  '"isotherm import".'

const stored = (count: number): string =>
  `Stored history of ${count} ${count === 1 ? 'instrument' : 'instruments'}; not connected to venues.`

/** A history, or the simulated market where there is none with candles; connected to nothing. */
export async function storedContent(
  history: History | undefined,
  data: string,
  logger: Logger,
): Promise<ShownContent> {
  const known = ((await history?.instruments()) ?? []).filter(({ candles }) => candles.length > 0)
  const hasHistory = known.length > 0
  const scores = keepScores({ history, data, grows: false, logger })
  const notice = hasHistory ? stored(known.length) : NO_HISTORY
  return {
    sources: [history !== undefined && hasHistory ? historySource(history) : simulatedSource()],
    createMap: makeMap,
    scores,
    status: { version: programVersion(), notice, hasHistory },
    lines: history !== undefined && hasHistory ? await describeHistory(history) : [notice],
    start: () => Promise.resolve(),
    async close() {
      await scores.close()
      await history?.close()
    },
  }
}

/** The market that shows how the map works where there is no other. */
export function simulatedSource(): MarketSource {
  const market = simulatedMarket()
  return memorySource(market, { simulated: true, fingerprint: `simulated ${programVersion()}` })
}
