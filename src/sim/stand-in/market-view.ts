import { type Millis, MINUTE, SECOND } from '../../market/units.ts'
import type { ActivityBurst } from './activity.ts'
import { type CandleBook, openCandleBook, type StandInCandle } from './candle-book.ts'
import { fundingTimes } from './funding.ts'
import type { Happening, StateHappening, TradeHappening } from './happening.ts'
import type { StandInInstrument } from './instrument.ts'
import { type Ledger, type LedgerEntry, startLedger } from './ledger.ts'
import type { MarketScript } from './market-script.ts'
import { bookAbout, type NumberedBook } from './resting-book.ts'
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
  /** Settlements in [from, to), one at every `interval`, with what was paid for eight hours. */
  fundings(
    symbol: string,
    from: Millis,
    to: Millis,
    interval?: Millis,
  ): readonly { readonly time: Millis; readonly rate: number }[]
  /** The newest published trades, oldest first. */
  trades(symbol: string, count: number): readonly LedgerEntry[]
  /** What rests now, or did when a state was told: books change with the states. */
  book(instrument: StandInInstrument, state?: StateHappening): NumberedBook
  /** The book that a state's book follows. */
  bookBefore(instrument: StandInInstrument, state: StateHappening): NumberedBook
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
  readonly start: Millis
  readonly script: MarketScript
  /** What the venue shows of what happened; all of it where absent. */
  readonly sampler?: Sampler | undefined
  readonly tradeId: (trade: TradeHappening) => string
  readonly keep?: number | undefined
}

/** Newest trades kept per symbol for the answers that list them. */
const RECENT = 1_000

export function openMarket(options: MarketOptions): StandInMarket {
  const { instruments, start, script } = options
  const ledger = startLedger(options.keep)
  const books = new Map<string, CandleBook>()
  const states = new Map<string, StateHappening[]>()
  const recent = new Map<string, LedgerEntry[]>()
  /** How many states of a symbol were told up to one. */
  const numbers = new WeakMap<StateHappening, number>()
  const told = new Map<string, number>()
  for (const { symbol } of instruments) {
    const minute = (openTime: Millis) => script.pastMinute(symbol, openTime)
    const { lastPrice } = script.pastState(symbol, Math.floor(start / MINUTE) * MINUTE)
    books.set(symbol, openCandleBook({ minute, lastPrice }, start))
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
        const number = (told.get(happening.symbol) ?? 0) + 1
        told.set(happening.symbol, number)
        numbers.set(happening, number)
      }
      return entry
    })
  }

  function bookOf(instrument: StandInInstrument, state: StateHappening): NumberedBook {
    const own = script.book?.(instrument.symbol, state.at)
    return { number: numbers.get(state) ?? 0, ...(own ?? bookAbout(instrument, state)) }
  }

  return {
    ledger,
    advance(to, skew, hidden) {
      const happened = script.step(reached, to).filter(({ symbol }) => {
        const instrument = instruments.find((each) => each.symbol === symbol)
        return instrument !== undefined && isListed(instrument, to) && !hidden.has(symbol)
      })
      const wholeSecond = Math.floor(to / SECOND) > Math.floor(reached / SECOND)
      const kept = wholeSecond ? happened : happened.filter(({ type }) => type !== 'state')
      reached = to
      return publish(options.sampler?.(kept, to) ?? kept, skew)
    },
    burst: (burst, now, skew) => publish(script.burst(burst, now - 1, now), skew),
    view(now, skew, hidden) {
      const listed = instruments.filter(
        (instrument) => isListed(instrument, now) && !hidden.has(instrument.symbol),
      )
      const clock = now + skew
      return {
        now: clock,
        listed,
        find: (symbol) => listed.find((instrument) => instrument.symbol === symbol),
        state: (symbol) => stateNow(states.get(symbol), symbol, now, script),
        candles: (symbol, interval, from, to) =>
          books.get(symbol)?.read(interval, from, Math.min(to, clock + 1)) ?? [],
        openInterestAt: (symbol, time) =>
          stateNow(states.get(symbol), symbol, time - skew, script).openInterest,
        fundings: (symbol, from, to, interval) =>
          fundingTimes(from, to, interval).flatMap((time) => {
            const rate = script.fundingAt(symbol, time)
            return rate === undefined ? [] : [{ time, rate }]
          }),
        trades: (symbol, count) => (recent.get(symbol) ?? []).slice(-count),
        book: (instrument, state) =>
          bookOf(
            instrument,
            state ?? stateNow(states.get(instrument.symbol), instrument.symbol, now, script),
          ),
        bookBefore: (instrument, { symbol, at }) =>
          bookOf(instrument, stateNow(states.get(symbol), symbol, at - 1, script)),
      }
    },
  }
}

/** The last state at or before a time; before the first one that of the past. */
function stateNow(
  states: readonly StateHappening[] | undefined,
  symbol: string,
  at: Millis,
  script: MarketScript,
): StateHappening {
  let low = 0
  let high = states?.length ?? 0
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((states?.[middle]?.at ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return states?.[low - 1] ?? script.pastState(symbol, at)
}

function push<Item>(lists: Map<string, Item[]>, key: string, item: Item, keep: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else {
    list.push(item)
    if (list.length > 2 * keep) list.splice(0, list.length - keep)
  }
}
