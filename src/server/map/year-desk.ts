import { setImmediate } from 'node:timers/promises'
import type { YearAnswer } from '../../api/year.ts'
import { DAY } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { RecentlyUsed } from '../../store/tile-recent.ts'
import type { Market } from '../market/market.ts'
import type { VersionedMap } from './served-map.ts'
import { dayColumn, dayEnds, yearOf } from './year-columns.ts'
import type { DayColumn } from './year-columns.ts'

type MapToDraw = Pick<VersionedMap, 'version' | 'map'>

/** Keeps the ends of days of the maps that were asked for last: a day that is over does not change. */
export interface YearDesk {
  days(market: Market, model: string, opened: MapToDraw): Promise<Year>
}

type Year = Pick<YearAnswer, 'unitUsd' | 'edges' | 'days'>

interface Kept {
  readonly columns: readonly DayColumn[]
  readonly year: Year
}

/** Days drawn before others are let through: some 0.1 s of a map of minutes. */
const AT_ONCE = 15

/** Instruments whose year is kept, about 3 MB each. */
const MOST_KEPT = 24

export function createYearDesk(): YearDesk {
  const desk = new RecentlyUsed<string, Promise<Kept>>(MOST_KEPT, () => 1)

  async function bring(market: Market, { map }: MapToDraw, before: Kept): Promise<Kept> {
    const wanted = dayEnds(map.from, map.to)
    const held = new Set(before.columns.map(({ time }) => time))
    const missing = wanted.filter((time) => !held.has(time))
    if (missing.length === 0) return before
    const added: DayColumn[] = []
    for (let i = 0; i < missing.length; i += AT_ONCE) {
      const some = missing.slice(i, i + AT_ONCE)
      // One part after the other: each draws a month at most, and others are answered in between.
      // oxlint-disable-next-line no-await-in-loop
      const bars = await market.candles(some[0]! - DAY, some.at(-1)!)
      for (const time of some) {
        const column = dayColumn(map, time, bars)
        if (column !== undefined) added.push(column)
      }
      // oxlint-disable-next-line no-await-in-loop
      await setImmediate()
    }
    const first: Millis = wanted[0]!
    const columns = [...before.columns.filter(({ time }) => time >= first), ...added]
    return { columns, year: yearOf(columns) }
  }

  return {
    async days(market, model, opened) {
      const key = `${market.instrument.id} ${model} ${opened.version}`
      const before = desk.get(key) ?? Promise.resolve({ columns: [], year: yearOf([]) })
      // One after the other, so that no day is drawn twice.
      const kept = before.then((known) => bring(market, opened, known))
      desk.set(key, kept)
      kept.catch(() => desk.delete(key))
      return (await kept).year
    },
  }
}
