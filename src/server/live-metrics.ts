import type { FastifyInstance } from 'fastify'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import { ROUTES } from '../api/routes.ts'
import type { MarketEvent } from '../market/event.ts'
import type { Millis } from '../market/units.ts'
import type { LiveHub } from './live-hub.ts'
import type { Live } from './live.ts'
import type { ScoreKeeper } from './score-keeper.ts'

/**
 * `/metrics` in the text format of Prometheus. Labels are venues, kinds of events and states: their
 * number is bounded by what Isotherm knows, never by what a venue or a client sends.
 */
export function metricsRoute(
  app: FastifyInstance,
  live: Live | undefined,
  hub: LiveHub | undefined,
  now: () => Millis,
  scores: Pick<ScoreKeeper, 'unreadable'> | undefined,
): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'isotherm_' })
  if (live !== undefined) liveMetrics(registry, live, hub, now)
  if (scores !== undefined) registry.registerMetric(unreadableFiles(scores))
  app.addHook('onClose', async () => registry.clear())
  app.get(ROUTES.metrics, async (_, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type(registry.contentType)
      .send(await registry.metrics()),
  )
}

const unreadableFiles = (scores: Pick<ScoreKeeper, 'unreadable'>): Gauge =>
  new Gauge({
    name: 'isotherm_unreadable_files',
    help: 'Kept scores and weights that could not be read since the start; they are made again.',
    registers: [],
    collect() {
      this.set(scores.unreadable)
    },
  })

function liveMetrics(
  registry: Registry,
  live: Live,
  hub: LiveHub | undefined,
  now: () => Millis,
): void {
  const registers = [registry]
  const events = new Counter({
    name: 'isotherm_events_total',
    help: 'Events that were written to the journal.',
    labelNames: ['venue', 'type'] as const,
    registers,
  })
  const lag = new Histogram({
    name: 'isotherm_event_lag_seconds',
    help: "Time from the venue's stamp to receipt, of one event of each kind in every batch.",
    labelNames: ['venue', 'type'] as const,
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  })
  const commit = new Histogram({
    name: 'isotherm_commit_seconds',
    help: 'Time from the receipt of the oldest event of a batch until the batch was on the disk.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  })
  const gaps = new Counter({
    name: 'isotherm_gaps_total',
    help: 'Gaps that were noticed or repaired.',
    labelNames: ['venue', 'stream', 'kind'] as const,
    registers,
  })
  live.onMessage((message) => {
    if (message.type !== 'gap') return
    const { instrument, stream, certainty, repaired } = message.gap
    const venue = instrument.slice(0, instrument.indexOf(':'))
    gaps.inc({ venue, stream, kind: repaired ? 'repaired' : certainty })
  })
  live.onEvents((batch) => {
    const counts = new Map<string, { readonly event: NamedEvent; count: number }>()
    for (const event of batch) {
      if (event.type === 'clock') continue
      const key = `${event.venue} ${event.type}`
      const known = counts.get(key)
      if (known === undefined) counts.set(key, { event, count: 1 })
      else known.count++
    }
    for (const { event, count } of counts.values()) {
      const labels = { venue: event.venue, type: event.type }
      events.inc(labels, count)
      if (live.ready) lag.observe(labels, (event.receivedTime - event.exchangeTime) / 1_000)
    }
    const first = batch[0]
    if (live.ready && first !== undefined)
      commit.observe(Math.max(0, now() - first.receivedTime) / 1_000)
  })
  const gauge = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    collect: (set: (labels: Record<Label, string>, value: number) => void) => void,
  ) =>
    new Gauge<Label>({
      name: `isotherm_${name}`,
      help,
      labelNames: [...labelNames],
      registers,
      collect() {
        this.reset()
        collect((labels, value) => this.set(labels as never, value))
      },
    })
  gauge('streams', 'Streams by venue and health.', ['venue', 'health'], (set) => {
    for (const { venue, streams } of live.venues()) {
      const counts = new Map<string, number>()
      for (const { health } of streams) counts.set(health, (counts.get(health) ?? 0) + 1)
      for (const [health, count] of counts) set({ venue, health }, count)
    }
  })
  gauge('venue_lag_seconds', "Median time from a venue's stamp to receipt.", ['venue'], (set) => {
    for (const { venue, lagMs } of live.venues()) if (lagMs !== null) set({ venue }, lagMs / 1_000)
  })
  gauge('venue_clock_skew_seconds', "A venue's clock less ours.", ['venue'], (set) => {
    for (const { venue, clockSkewMs } of live.venues())
      if (clockSkewMs !== null) set({ venue }, clockSkewMs / 1_000)
  })
  gauge('viewers', 'Pages connected over WebSocket.', [], (set) => set({}, hub?.clients.size ?? 0))
  gauge('viewers_slow', 'Of those, the ones that lag behind.', [], (set) =>
    set({}, [...(hub?.clients ?? [])].filter(({ isSlow }) => isSlow).length),
  )
  gauge('ready', '1 once what earlier runs recorded has been read.', [], (set) =>
    set({}, Number(live.ready)),
  )
  gauge('since_last_event_seconds', 'Time since something was written down.', [], (set) => {
    const since = now() - live.market.now
    if (Number.isFinite(since)) set({}, since / 1_000)
  })
  gauge('journal_failing', '1 while the journal cannot be written.', [], (set) =>
    set({}, Number(live.journal.state === 'failing')),
  )
}

type NamedEvent = Exclude<MarketEvent, { type: 'clock' }>
