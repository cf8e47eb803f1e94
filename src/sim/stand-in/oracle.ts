import type { Gap, MarketEvent } from '../../market/event.ts'
import { MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { Ledger, LedgerEntry } from './ledger.ts'

/**
 * The one judge of a run: every event that the venue published was stored exactly once, or lies
 * inside a recorded gap of its stream. Nothing is stored that the venue never published.
 */
export interface Trial {
  readonly venue: string
  readonly ledger: Ledger
  /** Everything that was stored, in the order of storing. */
  readonly stored: readonly MarketEvent[]
  /** True times between which the venue was to be followed: what it published outside may be missing. */
  readonly from: Millis
  readonly to: Millis
  /** Symbols that were to be followed. */
  readonly symbols: ReadonlySet<string>
  /** Kinds of events that were to be followed. */
  readonly streams: ReadonlySet<'trade' | 'liquidation'>
}

/** What was found wrong, in plain words; empty where all is well. */
export type Verdict = readonly string[]

/** A stamp further ahead than this is replaced by the time of receipt, and one before 2010 too. */
const BELIEVABLE_AHEAD: Millis = 5_000
const OLDEST: Millis = 1_262_304_000_000

/** Judges a run. */
export function judge(trial: Trial): Verdict {
  const published = bySameness(trial)
  const stored = new Map<string, number>()
  const wrong: string[] = []
  for (const event of trial.stored) {
    if (event.type !== 'trade' && event.type !== 'liquidation') continue
    const key = keyOf(event)
    stored.set(key, (stored.get(key) ?? 0) + 1)
  }
  for (const [key, count] of stored) {
    const emitted = published.get(key)?.length ?? 0
    if (emitted === 0) wrong.push(`stored, but never published: ${key}`)
    else if (count > emitted) {
      wrong.push(`stored ${count} times, but published ${emitted} times: ${key}`)
    }
  }
  const gaps = openGaps(trial.stored)
  const candles = candleMinutes(trial.stored)
  for (const [key, entries] of published) {
    let missing = entries.length - (stored.get(key) ?? 0)
    // They are alike: those that may be missing are taken to be the ones that are.
    for (const entry of entries.toSorted((a, b) => Number(b.untraceable) - Number(a.untraceable))) {
      if (missing <= 0) break
      missing--
      const complaint = excuse(trial, entry, gaps, candles)
      if (complaint !== undefined) wrong.push(complaint)
    }
  }
  return [...wrong, ...wrongCandles(trial)]
}

/** Candles that stand for trades must hold what was traded: amount and extremes of every whole minute. */
function wrongCandles({ venue, ledger, stored, from }: Trial): string[] {
  const traded = new Map<string, { volume: number; high: number; low: number }>()
  for (const { happening, time } of ledger.entries) {
    if (happening.type !== 'trade') continue
    const key = minuteKey(`${venue}:${happening.symbol}`, time)
    const known = traded.get(key) ?? { volume: 0, high: 0, low: Number.POSITIVE_INFINITY }
    traded.set(key, {
      volume: known.volume + happening.quantity,
      high: Math.max(known.high, happening.price),
      low: Math.min(known.low, happening.price),
    })
  }
  return stored.flatMap((event) => {
    if (event.type !== 'candle' || event.openTime < from || event.interval !== MINUTE) return []
    const real = traded.get(minuteKey(event.instrument, event.openTime))
    if (real === undefined && event.volume === 0) return []
    const same =
      real !== undefined &&
      digits(real.volume) === digits(event.volume) &&
      real.high === event.high &&
      real.low === event.low
    return same
      ? []
      : [
          `candle of ${event.instrument} at ${event.openTime} is not what was traded: ${event.volume}`,
        ]
  })
}

/** What was published of the followed streams, by what makes two of them the same. */
function bySameness({ venue, ledger, symbols, streams }: Trial): Map<string, LedgerEntry[]> {
  const published = new Map<string, LedgerEntry[]>()
  for (const entry of ledger.entries) {
    const { happening } = entry
    if (happening.type === 'state' || !streams.has(happening.type)) continue
    if (!symbols.has(happening.symbol)) continue
    const key = entryKey(venue, entry)
    const same = published.get(key)
    if (same === undefined) published.set(key, [entry])
    else same.push(entry)
  }
  return published
}

/** Undefined where a missing entry is excused, else the complaint. */
function excuse(
  trial: Trial,
  entry: LedgerEntry,
  gaps: ReadonlyMap<string, readonly Gap[]>,
  candles: ReadonlySet<string>,
): string | undefined {
  const { happening, time } = entry
  const beyond = happening.at < trial.from || happening.at >= trial.to
  if (entry.untraceable || beyond) return undefined
  const stream = `${happening.type} ${trial.venue}:${happening.symbol}`
  const own = gaps.get(stream) ?? []
  if (own.some((gap) => gap.from <= time && time < gap.exchangeTime)) return undefined
  // Trades that were missed may be made good by the candle of their minute.
  const minute = minuteKey(`${trial.venue}:${happening.symbol}`, time)
  const isRecorded = trial.stored.some(
    (event) =>
      event.type === 'gap' &&
      `${event.stream} ${event.instrument}` === stream &&
      event.from <= time &&
      time < event.exchangeTime,
  )
  if (happening.type === 'trade' && isRecorded && candles.has(minute)) return undefined
  const sent = entry.sent.map(({ connection, at }) => `${connection} at ${at}`).join(', ')
  return (
    `published at ${time}, neither stored nor in a gap: ${entryKey(trial.venue, entry)}; ` +
    `sent on ${sent === '' ? 'no connection' : sent}; nearest gap ${nearest(own, time)}`
  )
}

/**
 * The minutes of which a venue's own candle is stored: what was traded in them is in the bars, whether
 * or not each trade is.
 */
function candleMinutes(events: readonly MarketEvent[]): ReadonlySet<string> {
  const minutes = new Set<string>()
  for (const event of events)
    if (event.type === 'candle') minutes.add(minuteKey(event.instrument, event.openTime))
  return minutes
}

const minuteKey = (instrument: string, time: Millis): string =>
  `${instrument} ${Math.floor(time / MINUTE)}`

function nearest(gaps: readonly Gap[], time: Millis): string {
  const distance = (gap: Gap) => Math.max(gap.from - time, time - gap.exchangeTime + 1, 0)
  const found = gaps.toSorted((a, b) => distance(a) - distance(b))[0]
  return found === undefined
    ? 'none of this stream'
    : `[${found.from}, ${found.exchangeTime}) ${found.cause}`
}

/** Gaps that are still missing, by stream: a repaired gap excuses nothing over what was repaired. */
function openGaps(events: readonly MarketEvent[]): Map<string, Gap[]> {
  const gaps = new Map<string, Gap[]>()
  for (const event of events) {
    if (event.type !== 'gap') continue
    const key = `${event.stream} ${event.instrument}`
    const known = gaps.get(key) ?? []
    gaps.set(
      key,
      event.repaired === true ? known.flatMap((gap) => without(gap, event)) : [...known, event],
    )
  }
  return gaps
}

/** What is left of a gap when another range is taken out of it. */
const without = (gap: Gap, hole: Gap): Gap[] =>
  hole.exchangeTime <= gap.from || hole.from >= gap.exchangeTime
    ? [gap]
    : [
        ...(gap.from < hole.from ? [{ ...gap, exchangeTime: hole.from }] : []),
        ...(hole.exchangeTime < gap.exchangeTime ? [{ ...gap, from: hole.exchangeTime }] : []),
      ]

/** Amounts are compared to twelve digits: contracts times their size need not be exact. */
const digits = (value: number): string => value.toPrecision(12)

function entryKey(venue: string, { happening, time, id }: LedgerEntry): string {
  if (happening.type === 'state') return ''
  const unlikely = time - happening.at > BELIEVABLE_AHEAD || time < OLDEST
  const stamp = unlikely ? 'suspect time' : time
  const side = happening.type === 'trade' ? happening.takerSide : happening.position
  return text(happening.type, `${venue}:${happening.symbol}`, stamp, side, happening, id)
}

function keyOf(event: Extract<MarketEvent, { type: 'trade' | 'liquidation' }>): string {
  const stamp = event.suspect === 'time' ? 'suspect time' : event.exchangeTime
  const side = event.type === 'trade' ? event.takerSide : event.position
  return text(
    event.type,
    event.instrument,
    stamp,
    side,
    event,
    event.type === 'trade' ? event.id : undefined,
  )
}

const text = (
  type: string,
  instrument: string,
  stamp: number | string,
  side: string,
  { price, quantity }: { readonly price: number; readonly quantity: number },
  id: string | undefined,
): string =>
  `${type} ${instrument} ${stamp} ${side} ${digits(quantity)} at ${digits(price)}${id === undefined ? '' : ` id ${id}`}`
