import { type Millis, SECOND } from '../../market/units.ts'
import type { Activity, ActivityBurst, ActivityRates } from './activity.ts'
import { startActivity } from './activity.ts'
import { type CandleBook, openCandleBook, type StandInCandle } from './candle-book.ts'
import type { Happening, StateHappening, TradeHappening } from './happening.ts'
import type { StandInInstrument } from './instrument.ts'
import { type Ledger, type LedgerEntry, startLedger } from './ledger.ts'
import { anchorPrice, pastOpenInterest, saltOf } from './past.ts'
import type { Sampler } from './wire.ts'

/** What a venue's answers and greetings are made of. Times are of the venue's clock. */
export interface MarketView {
  readonly now: Millis
  /** Instruments on the list at this moment. */
  readonly listed: readonly StandInInstrument[]
  find(symbol: string): StandInInstrument | undefined
  state(symbol: string): StateHappening
  /** Candles whose `openTime` lies in [from, to), oldest first, none of the future, the open one among them. */
  candles(symbol: string, interval: Millis, from: Millis, to: Millis): StandInCandle[]
  openInterestAt(symbol: string, time: Millis): number
  /** The newest published trades, oldest first. */
  trades(symbol: string, count: number): readonly LedgerEntry[]
}

/** The market behind a stand-in: what happened and what has become of it. */
export interface StandInMarket {
  readonly ledger: Ledger
  /**
   * Lets time pass; gives what was published, oldest first.
   * @param hidden symbols of which nothing happens any more
   */
  advance(to: Millis, skew: Millis, hidden: ReadonlySet<string>): readonly LedgerEntry[]
  burst(burst: ActivityBurst, now: Millis, skew: Millis): readonly LedgerEntry[]
  view(now: Millis, skew: Millis, hidden: ReadonlySet<string>): MarketView
}

export interface MarketOptions {
  readonly instruments: readonly StandInInstrument[]
  readonly seed: number
  readonly start: Millis
  readonly rates: ActivityRates
  /** What the venue shows of what happened; all of it where absent. */
  readonly sampler?: Sampler | undefined
  readonly tradeId: (trade: TradeHappening) => string
  readonly keep?: number | undefined
}

/** Newest trades kept per symbol for the answers that list them. */
const RECENT = 1_000

export function openMarket(options: MarketOptions): StandInMarket {
  const { instruments, seed, start } = options
  const activity: Activity = startActivity(instruments, seed, start, options.rates)
  const ledger = startLedger(options.keep)
  const books = new Map<string, CandleBook>()
  const states = new Map<string, StateHappening[]>()
  const recent = new Map<string, LedgerEntry[]>()
  for (const instrument of instruments) {
    books.set(instrument.symbol, openCandleBook(instrument, saltOf(instrument, seed), start))
  }
  let reached = start
  const isListed = (instrument: StandInInstrument, at: Millis) =>
    at >= start + (instrument.listedAfter ?? 0)

  function publish(happenings: readonly Happening[], skew: Millis): LedgerEntry[] {
    return happenings.map((happening) => {
      const time = happening.at + skew
      const id = happening.type === 'trade' ? options.tradeId(happening) : undefined
      const entry = ledger.record(happening, time, id)
      if (happening.type === 'trade') {
        const { symbol, price, quantity, takerSide } = happening
        books.get(symbol)?.add(time, price, quantity, takerSide)
        push(recent, symbol, entry, RECENT)
      } else if (happening.type === 'state') {
        push(states, happening.symbol, happening, 100_000)
      }
      return entry
    })
  }

  return {
    ledger,
    advance(to, skew, hidden) {
      const happened = activity.step(reached, to).filter(({ symbol }) => {
        const instrument = instruments.find((each) => each.symbol === symbol)
        return instrument !== undefined && isListed(instrument, to) && !hidden.has(symbol)
      })
      const wholeSecond = Math.floor(to / SECOND) > Math.floor(reached / SECOND)
      const kept = wholeSecond ? happened : happened.filter(({ type }) => type !== 'state')
      reached = to
      return publish(options.sampler?.(kept, to) ?? kept, skew)
    },
    burst: (burst, now, skew) => publish(activity.burst(burst, now - 1, now), skew),
    view(now, skew, hidden) {
      const listed = instruments.filter(
        (instrument) => isListed(instrument, now) && !hidden.has(instrument.symbol),
      )
      const clock = now + skew
      return {
        now: clock,
        listed,
        find: (symbol) => listed.find((instrument) => instrument.symbol === symbol),
        state: (symbol) => stateNow(states.get(symbol), symbol, now, instruments, seed),
        candles: (symbol, interval, from, to) =>
          books.get(symbol)?.read(interval, from, Math.min(to, clock + 1)) ?? [],
        openInterestAt: (symbol, time) =>
          stateNow(states.get(symbol), symbol, time - skew, instruments, seed).openInterest,
        trades: (symbol, count) => (recent.get(symbol) ?? []).slice(-count),
      }
    },
  }
}

/** The last state at or before a time; before the first one the price and amount of the past. */
function stateNow(
  states: readonly StateHappening[] | undefined,
  symbol: string,
  at: Millis,
  instruments: readonly StandInInstrument[],
  seed: number,
): StateHappening {
  let low = 0
  let high = states?.length ?? 0
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((states?.[middle]?.at ?? 0) <= at) low = middle + 1
    else high = middle
  }
  const found = states?.[low - 1]
  if (found !== undefined) return found
  const instrument = instruments.find((each) => each.symbol === symbol)
  if (instrument === undefined) throw new RangeError(`no instrument ${symbol}`)
  const price = anchorPrice(instrument, at)
  return {
    type: 'state',
    symbol,
    at,
    lastPrice: price,
    markPrice: price,
    indexPrice: price,
    openInterest: pastOpenInterest(instrument, saltOf(instrument, seed), at),
    fundingRate: 0.0001,
  }
}

function push<Item>(lists: Map<string, Item[]>, key: string, item: Item, keep: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else {
    list.push(item)
    if (list.length > 2 * keep) list.splice(0, list.length - keep)
  }
}
