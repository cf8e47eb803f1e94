import { HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { MapSource } from '../../pipeline/map-source.ts'
import type { History, HistoryInstrument } from '../../store/history.ts'
import { venueDistance } from '../command/venue-distance.ts'

/** A part of a history; undefined where it is not bounded. */
export interface TimeRange {
  readonly from: Millis | undefined
  readonly to: Millis | undefined
}

/**
 * What a map of an instrument of a history is made from: its finest candles, by the rules of its
 * venue at their end. Throws a RangeError where there are no candles of an hour or less, or no open
 * interest.
 */
export async function storedSource(
  history: History,
  { instrument, candles, openInterest }: HistoryInstrument,
  range: TimeRange,
): Promise<MapSource> {
  const [finest] = candles
  if (finest === undefined || HOUR % finest.interval !== 0)
    throw new RangeError(`${instrument.id} has no candles of an hour or less`)
  if (openInterest === undefined) throw new RangeError(`${instrument.id} has no open interest`)
  const from = Math.max(finest.from, range.from ?? finest.from)
  const to = Math.min(finest.to, range.to ?? finest.to)
  const { distanceAt } = venueDistance(instrument, to)
  const source = {
    instrument,
    candles: await history.candles(instrument.id, finest.interval, from, to),
    openInterest: await history.openInterest(instrument.id, from, to + 1),
    distanceAt,
  }
  if (source.candles.openTime.length === 0 || source.openInterest.time.length === 0)
    throw new RangeError(`${instrument.id} has no candles with open interest in that time`)
  return source
}
