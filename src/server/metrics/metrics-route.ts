import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics } from 'prom-client'
import { metricsOperation } from '../../api/operations/live-operations.ts'
import type { Millis } from '../../market/units.ts'
import type { TileCache } from '../../store/tile-cache.ts'
import type { ServedAlerts } from '../alerts/served-alerts.ts'
import { serve } from '../http/handle.ts'
import type { Live } from '../live/live.ts'
import type { MarketSource } from '../market/market.ts'
import type { ScoreKeeper } from '../score/score-keeper.ts'
import type { TileDesk } from '../map/tile-desk.ts'
import type { JournalFigures } from './journal-figures.ts'
import { liveMetrics } from './live-metrics.ts'
import type { ViewerHubs } from './live-metrics.ts'
import type { Meter } from './meter.ts'
import {
  alertMetrics,
  journalMetrics,
  queueMetrics,
  requestMetrics,
  scoreMetrics,
  tileMetrics,
} from './served-metrics.ts'
import { SERVER } from './server-definitions.ts'

/** What is measured; what is not there has no metrics. */
export interface Measured {
  readonly version: string
  readonly sources: readonly MarketSource[]
  readonly tileCache: TileCache
  readonly tiles: TileDesk
  readonly live: Live | undefined
  readonly hubs: ViewerHubs | undefined
  readonly journal: JournalFigures | undefined
  readonly alerts: ServedAlerts | undefined
  readonly scores: ScoreKeeper | undefined
  readonly now: () => Millis
}

/**
 * `/metrics` in the text format of Prometheus. Labels are venues, instruments, operations and states:
 * their number is bounded, and never grows by what a venue or a client sends.
 */
export function metricsRoute(app: FastifyInstance, meter: Meter, measured: Measured): void {
  const { live, hubs, journal, alerts, scores, tiles, now } = measured
  const { registry } = meter
  collectDefaultMetrics({ register: registry, prefix: 'isotherm_' })
  meter.ask(SERVER.build, (set) => set({ version: measured.version }, 1))
  requestMetrics(meter, app)
  tileMetrics(meter, measured.tileCache, tiles)
  if (live !== undefined && hubs !== undefined) liveMetrics(meter, live, hubs, now)
  if (journal !== undefined) journalMetrics(meter, journal)
  if (alerts !== undefined) alertMetrics(meter, alerts.desk)
  if (scores !== undefined) scoreMetrics(meter, scores, measured.sources)
  queueMetrics(meter, {
    tiles: () => tiles.waiting,
    heavy: () => app.heavyGate.waiting,
    ...(journal && { journal: () => journal.waiting() }),
    ...(alerts && { alerts: () => alerts.desk.health().waiting }),
  })
  app.addHook('onClose', async () => registry.clear())
  serve(app, metricsOperation, async (_, __, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type(registry.contentType)
      .send(await registry.metrics()),
  )
}
