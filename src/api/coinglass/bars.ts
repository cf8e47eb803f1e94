import { z } from 'zod'
import type { CandleColumns } from '../../market/candle-columns.ts'
import { notionalUsd } from '../../market/instrument.ts'
import type { ContractKind } from '../../market/instrument.ts'
import { quantity } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { refusal } from './envelope.ts'
import { bucketStart } from './spans.ts'

/** Candles joined to a longer interval, with what was traded in dollars and in coins. */
export interface Bar {
  readonly time: Millis
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: Amount
  /** NaN where one of the candles does not say. */
  readonly takerBuy: Amount
}

export interface Amount {
  readonly usd: number
  readonly coins: number
}

export const NO_AMOUNT: Amount = { usd: 0, coins: 0 }

/** An instrument's quantity at a price. */
export function amountOf(contract: ContractKind, amount: number, price: number): Amount {
  const usd = notionalUsd(contract, quantity(amount), price)
  return { usd, coins: contract === 'linear' ? amount : usd / price }
}

export const plus = (a: Amount, b: Amount): Amount => ({
  usd: a.usd + b.usd,
  coins: a.coins + b.coins,
})

/**
 * Each candle counts at its close. The first bucket is left out where the candles begin inside of it;
 * the last one may be open still.
 */
export function barsOf(candles: CandleColumns, contract: ContractKind, interval: Millis): Bar[] {
  const { openTime, open, high, low, close, volume, takerBuyVolume } = candles
  if (interval % candles.interval !== 0)
    throw refusal(
      '422',
      `The candles there are last ${candles.interval / 60_000} minutes: they cannot be shown at a shorter interval`,
    )
  const bars: Bar[] = []
  openTime.forEach((at, i) => {
    const time = bucketStart(at, interval)
    const before = bars.at(-1)
    const traded = amountOf(contract, volume[i]!, close[i]!)
    const bought = amountOf(contract, takerBuyVolume[i]!, close[i]!)
    if (before?.time === time)
      bars[bars.length - 1] = {
        time,
        open: before.open,
        high: Math.max(before.high, high[i]!),
        low: Math.min(before.low, low[i]!),
        close: close[i]!,
        volume: plus(before.volume, traded),
        takerBuy: plus(before.takerBuy, bought),
      }
    else
      bars.push({
        time,
        open: open[i]!,
        high: high[i]!,
        low: low[i]!,
        close: close[i]!,
        volume: traded,
        takerBuy: bought,
      })
  })
  const [first] = openTime
  return first === undefined || first === bars[0]?.time ? bars : bars.slice(1)
}

/** A number as text, never with an exponent. */
export function decimalText(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(18).replace(/\.?0+$/, '') : text
}

/** The schema of such a text. */
export const decimal = z.string().regex(/^-?\d+(\.\d+)?$/)
