import { setImmediate } from 'node:timers/promises'
import type { CandleColumns } from '../../market/candle-columns.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { DAY } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { FOLLOWED_FOR, LOOKS, whatFollowed } from '../../signals/paper/follow-entry.ts'
import type { After } from '../../signals/paper/follow-entry.ts'
import { blocksOf, followBlocks } from '../../signals/paper/paper-blocks.ts'
import { cancelledAt } from '../../signals/paper/paper-records.ts'
import type { PaperEntry } from '../../signals/paper/paper-records.ts'
import { noted } from '../../signals/paper/paper-trade.ts'
import type { PaperBar, PaperTrade } from '../../signals/paper/paper-trade.ts'
import type { Catalogue } from '../market/catalogue.ts'
import { grouped } from '../market/grouped.ts'
import type { Market } from '../market/market.ts'
import { isProblem } from '../http/problems.ts'

/** What became of a note, by the candles there are now. */
export type PaperFate =
  | { readonly kind: 'trade'; readonly trade: PaperTrade; readonly isCancelled: boolean }
  | { readonly kind: 'formation'; readonly followed: readonly After[] }
  /** There are no candles of its instrument here. */
  | { readonly kind: 'unknown' }

export interface PaperDesk {
  /** In the order of the entries. */
  fates(entries: readonly PaperEntry[]): Promise<readonly PaperFate[]>
}

/** Trades that are followed through a piece before others are let in. */
const AT_ONCE = 20

/** Candles are read in pieces: a trade that closes on its first day needs no months. */
const PIECE = 7 * DAY

interface Kept {
  /** Of the candles and the cancellation that it was made with. */
  readonly of: string
  readonly trade: PaperTrade
}

/**
 * Follows notes by the closed candles of their instruments. Nothing of it is stored: where candles have become
 * others it is made anew, else it goes on where it stood.
 */
export function createPaperDesk(catalogue: Pick<Catalogue, 'market'>): PaperDesk {
  const kept = new Map<string, Kept>()
  let turn: Promise<unknown> = Promise.resolve()

  async function tradesOf(
    market: Market,
    entries: readonly PaperEntry[],
  ): Promise<ReadonlyMap<string, PaperTrade>> {
    const fingerprint = await market.fingerprint()
    const { to } = market.stored
    const followed = entries.flatMap((entry): FollowedTrade[] => {
      const { noted: record } = entry
      if (record.kind !== 'trade') return []
      const cancelled = cancelledAt(entry)
      const of = `${fingerprint} ${cancelled}`
      const before = kept.get(record.note.id)
      const trade = before?.of === of ? before.trade : noted(record.note)
      return [{ id: record.note.id, of, cancelled, trade }]
    })
    const wanting = () => followed.filter((one) => isWanting(one, market.stored.interval))
    let at = Math.min(...wanting().map(({ trade }) => nextOf(trade)))
    while (at < to) {
      const until = Math.min(at + PIECE, to)
      // oxlint-disable-next-line no-await-in-loop -- one piece after the other
      const blocks = blocksOf(barsOf(await market.candles(at, until)))
      for (const [i, one] of wanting().entries()) {
        one.trade = followBlocks(one.trade, blocks, one.cancelled)
        // Others are answered meanwhile.
        // oxlint-disable-next-line no-await-in-loop -- as above
        if (i % AT_ONCE === AT_ONCE - 1) await setImmediate()
      }
      at = wanting().length > 0 ? until : Number.POSITIVE_INFINITY
    }
    for (const { id, of, trade } of followed) kept.set(id, { of, trade })
    return new Map(followed.map(({ id, trade }) => [id, trade]))
  }

  async function fatesIn(id: InstrumentId, entries: readonly PaperEntry[]) {
    const market = await catalogue.market(id).catch((error: unknown) => {
      if (isProblem(error)) return undefined
      throw error
    })
    if (market === undefined) return entries.map((): PaperFate => ({ kind: 'unknown' }))
    const trades = await tradesOf(market, entries)
    const fates: PaperFate[] = []
    for (const entry of entries) {
      const { note } = entry.noted
      const trade = trades.get(note.id)
      if (trade === undefined) {
        // oxlint-disable-next-line no-await-in-loop -- a page of them, one after the other
        fates.push({ kind: 'formation', followed: await afterOf(market, note.time) })
        continue
      }
      const isCancelled = trade.state === 'waiting' && cancelledAt(entry) !== undefined
      fates.push({ kind: 'trade', trade, isCancelled })
    }
    return fates
  }

  async function fatesOf(entries: readonly PaperEntry[]): Promise<readonly PaperFate[]> {
    const found = new Map<string, PaperFate>()
    const byInstrument = grouped(entries, ({ noted: { note } }) => note.instrument)
    for (const [id, same] of byInstrument) {
      // oxlint-disable-next-line no-await-in-loop -- one instrument's candles in memory at a time
      const fates = await fatesIn(id, same)
      for (const [i, fate] of fates.entries()) found.set(same[i]!.noted.note.id, fate)
    }
    return entries.map(({ noted: { note } }) => found.get(note.id)!)
  }

  return {
    fates(entries) {
      // Who asks the same meanwhile finds it done.
      const done = turn.then(() => fatesOf(entries))
      turn = done.catch(() => {})
      return done
    },
  }
}

interface FollowedTrade {
  readonly id: string
  readonly of: string
  readonly cancelled: Millis | undefined
  trade: PaperTrade
}

/** Whether another candle may change something. */
function isWanting({ trade, cancelled = Infinity }: FollowedTrade, interval: Millis): boolean {
  const end = nextOf(trade) + interval
  if (trade.state === 'closed' || end > trade.note.time + FOLLOWED_FOR) return false
  return trade.state === 'open' || end <= cancelled
}

/** From where on candles are to be taken in. */
const nextOf = ({ known, note }: PaperTrade): Millis => known ?? note.time

async function afterOf(market: Market, time: Millis): Promise<readonly After[]> {
  const { to } = market.stored
  const end = Math.min(time + LOOKS.at(-1)!, to)
  return end <= time ? [] : whatFollowed(time, to, barsOf(await market.candles(time, end)))
}

function barsOf({ interval, openTime, open, high, low, close }: CandleColumns): PaperBar[] {
  return Array.from(openTime, (time, i) => ({
    openTime: time,
    interval,
    open: open[i]!,
    high: high[i]!,
    low: low[i]!,
    close: close[i]!,
  }))
}
