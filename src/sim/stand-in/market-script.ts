import { type Millis } from '../../market/units.ts'
import { type Activity, type ActivityRates, startActivity } from './activity.ts'
import type { StandInCandle } from './candle-book.ts'
import type { StateHappening } from './happening.ts'
import type { StandInInstrument } from './instrument.ts'
import { anchorPrice, pastMinute, pastOpenInterest, saltOf } from './past.ts'
import type { RestingBook } from './resting-book.ts'

/** What happens on a stand-in's market, and what had happened before the stand-in began. */
export interface MarketScript extends Activity {
  /** A minute before the first one of the stand-in; undefined where nothing was traded yet. */
  pastMinute(symbol: string, openTime: Millis): StandInCandle | undefined
  /** How an instrument stood at a time before its first state was told. */
  pastState(symbol: string, at: Millis): StateHappening
  /** Rate that was paid at a time of settlement; undefined where none was. */
  fundingAt(symbol: string, time: Millis): number | undefined
  /** What rests at a time; undefined where the market has no book of its own. */
  book?(symbol: string, at: Millis): RestingBook | undefined
}

/** Where nothing else is known: 0.01 % in eight hours. */
export const USUAL_FUNDING = 0.0001

/** A market by chance about the waves of `past.ts`, which reach back for ever. */
export function waveScript(
  instruments: readonly StandInInstrument[],
  seed: number,
  start: Millis,
  rates: ActivityRates,
): MarketScript {
  const find = (symbol: string): StandInInstrument => {
    const instrument = instruments.find((each) => each.symbol === symbol)
    if (instrument === undefined) throw new RangeError(`no instrument ${symbol}`)
    return instrument
  }
  return {
    ...startActivity(instruments, seed, start, rates),
    pastMinute(symbol, openTime) {
      const instrument = find(symbol)
      return pastMinute(instrument, saltOf(instrument, seed), openTime)
    },
    pastState(symbol, at) {
      const instrument = find(symbol)
      const price = anchorPrice(instrument, at)
      return {
        type: 'state',
        symbol,
        at,
        lastPrice: price,
        markPrice: price,
        indexPrice: price,
        openInterest: pastOpenInterest(instrument, saltOf(instrument, seed), at),
        fundingRate: USUAL_FUNDING,
      }
    },
    fundingAt: () => USUAL_FUNDING,
  }
}
