import type { InstrumentId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import { RecentlyUsed } from '../../store/tile-recent.ts'
import type { Catalogue } from '../market/catalogue.ts'
import { MadeOnce } from '../http/made-once.ts'
import type { Market } from '../market/market.ts'
import { isProblem, problem } from '../http/problems.ts'
import { timeText } from '../http/read-parameters.ts'
import type { VersionedMap } from '../map/served-map.ts'
import { NO_NAMES, keepNames } from './kept-names.ts'
import type { KeptNames } from './kept-names.ts'
import type { SignalMemoryFiles } from './signal-memory-files.ts'
import { historyOf } from './signal-history.ts'
import type { SignalHistory } from './signal-history.ts'
import { stepsTo } from './signal-steps.ts'
import type { SignalSteps } from './signal-steps.ts'
import { SignalWalk } from './signal-walk.ts'
import type { BookOf, SaidReading } from './signal-walk.ts'
import { createQueue } from '../http/work-queue.ts'
import type { WorkQueue } from '../http/work-queue.ts'

/** What a map says at a time, and what it was read from. */
export interface Said extends SaidReading {
  readonly market: Market
  readonly opened: VersionedMap
  readonly steps: SignalSteps
  /** Whether an order book was known. */
  readonly hasBook: boolean
}

/** Reads maps by rule for those who ask; nothing is read of what nobody asks for. */
export interface SignalsDesk {
  /** As of the last closed candle. Throws `unknown-instrument`, `unknown-model` or `no-map`. */
  newest(instrument: InstrumentId, model: string): Promise<Said>
  /** As it was known at a time. Throws `outside-map` as well. */
  at(instrument: InstrumentId, model: string, time: Millis): Promise<Said>
  history(
    instrument: InstrumentId,
    model: string,
    range: { readonly from: Millis; readonly to: Millis; readonly interval: Millis },
  ): Promise<SignalHistory>
  /**
   * Keeps the signals of an instrument awake: `use` is told the newest reading, then, as candles close,
   * each step and the newest, none twice. Where closed candles have become others it begins again.
   * Returns what ends it.
   */
  follow(instrument: InstrumentId, use: (said: Said) => void): () => void
  /** Reads an instrument on if it is followed; resolves when it is up to date. */
  look(instrument: InstrumentId): Promise<void>
  /** Reads no more: what is being read fails. */
  close(): void
}

export interface SignalsDeskOptions {
  readonly catalogue: Pick<Catalogue, 'market' | 'map'>
  /** What the book of an instrument says as it stands; to ask is to watch it for a while. */
  readonly bookOf?: (market: Market) => BookOf | undefined
  /** Where names outlast a restart; read and written of maps that grow. */
  readonly memories?: SignalMemoryFiles | undefined
  readonly onError: (error: unknown) => void
}

/** The model whose signals are followed. */
export const FOLLOWED = 'isotherm'

/** Instruments whose newest reading is kept although nobody follows them; a ledger each. */
const MOST_KEPT = 12
/** Readings of the past, and histories, that are kept. */
const MOST_PAST = 16
/** How many may wait until the walks before theirs are done. */
const MOST_WAITING = 16

interface Bringing {
  readonly queue: WorkQueue
  readonly now: BookOf | undefined
  readonly kept: KeptNames
}

const keyOf = (id: InstrumentId, model: string): string => `${id} ${model}`

interface Kept {
  readonly version: string
  readonly walk: SignalWalk
  readonly hasBook: boolean
}

export function createSignalsDesk({
  catalogue,
  bookOf = () => undefined,
  memories,
  onError,
}: SignalsDeskOptions): SignalsDesk {
  const recent = new RecentlyUsed<string, Promise<Kept>>(MOST_KEPT, () => 1)
  const held = new Map<string, Promise<Kept>>()
  const past = new MadeOnce<Said>(MOST_PAST)
  const histories = new MadeOnce<SignalHistory>(MOST_PAST)
  const followers = new Map<InstrumentId, Set<(said: Said) => void>>()
  // Those who ask do not wait for all that is followed.
  const [asked, followed] = [createQueue(MOST_WAITING), createQueue(Infinity)]

  const closing = new AbortController()
  const { signal } = closing
  /** Nobody waits for what is followed; a map that is not there yet is no fault. */
  const tellFault = (error: unknown): void => {
    if (!isProblem(error) && !signal.aborted) onError(error)
  }

  const isFollowed = (id: InstrumentId, model: string) => model === FOLLOWED && followers.has(id)

  const open = async (instrument: InstrumentId, model: string) => {
    const market = await catalogue.market(instrument)
    return { market, opened: await catalogue.map(instrument, model) }
  }

  const names = keepNames(memories, onError)
  const namesOf = (id: InstrumentId, model: string, { isGrowing }: VersionedMap) =>
    isGrowing && model === FOLLOWED ? names(id) : NO_NAMES

  /** A walk to a time, with the names that were told before it. */
  async function walked(
    market: Market,
    opened: VersionedMap,
    to: Millis,
    kept: KeptNames,
    bookOf?: BookOf,
  ): Promise<SignalWalk> {
    const wanted = stepsTo(to, opened.map.from, market.stored.interval)
    let before = to
    for (;;) {
      // oxlint-disable no-await-in-loop -- mostly the first is it
      const from = await kept.before(wanted, before)
      const walk = await SignalWalk.open(market, opened, wanted, signal, from)
      await walk.through(to, undefined, bookOf)
      // oxlint-enable no-await-in-loop
      // Where nothing was traded since, what is remembered does not tell what was said.
      if (walk.said !== undefined || from === undefined) return walk
      before = from.time
    }
  }

  /** Brings a walk up to the end of its map, or begins one. */
  async function bring(
    market: Market,
    opened: VersionedMap,
    before: Kept | undefined,
    told: (said: Said) => void,
    { queue, now, kept }: Bringing,
  ): Promise<Kept> {
    const { version, map } = opened
    const hasBook = now !== undefined
    // The book as it stands says nothing of readings before.
    const book: BookOf = (reading) => (reading.time >= map.to ? now?.(reading) : undefined)
    if (before?.version === version) {
      const { walk } = before
      if (walk.at >= map.to) return before
      await walk.continueIn(opened)
      const { steps } = walk
      await walk.through(
        map.to,
        (one: SaidReading) => told({ ...one, market, opened, steps, hasBook }),
        book,
      )
      kept.write(walk)
      return { version, walk, hasBook }
    }
    return queue(async () => {
      const walk = await walked(market, opened, map.to, kept, book)
      const { steps } = walk
      kept.write(walk)
      if (walk.said !== undefined) told({ ...walk.said, market, opened, steps, hasBook })
      return { version, walk, hasBook }
    })
  }

  /** @param watches whether a book may be watched for it: there are few that can be */
  async function read(instrument: InstrumentId, model: string, watches: boolean): Promise<Said> {
    const { market, opened } = await open(instrument, model)
    const key = keyOf(instrument, model)
    const isHeld = isFollowed(instrument, model)
    const kept = namesOf(instrument, model, opened)
    const how = watches
      ? { queue: asked, now: bookOf(market), kept }
      : { queue: followed, now: undefined, kept }
    const before = held.get(key) ?? recent.get(key)
    const tell = (said: Said) => {
      if (model === FOLLOWED) for (const use of followers.get(instrument) ?? []) use(said)
    }
    // One after the other, so that nothing is read twice.
    const brought = Promise.resolve(before)
      .catch(() => undefined)
      .then((known) => bring(market, opened, known, tell, how))
    if (isHeld) recent.delete(key)
    ;(isHeld ? held : recent).set(key, brought)
    brought.catch(() => {
      if (held.get(key) === brought) held.delete(key)
      if (recent.get(key) === brought) recent.delete(key)
    })
    const { walk, hasBook } = await brought
    const { said, steps } = walk
    if (said === undefined) throw noReading(opened, opened.map.to)
    return { ...said, market, opened, steps, hasBook }
  }

  async function at(instrument: InstrumentId, model: string, time: Millis): Promise<Said> {
    const { market, opened } = await open(instrument, model)
    const { interval } = market.stored
    const end = Math.floor(time / interval) * interval
    if (end <= opened.map.from || time > opened.map.to) throw noReading(opened, time)
    const said = await past.of(`${keyOf(instrument, model)} ${opened.version} ${end}`, () =>
      asked(async () => {
        const walk = await walked(market, opened, end, namesOf(instrument, model, opened))
        if (walk.said === undefined) throw noReading(opened, time)
        return { ...walk.said, market, opened, steps: walk.steps, hasBook: false }
      }),
    )
    // How new the market is now, not when it was read.
    return { ...said, market, opened }
  }

  return {
    newest: (instrument, model) => read(instrument, model, true),
    at,
    async history(instrument, model, range) {
      const { market, opened } = await open(instrument, model)
      const { from, to, interval } = range
      const end = Math.min(to, opened.map.to)
      const key = `${keyOf(instrument, model)} ${opened.version} ${from} ${end} ${interval}`
      return histories.of(key, () =>
        asked(async () => {
          const wanted = stepsTo(from, opened.map.from, market.stored.interval)
          const before = await namesOf(instrument, model, opened).before(wanted, from)
          return historyOf(market, opened, { from, to: end, interval }, wanted, before, signal)
        }),
      )
    },
    follow(instrument, use) {
      const users = followers.get(instrument) ?? new Set()
      const tell = onceEach(use)
      followers.set(instrument, users.add(tell))
      // What is kept already is told here; what is not yet is told when it has been read.
      const begin = async () => {
        const said = await read(instrument, FOLLOWED, false)
        if (users.has(tell)) tell(said)
      }
      begin().catch(tellFault)
      return () => {
        users.delete(tell)
        if (users.size > 0 || followers.get(instrument) !== users) return
        followers.delete(instrument)
        held.delete(keyOf(instrument, FOLLOWED))
      }
    },
    async look(instrument) {
      if (!followers.has(instrument)) return
      await read(instrument, FOLLOWED, false).catch(tellFault)
    },
    close: () => closing.abort(),
  }
}

/** Tells a follower no reading of a map twice, and none after a later one. */
function onceEach(use: (said: Said) => void): (said: Said) => void {
  let last: Said | undefined
  return (said) => {
    const isNew = last?.opened.version !== said.opened.version || said.state.time > last.state.time
    if (!isNew) return
    last = said
    use(said)
  }
}

const noReading = ({ map }: VersionedMap, time: Millis) =>
  problem(
    'outside-map',
    `time=${timeText(time)} has no reading: the map covers ${timeText(map.from)} to ${timeText(map.to)}`,
    { from: map.from, to: map.to },
  )
