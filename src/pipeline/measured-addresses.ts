import { DAY } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/** What is known of an address. */
export interface KnownAddress {
  readonly address: string
  /** USD that it is thought to hold or move, at `seenTime`; it counts half after each day. */
  hintUsd: number
  /** When it last traded, was listed, or answered. */
  seenTime: Millis
  /** When its positions were last read; undefined before the first time. */
  polledTime: Millis | undefined
  /** It could not be read so many times in a row, and is not asked again before `retryTime`. */
  failures: number
  retryTime: Millis
}

/** What survives a restart. Plain JSON; positions are asked for anew. */
export interface AddressMemory {
  readonly version: 1
  readonly addresses: readonly (readonly [address: string, hintUsd: number, seenTime: Millis])[]
}

/** Addresses worth asking about, no more than so many. */
export interface AddressBook {
  /** It took part in a trade. */
  traded(address: string, notionalUsd: number, time: Millis): void
  /** A list of the venue names it; says nothing new of one that was read. */
  listed(address: string, hintUsd: number, time: Millis): void
  /** It was read, and its open positions are worth so much. */
  answered(address: string, notionalUsd: number, time: Millis): void
  /** It could not be read. */
  failed(address: string, time: Millis): void
  get(address: string): Readonly<KnownAddress> | undefined
  all(): Iterable<Readonly<KnownAddress>>
  readonly size: number
  /** Addresses given up because the book was full. */
  readonly evicted: number
  /** The largest ones, for the next start. */
  memory(most: number): AddressMemory
}

/** After so many milliseconds a hint counts half. */
const HALF_LIFE: Millis = DAY

const FIRST_RETRY: Millis = 60_000
const LONGEST_RETRY: Millis = DAY

/** A twentieth goes at once, so that a full book is not sorted for every newcomer. */
const EVICTED_AT_ONCE = 0.05

export function addressBook(capacity: number, memory?: AddressMemory): AddressBook {
  const known = new Map<string, KnownAddress>()
  let evicted = 0

  const entry = (address: string, time: Millis): KnownAddress => {
    const old = known.get(address)
    if (old !== undefined) return old
    const blank = { hintUsd: 0, seenTime: time, polledTime: undefined, failures: 0, retryTime: 0 }
    const made: KnownAddress = { address, ...blank }
    known.set(address, made)
    return made
  }

  const evict = () => {
    if (known.size <= capacity) return
    const least = [...known.values()].sort(byWorth).slice(0, known.size - keptOf(capacity))
    for (const { address } of least) known.delete(address)
    evicted += least.length
  }

  const hint = (one: KnownAddress, usd: number, time: Millis) => {
    one.hintUsd = usd
    one.seenTime = Math.max(one.seenTime, time)
  }

  for (const [address, hintUsd, seenTime] of memory?.addresses ?? [])
    hint(entry(address, seenTime), hintUsd, seenTime)
  evict()

  return {
    traded(address, notionalUsd, time) {
      const one = entry(address, time)
      hint(one, fadedHint(one, time) + notionalUsd, time)
      evict()
    },
    listed(address, hintUsd, time) {
      const one = entry(address, time)
      if (one.polledTime !== undefined) return
      hint(one, Math.max(fadedHint(one, time), hintUsd), time)
      evict()
    },
    answered(address, notionalUsd, time) {
      const one = known.get(address)
      if (one === undefined) return
      one.polledTime = time
      one.failures = 0
      one.retryTime = 0
      hint(one, notionalUsd, time)
    },
    failed(address, time) {
      const one = known.get(address)
      if (one === undefined) return
      one.retryTime = time + Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** one.failures)
      one.failures++
    },
    get: (address) => known.get(address),
    all: () => known.values(),
    get size() {
      return known.size
    },
    get evicted() {
      return evicted
    },
    memory: (most) => ({
      version: 1,
      addresses: [...known.values()]
        .sort(byWorth)
        .reverse()
        .slice(0, most)
        .map(({ address, hintUsd, seenTime }) => [address, hintUsd, seenTime] as const),
    }),
  }
}

const keptOf = (capacity: number): number =>
  Math.max(1, Math.floor(capacity * (1 - EVICTED_AT_ONCE)))

/** What a hint is worth by now. */
export const fadedHint = ({ hintUsd, seenTime }: Readonly<KnownAddress>, now: Millis): number =>
  hintUsd * 2 ** (-Math.max(0, now - seenTime) / HALF_LIFE)

/** Faded hints at any one moment stand in this order, so that the moment does not matter. */
const byWorth = (a: KnownAddress, b: KnownAddress): number =>
  worthOf(a) - worthOf(b) || (a.address < b.address ? -1 : 1)

const worthOf = ({ hintUsd, seenTime }: KnownAddress): number =>
  hintUsd > 0 ? Math.log2(hintUsd) + seenTime / HALF_LIFE : -Infinity
