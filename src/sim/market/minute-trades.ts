import type { Random } from '../../market/seeded-random.ts'
import { normal } from '../../market/seeded-random.ts'
import { shared } from './lots.ts'

/** A trade of a minute; the amount is in lots. */
export interface MinuteTrade {
  /** Milliseconds of the minute. */
  readonly at: number
  readonly price: number
  readonly lots: number
  readonly takerSide: 'buy' | 'sell'
}

/** What a venue shows of a minute, amounts in lots; at least `FEWEST_LOTS` of volume. */
export interface MinuteTotals {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly lots: number
  readonly buyLots: number
  /** Price at the end of each second. */
  readonly prices: readonly number[]
}

/** Open, high, low and close are trades of their own. */
export const FEWEST_LOTS = 4
/** A minute of more volume has larger trades, not more. */
const MOST_TRADES = 600
/** Spread of ln(amount): many small, few large. */
const AMOUNT_SPREAD = 1.2

/**
 * Trades that make up a minute's bar: the first is its open, the last its close, no price lies beyond
 * high and low, which are both traded, and amounts add up to volume and taker volume exactly.
 * @param forced trades that must be among them, in order of time
 * @param usualLots mean amount of a trade
 */
export function minuteTrades(
  totals: MinuteTotals,
  forced: readonly MinuteTrade[],
  usualLots: number,
  random: Random,
): readonly MinuteTrade[] {
  const { lots, buyLots, open, high, low, close } = totals
  const within = (price: number) => Math.min(high, Math.max(low, price))
  const left = { buy: buyLots, sell: lots - buyLots }
  let spare = lots - FEWEST_LOTS
  const kept: MinuteTrade[] = []
  for (const one of forced) {
    const part = Math.min(one.lots, left[one.takerSide], spare)
    if (part <= 0) continue
    left[one.takerSide] -= part
    spare -= part
    kept.push({ ...one, lots: part, price: within(one.price) })
  }

  const free = left.buy + left.sell
  const wanted = Math.round((free / usualLots) * Math.exp(0.2 * normal(random)))
  const count = Math.min(free, MOST_TRADES, Math.max(FEWEST_LOTS, wanted))
  const buys = Math.max(Math.min(1, left.buy), Math.round((count * left.buy) / free))
  const amounts = (total: number, number: number) =>
    shared(
      total,
      Array.from({ length: number }, () => Math.exp(AMOUNT_SPREAD * normal(random))),
    )
  const bought = amounts(left.buy, buys)
  const sold = amounts(left.sell, Math.max(Math.min(1, left.sell), count - buys))
  const times = Array.from({ length: bought.length + sold.length }, () =>
    Math.floor(random() * 60_000),
  ).sort((a, b) => a - b)
  const made = times.map((at): MinuteTrade => {
    const takerSide = random() * (bought.length + sold.length) < bought.length ? 'buy' : 'sell'
    const part = (takerSide === 'buy' ? bought : sold).pop()
    const price = within(priceAt(totals, at))
    if (part !== undefined) return { at, price, lots: part, takerSide }
    return takerSide === 'buy'
      ? { at, price, lots: sold.pop()!, takerSide: 'sell' }
      : { at, price, lots: bought.pop()!, takerSide: 'buy' }
  })
  const highest = nearestTo(made, 1)
  made[highest] = { ...made[highest]!, price: high }
  const lowest = nearestTo(made, -1, highest)
  made[lowest] = { ...made[lowest]!, price: low }
  const [first, last] = [made[0]!, made.at(-1)!]
  const between = [...made.slice(1, -1), ...kept].sort((a, b) => a.at - b.at)
  return [{ ...first, at: 0, price: open }, ...between, { ...last, at: 59_999, price: close }]
}

/** On the way from one second's price to the next. */
function priceAt({ open, prices }: MinuteTotals, at: number): number {
  const second = Math.floor(at / 1_000)
  const before = second === 0 ? open : prices[second - 1]!
  return before + (prices[second]! - before) * ((at % 1_000) / 1_000)
}

/** The trade that comes nearest to the high (sign 1) or the low: neither the first nor the last. */
function nearestTo(made: readonly MinuteTrade[], sign: 1 | -1, taken = 0): number {
  let nearest = taken === 1 ? 2 : 1
  for (let i = nearest + 1; i < made.length - 1; i++)
    if (i !== taken && sign * (made[i]!.price - made[nearest]!.price) > 0) nearest = i
  return nearest
}
