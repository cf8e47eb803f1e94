import type { MarketEvent } from '../../market/event.ts'
import { HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { ChannelHub } from '../coinglass/channel-hub.ts'
import type { LiveHub } from '../live/live-hub.ts'
import type { Live } from '../live/live.ts'
import { LIVE } from './live-definitions.ts'
import type { Meter } from './meter.ts'

/** Whom is told, by the own API and by the contract of CoinGlass. */
export interface ViewerHubs {
  readonly live: LiveHub
  readonly channels: Pick<ChannelHub, 'clients' | 'dropped'>
}

/** How what venues say comes in, is written and shown. */
export function liveMetrics(meter: Meter, live: Live, hubs: ViewerHubs, now: () => Millis): void {
  countEvents(meter, live, now)
  countGaps(meter, live, now)
  askVenues(meter, live)
  const shown = meter.observes(LIVE.shown)
  const column = meter.observes(LIVE.column)
  hubs.live.onColumn(({ madeIn, shownAfter }) => {
    column({}, madeIn / 1_000)
    if (shownAfter !== undefined) shown({}, shownAfter / 1_000)
  })
  const both = [hubs.live, hubs.channels]
  meter.ask(LIVE.viewers, (set) => set({}, sum(both.map(({ clients }) => clients.size))))
  meter.ask(LIVE.slowViewers, (set) =>
    // The others are let go at once.
    set({}, [...hubs.live.clients].filter(({ isSlow }) => isSlow).length),
  )
  meter.ask(LIVE.droppedViewers, (set) => {
    const reasons = new Set(both.flatMap(({ dropped }) => [...dropped.keys()]))
    for (const reason of reasons)
      set({ reason }, sum(both.map(({ dropped }) => dropped.get(reason) ?? 0)))
  })
  meter.ask(LIVE.ready, (set) => set({}, Number(live.ready)))
  meter.ask(LIVE.sinceLastEvent, (set) => {
    const since = now() - live.market.now
    if (Number.isFinite(since)) set({}, since / 1_000)
  })
  meter.ask(LIVE.failing, (set) => set({}, Number(live.journal.state === 'failing')))
}

type NamedEvent = Exclude<MarketEvent, { type: 'clock' }>

function countEvents(meter: Meter, live: Live, now: () => Millis): void {
  const events = meter.counts(LIVE.events)
  const lag = meter.observes(LIVE.lag)
  const commit = meter.observes(LIVE.commit)
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
      events(labels, count)
      if (live.ready) lag(labels, (event.receivedTime - event.exchangeTime) / 1_000)
    }
    const first = batch[0]
    if (live.ready && first !== undefined)
      commit({}, Math.max(0, now() - first.receivedTime) / 1_000)
  })
}

const venueOf = (instrument: string): string => instrument.slice(0, instrument.indexOf(':'))

function countGaps(meter: Meter, live: Live, now: () => Millis): void {
  const gaps = meter.counts(LIVE.gaps)
  live.onMessage((message) => {
    if (message.type !== 'gap') return
    const { instrument, stream, certainty, repaired } = message.gap
    gaps({ venue: venueOf(instrument), stream, kind: repaired ? 'repaired' : certainty })
  })
  meter.ask(LIVE.openGaps, (set) => {
    const time = now()
    const open = new Map<string, number>()
    for (const { id, streams } of live.market.instruments)
      for (const [stream, coverage] of streams)
        for (const { to, certainty } of coverage.gaps(time - 1, time)) {
          if (to !== undefined) continue
          const key = `${venueOf(id)} ${stream} ${certainty}`
          open.set(key, (open.get(key) ?? 0) + 1)
        }
    for (const [key, count] of open) {
      const [venue = '', stream = '', kind = ''] = key.split(' ')
      set({ venue, stream, kind }, count)
    }
  })
  meter.ask(LIVE.coverage, (set) => {
    const time = now()
    const shares = new Map<string, number[]>()
    for (const { id, streams } of live.market.instruments)
      for (const [stream, coverage] of streams) {
        const key = `${venueOf(id)} ${stream}`
        const known = shares.get(key) ?? []
        known.push(coverage.covered(time - HOUR, time))
        shares.set(key, known)
      }
    for (const [key, all] of shares) {
      const [venue = '', stream = ''] = key.split(' ')
      set({ venue, stream }, all.reduce((sum, one) => sum + one, 0) / all.length)
    }
  })
}

function askVenues(meter: Meter, live: Live): void {
  meter.ask(LIVE.streams, (set) => {
    for (const { venue, streams } of live.venues()) {
      const counts = new Map<string, number>()
      for (const { health } of streams) counts.set(health, (counts.get(health) ?? 0) + 1)
      for (const [health, count] of counts) set({ venue, health }, count)
    }
  })
  meter.ask(LIVE.venueLag, (set) => {
    for (const { venue, lagMs } of live.venues()) if (lagMs !== null) set({ venue }, lagMs / 1_000)
  })
  meter.ask(LIVE.venueSkew, (set) => {
    for (const { venue, clockSkewMs } of live.venues())
      if (clockSkewMs !== null) set({ venue }, clockSkewMs / 1_000)
  })
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
