import type { FastifyInstance } from 'fastify'
import { OPERATIONS } from '../../api/operations/table.ts'
import { API, ROUTES } from '../../api/routes.ts'
import type { Alerts } from '../../alerts/open-alerts.ts'
import type { TileCache } from '../../store/tile-cache.ts'
import { marketsById } from '../market/market.ts'
import type { MarketSource } from '../market/market.ts'
import type { ScoreKeeper } from '../score/score-keeper.ts'
import type { CreateMap } from '../map/served-map.ts'
import type { TileDesk } from '../map/tile-desk.ts'
import type { JournalFigures } from './journal-figures.ts'
import { ALERTS, JOURNAL } from './live-definitions.ts'
import type { Meter } from './meter.ts'
import { SCORES, SERVER } from './server-definitions.ts'

const OPERATION_OF = new Map(OPERATIONS.map(({ path, id }) => [path, id]))

/** What an address belongs to; the pattern of its route alone is looked at, never what was asked. */
function operationOf(pattern: string | undefined): string {
  if (pattern === undefined) return 'other'
  const known = OPERATION_OF.get(pattern)
  if (known !== undefined) return known
  if (pattern.startsWith(API)) return 'other'
  return pattern.startsWith('/api/') ? 'coinglass' : 'page'
}

export function requestMetrics(meter: Meter, app: FastifyInstance): void {
  const seconds = meter.observes(SERVER.requests)
  const limited = meter.counts(SERVER.limited)
  app.addHook('onResponse', async ({ routeOptions }, { statusCode, elapsedTime }) => {
    // It takes as long as somebody listens.
    if (routeOptions.url === ROUTES.stream && statusCode === 200) return
    const operation = operationOf(routeOptions.url)
    seconds({ operation, status: `${Math.floor(statusCode / 100)}xx` }, elapsedTime / 1_000)
    if (statusCode === 429) limited({ operation })
  })
}

/** Times the model as it makes a map. */
export function timedMaps(meter: Meter, create: CreateMap): CreateMap {
  const seconds = meter.observes(SERVER.map)
  return (data, model) => {
    const began = performance.now()
    const made = create(data, model)
    seconds({}, (performance.now() - began) / 1_000)
    return made
  }
}

/** What waits, by what it waits for. */
export type Queues = Readonly<Record<string, () => number>>

export function queueMetrics(meter: Meter, queues: Queues): void {
  meter.ask(SERVER.queue, (set) => {
    for (const [queue, length] of Object.entries(queues)) set({ queue }, length())
  })
}

export function tileMetrics(meter: Meter, cache: TileCache, desk: Pick<TileDesk, 'open'>): void {
  meter.ask(SERVER.strips, (set) => {
    const { memory, file, made } = cache.lookups()
    set({ from: 'memory' }, memory + desk.open.memory)
    set({ from: 'file' }, file)
    set({ from: 'made' }, made + desk.open.made)
  })
  meter.ask(SERVER.tileBytes, (set) => set({}, cache.size().bytes))
}

export function journalMetrics(meter: Meter, journal: JournalFigures): void {
  const sync = meter.observes(JOURNAL.sync)
  journal.onSynced((took) => sync({}, took / 1_000))
  meter.ask(JOURNAL.bytes, async (set) => set({}, (await journal.size()).bytes))
  meter.ask(JOURNAL.segments, async (set) => set({}, (await journal.size()).segments))
  meter.ask(JOURNAL.diskFree, async (set) => set({}, (await journal.space()).free))
  meter.ask(JOURNAL.diskSize, async (set) => set({}, (await journal.space()).total))
}

export function alertMetrics(meter: Meter, alerts: Pick<Alerts, 'tries' | 'health'>): void {
  meter.ask(ALERTS.tries, (set) => {
    for (const { channel, result, count } of alerts.tries()) set({ channel, result }, count)
  })
  meter.ask(ALERTS.dropped, (set) => set({}, alerts.health().dropped))
}

/** The newest scores, of those that were looked at; nothing is scored because somebody reads this. */
export function scoreMetrics(
  meter: Meter,
  scores: ScoreKeeper,
  sources: readonly MarketSource[],
): void {
  meter.ask(SERVER.unreadable, (set) => set({}, scores.unreadable))
  const ask = (of: (typeof SCORES)[keyof typeof SCORES], read: ReadScore) =>
    meter.ask(of, async (set) => {
      for (const id of (await marketsById(sources)).keys()) {
        const kept = scores.peek(id)
        const value = kept && read(kept)
        if (value !== undefined) set({ instrument: id }, value)
      }
    })
  ask(SCORES.gain, ({ score }) => score.models.isotherm.qlikeGain?.value)
  ask(SCORES.gainLow, ({ score }) => score.models.isotherm.qlikeGain?.low)
  ask(SCORES.gainHigh, ({ score }) => score.models.isotherm.qlikeGain?.high)
  ask(
    SCORES.ratio,
    ({ score }) =>
      (score.corrected?.realisedOverPredicted ?? score.models.isotherm.realisedOverPredicted)
        ?.value,
  )
  ask(SCORES.scored, ({ scoredAt }) => scoredAt / 1_000)
}

type ReadScore = (kept: NonNullable<ReturnType<ScoreKeeper['peek']>>) => number | undefined
