import { DAY, HOUR, MINUTE, type Millis } from '../../market/units.ts'
import type { StandInCandle } from './candle-book.ts'
import { onGrid, type StandInInstrument, wholeLots } from './instrument.ts'

/** Waves that make up the price before the start: period and the part of the price it swings by. */
const WAVES: readonly (readonly [period: Millis, swing: number])[] = [
  [11 * DAY, 0.06],
  [53 * HOUR, 0.025],
  [17 * HOUR, 0.012],
  [5 * HOUR, 0.006],
  [47 * MINUTE, 0.002],
  [13 * MINUTE, 0.0008],
]

/** Deterministic number in [0, 1) of any two numbers. */
export function hashed(a: number, b: number): number {
  let mixed = Math.imul(a | 0, 0x9e3779b9) ^ Math.imul(b | 0, 0x85ebca6b)
  mixed ^= mixed >>> 16
  mixed = Math.imul(mixed, 0x21f0aaad)
  mixed ^= mixed >>> 15
  mixed = Math.imul(mixed, 0x735a2d97)
  mixed ^= mixed >>> 15
  return (mixed >>> 0) / 4_294_967_296
}

/** A number for an instrument that differs between symbols and seeds. */
export function saltOf({ symbol }: StandInInstrument, seed: number): number {
  let salt = seed | 0
  for (let i = 0; i < symbol.length; i++) salt = (salt * 31 + symbol.charCodeAt(i)) | 0
  return salt
}

/**
 * The price before the stand-in's first trade, and what it is drawn to afterwards: a sum of waves,
 * so that any moment has a price without anything being remembered. A coin has the same waves at
 * every venue.
 */
export function anchorPrice(instrument: StandInInstrument, time: Millis): number {
  const salt = instrument.base.charCodeAt(0)
  let swing = 0
  for (const [i, [period, size]] of WAVES.entries()) {
    swing += size * Math.sin((2 * Math.PI * time) / period + 2 * Math.PI * hashed(salt, i))
  }
  return onGrid(instrument.price * Math.exp(swing), instrument.priceDigits)
}

/** Open interest before the start, one side. */
export function pastOpenInterest(
  instrument: StandInInstrument,
  salt: number,
  time: Millis,
): number {
  const slow = Math.sin((2 * Math.PI * time) / (4 * DAY) + 6 * hashed(salt, 101))
  const fast = Math.sin((2 * Math.PI * time) / (3 * HOUR) + 6 * hashed(salt, 102))
  return wholeLots(instrument, instrument.openInterest * (1 + 0.12 * slow + 0.02 * fast))
}

/** A minute before the start. */
export function pastMinute(
  instrument: StandInInstrument,
  salt: number,
  openTime: Millis,
): StandInCandle {
  const chance = (kind: number) => hashed(salt + kind, openTime / MINUTE)
  const open = anchorPrice(instrument, openTime)
  const close = anchorPrice(instrument, openTime + MINUTE)
  const reach = (price: number, by: number) => onGrid(price * (1 + by), instrument.priceDigits)
  const trades = 20 + Math.floor(chance(1) * 80)
  const volume = wholeLots(instrument, instrument.tradeSize * trades * (0.5 + chance(2)))
  return {
    openTime,
    interval: MINUTE,
    open,
    high: reach(Math.max(open, close), 0.0006 * chance(3)),
    low: reach(Math.min(open, close), -0.0006 * chance(4)),
    close,
    volume,
    takerBuyVolume: wholeLots(instrument, volume * (0.35 + 0.3 * chance(5))),
    turnover: onGrid(volume * open, 8),
    trades,
  }
}
