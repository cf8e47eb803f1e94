import { allowance } from '../feed/allowance.ts'
import type { Feed } from '../feed/feed.ts'
import type { FeedClock } from '../feed/ports.ts'
import { receiveClock } from '../feed/receive-clock.ts'
import type { MarketEvent } from '../market/event.ts'
import type { InstrumentId } from '../market/instrument.ts'
import type { ObservedAccount } from '../market/measured-position.ts'
import { MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { measuredPositions } from '../pipeline/measured-account.ts'
import type { AccountContext } from '../pipeline/measured-account.ts'
import type { AddressMemory } from '../pipeline/measured-addresses.ts'
import { addressBook } from '../pipeline/measured-addresses.ts'
import { measuredLayer } from '../pipeline/measured-layer.ts'
import type { MeasuredLayer } from '../pipeline/measured-layer.ts'
import { measuredLevels } from '../pipeline/measured-levels.ts'
import type { MeasuredLevels } from '../pipeline/measured-levels.ts'
import { pollQueue } from '../pipeline/measured-queue.ts'
import type { AddressList, PositionReader } from '../venues/wire/positions.ts'
import type { Rate, Read, SeenAddress } from '../venues/wire/reader.ts'
import { every } from './every.ts'

export interface MeasuredOptions {
  readonly reader: PositionReader
  /** Requests within the venue's limits, which obey its bans. */
  readonly ask: Feed['ask']
  readonly clock: FeedClock
  /** Limits of the venue as it states them; a third of it is spent here. */
  readonly requests: Rate
  /** Addresses that the user names. */
  readonly addresses?: readonly string[]
  readonly memory?: AddressMemory
  /** Something to keep for the next start. */
  readonly onMemory: (memory: AddressMemory) => void
  /** What liquidation prices are computed from, where the venue does not state them. */
  readonly rule: AccountContext['rule']
  readonly tiers: AccountContext['tiers']
  readonly onProblem: (message: string) => void
}

/** Observes positions of a venue for as long as it runs. */
export interface MeasuredPositions {
  /** Accounts that its trades named. */
  seen(addresses: readonly SeenAddress[]): void
  /** Journalled events, of any venue: mark prices and open interest are taken from them. */
  onEvents(events: readonly MarketEvent[]): void
  /** Undefined for an instrument of another venue. */
  levels(instrument: InstrumentId, zoom: number): MeasuredLevels | undefined
  status(): MeasuredStatus
  close(): void
}

export interface MeasuredStatus {
  /** Addresses in the book, and those given up because it was full. */
  readonly known: number
  readonly evicted: number
  /** Accounts asked for since the start, and what came of it. */
  readonly answered: number
  readonly failed: number
  /** What in answers could not be read. */
  readonly problems: number
  readonly holding: MeasuredLayer['counts']
}

/** Addresses known at most, and how many of them the next start is told of. */
const BOOK = 20_000
const REMEMBERED = 5_000

/** The feed keeps to half of the venue's limit; this much is left of it for history and the like. */
const SHARE = 1 / 3
/** Answers waited for at a time. */
const AT_ONCE = 3

const LOOK_AGAIN: Millis = SECOND
const FIRST_REST: Millis = 5 * SECOND
const LONGEST_REST: Millis = MINUTE
/** Failures in a row that are the venue's or the network's, not those of an address. */
const FAILURES_TO_REST = 3
const RETRY_LIST: Millis = 10 * MINUTE

export function observePositions(options: MeasuredOptions): MeasuredPositions {
  const { reader, clock } = options
  const steady = receiveClock(clock)
  const now = () => steady.stamp()
  const book = addressBook(BOOK, options.memory)
  const layer = measuredLayer()
  const queue = pollQueue(book, (address) => layer.urgencyOf(address))
  const weights = allowance(options.requests, SHARE)
  const stopping = new AbortController()
  const counts = { answered: 0, failed: 0, problems: 0 }
  let running = 0
  let failures = 0
  let restEnds: Millis = 0
  let cancelPump: (() => void) | undefined

  const context: AccountContext = {
    rule: options.rule,
    tiers: options.tiers,
    mark: (instrument) => layer.mark(instrument),
  }

  /** The request, with what it could not read counted. */
  const watched = <Value>(read: Read<Value>): Read<Value> => ({
    ...read,
    parse(text, receivedTime) {
      const parsed = read.parse(text, receivedTime)
      counts.problems += parsed.problems.length
      return parsed
    },
  })

  function pump(): void {
    cancelPump?.()
    cancelPump = undefined
    while (!stopping.signal.aborted && running < AT_ONCE) {
      const wait = Math.max(
        restEnds - clock.monotonic(),
        weights.wait(weightOf(reader), clock.monotonic()),
      )
      const address = wait > 0 ? undefined : queue.next(now())
      if (address === undefined) {
        cancelPump = clock.after(wait > 0 ? Math.ceil(wait) : LOOK_AGAIN, pump)
        return
      }
      void poll(address)
    }
  }

  async function poll(address: string): Promise<void> {
    const read = reader.accounts(address)
    running++
    weights.take(read.weight, clock.monotonic())
    try {
      take(address, await options.ask(watched(read), stopping.signal))
      counts.answered++
      failures = 0
    } catch (error) {
      if (stopping.signal.aborted) return
      counts.failed++
      failures++
      book.failed(address, now())
      if (failures >= FAILURES_TO_REST) rest(error)
    } finally {
      running--
      queue.done(address)
      pump()
    }
  }

  function take(address: string, accounts: readonly ObservedAccount[]): void {
    const positions = accounts.flatMap((account) => measuredPositions(account, context))
    layer.put(address, positions)
    book.answered(address, layer.notionalOf(address), now())
  }

  function rest(error: unknown): void {
    const longer = FIRST_REST * 2 ** (failures - FAILURES_TO_REST)
    restEnds = clock.monotonic() + Math.min(LONGEST_REST, longer)
    if (failures === FAILURES_TO_REST)
      options.onProblem(`${reader.venue}: positions cannot be asked for: ${messageOf(error)}`)
  }

  for (const address of options.addresses ?? []) book.listed(address, 0, now())
  const stopLists = reader.lists.map((list) => followList(list))
  const stopAgeing = every(clock, 10 * SECOND, () => layer.expire(now()))
  const stopMemory = every(clock, MINUTE, () => options.onMemory(book.memory(REMEMBERED)))
  pump()

  return {
    seen(addresses) {
      for (const { address, notionalUsd } of addresses) book.traded(address, notionalUsd, now())
    },
    onEvents(events) {
      for (const event of events) {
        if (event.type === 'clock' || event.venue !== reader.venue) continue
        if (event.type === 'mark-price') layer.onMark(event.instrument, event.markPrice)
        else if (event.type === 'open-interest')
          layer.onOpenInterest(event.instrument, event.openInterest)
      }
    },
    levels: (instrument, zoom) =>
      instrument.startsWith(`${reader.venue}:`)
        ? measuredLevels(layer, instrument, zoom, now())
        : undefined,
    status: () => ({ known: book.size, evicted: book.evicted, ...counts, holding: layer.counts }),
    close() {
      stopping.abort()
      cancelPump?.()
      stopAgeing()
      stopMemory()
      for (const stop of stopLists) stop()
      options.onMemory(book.memory(REMEMBERED))
    },
  }

  /** Reads a list now and every so often, sooner again where it could not be read. */
  function followList({ name, every: period, read }: AddressList): () => void {
    let cancel: (() => void) | undefined
    const readIt = async () => {
      const wait = await options.ask(watched(read), stopping.signal).then(
        (listed) => {
          for (const { address, hintUsd } of listed) book.listed(address, hintUsd, now())
          return period
        },
        (error: unknown) => {
          if (!stopping.signal.aborted)
            options.onProblem(`${reader.venue}: ${name} cannot be read: ${messageOf(error)}`)
          return RETRY_LIST
        },
      )
      if (!stopping.signal.aborted) cancel = clock.after(wait, () => void readIt())
    }
    void readIt()
    return () => cancel?.()
  }
}

/** Every account of a venue is asked for at the same weight. */
const weightOf = (reader: PositionReader): number => reader.accounts('').weight

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
