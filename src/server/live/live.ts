import { randomUUID } from 'node:crypto'
import type { Backfill, GapInfo, LiquidationInfo, VenueInfo } from '../../api/live.ts'
import type { ServerMessage } from '../../api/live-messages.ts'
import type { VenueStatus } from '../../feed/feed.ts'
import type { JournalHealth } from '../../journal/journal.ts'
import type { Liquidation, MarketEvent } from '../../market/event.ts'
import type { Instrument, InstrumentId, VenueId } from '../../market/instrument.ts'
import { SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { KnownGap } from '../../pipeline/coverage.ts'
import { LiquidationSampling } from '../../pipeline/liquidation-sampling.ts'
import { LiveMarket } from '../../pipeline/live-market.ts'
import { VenueHalts } from '../../pipeline/venue-halts.ts'
import { liquidationInfo } from '../market/liquidation-info.ts'
import { venueInfo, withNotices } from './live-venues.ts'

/** What every client is told as it happens. */
export type Broadcast = Extract<
  ServerMessage,
  { type: 'liquidations' | 'gap' | 'extended' | 'revised' | 'backfill' }
>

/** What is going on now. The collector feeds it, the server reads it. */
export interface Live {
  /** Takes events that are in the journal, in its order; at first those of earlier runs. */
  push(events: readonly MarketEvent[]): void
  /** Defines instruments: events of others are counted and left out of the tape. */
  setInstruments(instruments: readonly Instrument[]): void
  /** @param measures whether positions of a venue's accounts are observed */
  setVenues(venues: () => readonly VenueStatus[], measures?: (venue: VenueId) => boolean): void
  setBackfill(progress: Backfill): void
  setJournal(health: JournalHealth): void
  /** The journal of earlier runs has been handed over. */
  setReady(): void
  /** What was live is about to be in the stored history too, or is: no bar is another for it. */
  compaction(stage: 'begins' | 'ends'): void
  /** How many compactions have ended, and whether one is under way. */
  readonly compactions: { readonly ended: number; readonly running: boolean }
  /** The stored history of an instrument has changed from a time on. */
  stored(instrument: InstrumentId, from: Millis): void

  readonly market: LiveMarket
  readonly ready: boolean
  /** Received time of the newest event of earlier runs. */
  readonly startedAt: Millis
  readonly backfill: Backfill
  readonly journal: JournalHealth
  venues(): readonly VenueInfo[]
  instrument(id: InstrumentId): Instrument | undefined
  liquidations(limit: number, id?: InstrumentId): readonly LiquidationInfo[]
  /**
   * Another text whenever closed bars of an instrument have become others, and in every run: what was
   * late in one run is in its place in the next.
   */
  revision(id: InstrumentId): string
  /** Says from when on the stored history of an instrument ends: live bars before that revise it. */
  storedUpTo(id: InstrumentId, to: Millis): void
  /** Instruments whose open bar or open interest has changed since a listener last asked. */
  onMoved(listener: (moved: ReadonlySet<InstrumentId>) => void): () => void
  onMessage(listener: (message: Broadcast) => void): () => void
  onEvents(listener: (events: readonly MarketEvent[]) => void): () => void
  /** Lets time pass: takes over what would change closed bars, which is done every so often. */
  tick(now: Millis): void
}

/** Least time between two revisions of closed bars: each makes every map of an instrument anew. */
const REVISE_EVERY: Millis = 2 * SECOND

const NO_VENUES = (): readonly VenueStatus[] => []
const MEASURES_NONE = (_venue: VenueId): boolean => false
const IDLE: Backfill = { state: 'idle', done: 0, total: 0, note: null }

/** @param instruments definitions known from the stored history */
export function createLive(instruments: readonly Instrument[] = []): Live {
  const run = randomUUID()
  const market = new LiveMarket()
  const halts = new VenueHalts()
  const sampling = new LiquidationSampling()
  const defined = new Map<InstrumentId, Instrument>()
  const revisions = new Map<InstrumentId, number>()
  /** Instruments whose stored history has changed, and from when on. */
  const grown = new Map<InstrumentId, Millis>()
  const storedTo = new Map<InstrumentId, Millis>()
  const onMessage = listeners<Broadcast>()
  const onMoved = listeners<ReadonlySet<InstrumentId>>()
  const onEvents = listeners<readonly MarketEvent[]>()
  let statuses = NO_VENUES
  let isMeasured = MEASURES_NONE
  let backfill = IDLE
  let journal: JournalHealth = { state: 'writing' }
  let compactions = { ended: 0, running: false }
  let ready = false
  let startedAt = Number.NEGATIVE_INFINITY
  let revisedAt = Number.NEGATIVE_INFINITY

  function setInstruments(list: readonly Instrument[]): void {
    for (const one of list) {
      defined.set(one.id, one)
      market.define(one)
    }
  }
  setInstruments(instruments)

  function describe(event: Liquidation): readonly LiquidationInfo[] {
    const instrument = defined.get(event.instrument)
    return instrument === undefined ? [] : [liquidationInfo(instrument, event)]
  }

  function revise(instrument: InstrumentId, from: Millis): void {
    revisions.set(instrument, (revisions.get(instrument) ?? 0) + 1)
    onMessage.tell({ type: 'revised', instrument, from })
  }

  function settle(withRevisions: boolean): void {
    const changes = market.settle(withRevisions)
    for (const [instrument, { from, to, revisedFrom }] of changes.bars) {
      // A bar that the stored history already had is another now.
      const isStored = from !== undefined && from < (storedTo.get(instrument) ?? 0)
      const first = Math.min(revisedFrom ?? Infinity, isStored ? from : Infinity)
      if (Number.isFinite(first)) revise(instrument, first)
      if (to !== undefined) onMessage.tell({ type: 'extended', instrument, to })
    }
    const liquidations = changes.liquidations.flatMap(describe)
    if (liquidations.length > 0) onMessage.tell({ type: 'liquidations', liquidations })
    for (const gap of changes.gaps) onMessage.tell({ type: 'gap', gap: gapInfo(gap) })
    if (changes.moved.size > 0) onMoved.tell(changes.moved)
  }

  return {
    push(events) {
      for (const event of events) {
        market.push(event)
        halts.push(event)
        if (event.type === 'liquidation') sampling.push(event)
      }
      if (ready) settle(false)
      // What earlier runs saw is news to nobody.
      else market.settle()
      onEvents.tell(events)
    },
    setInstruments,
    setVenues(venues, measures = MEASURES_NONE) {
      statuses = venues
      isMeasured = measures
    },
    setBackfill(progress) {
      backfill = progress
      onMessage.tell({ type: 'backfill', backfill })
    },
    setJournal(health) {
      journal = health
    },
    setReady() {
      market.settle()
      startedAt = market.now
      ready = true
    },
    compaction(stage) {
      const ended = compactions.ended + (stage === 'ends' ? 1 : 0)
      compactions = { ended, running: stage === 'begins' }
    },
    get compactions() {
      return compactions
    },
    stored(instrument, from) {
      grown.set(instrument, Math.min(from, grown.get(instrument) ?? from))
    },
    market,
    get startedAt() {
      return startedAt
    },
    get ready() {
      return ready
    },
    get backfill() {
      return backfill
    },
    get journal() {
      return journal
    },
    venues() {
      const halted = halts.halted(market.now)
      return statuses().map((status) => {
        const looks = new Set(
          status.streams.flatMap(({ stream, instrument }) =>
            stream === 'liquidation' ? (sampling.looks(instrument, market.now) ?? []) : [],
          ),
        )
        return withNotices(venueInfo(status, isMeasured(status.venue)), {
          haltedSince: halted.get(status.venue),
          looks,
        })
      })
    },
    instrument: (id) => defined.get(id),
    liquidations: (limit, id) => market.liquidations(limit, id).flatMap(describe),
    revision: (id) => `${run} ${revisions.get(id) ?? 0}`,
    storedUpTo: (id, to) => void storedTo.set(id, to),
    onMoved: onMoved.add,
    onMessage: onMessage.add,
    onEvents: onEvents.add,
    tick(now) {
      if (!ready || now - revisedAt < REVISE_EVERY) return
      revisedAt = now
      for (const [instrument, from] of grown) revise(instrument, from)
      grown.clear()
      settle(true)
    },
  }
}

export const gapInfo = ({ to, ...gap }: KnownGap): GapInfo => ({ ...gap, to: to ?? null })

interface Listeners<Value> {
  readonly add: (listener: (value: Value) => void) => () => void
  readonly tell: (value: Value) => void
}

function listeners<Value>(): Listeners<Value> {
  const all = new Set<(value: Value) => void>()
  return {
    add(listener) {
      all.add(listener)
      return () => all.delete(listener)
    },
    tell(value) {
      for (const listener of all) listener(value)
    },
  }
}
