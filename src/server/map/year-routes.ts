import type { FastifyInstance } from 'fastify'
import { yearOperation } from '../../api/operations/map-operations.ts'
import type { Reading, YearAnswer } from '../../api/year.ts'
import { DAY } from '../../market/units.ts'
import type { Sides } from '../../pipeline/exact-column.ts'
import type { LevelColumn } from '../../pipeline/level-column.ts'
import { levelsBetween, sumOfLevels } from '../../pipeline/level-ranges.ts'
import { AROUND, regimeOf } from '../../signals/regime.ts'
import type { Catalogue } from '../market/catalogue.ts'
import { handle } from '../http/handle.ts'
import { bandAnswer } from './levels-answer.ts'
import type { Market } from '../market/market.ts'
import { freshOf } from '../market/market-routes.ts'
import { changeOf, toldRatio } from './year-columns.ts'
import { createYearDesk } from './year-desk.ts'

/** The last year in daily columns of twenty bins, and the reading of the newest column. */
export function yearRoutes(app: FastifyInstance, catalogue: Catalogue): void {
  const desk = createYearDesk()
  handle(app, yearOperation, async ({ instrument, model }) => {
    const market = await catalogue.market(instrument)
    const opened = await catalogue.map(instrument, model)
    const { state, column } = opened.newest(0)
    const answer = async () =>
      ({
        instrument,
        model,
        ...freshOf(market),
        around: AROUND,
        ...(await desk.days(market, model, opened)),
        newest: column === undefined ? null : await readingOf(market, column),
      }) satisfies YearAnswer
    const { asOf, stale } = freshOf(market)
    return { state: `${opened.version} ${asOf} ${stale} ${state}`, answer }
  })
}

/** What the newest column holds around its price, with the range of that. */
async function readingOf(
  market: Market,
  { time, price, levels, band }: LevelColumn,
): Promise<Reading> {
  const above = sumOfLevels(band, levelsBetween(levels, price, price * (1 + AROUND)))
  const below = sumOfLevels(band, levelsBetween(levels, price * (1 - AROUND), price))
  const of = ({ low, high, ...sum }: typeof above, side: keyof Sides) => ({
    usd: Math.round(sum[side]),
    low: Math.round(low[side]),
    high: Math.round(high[side]),
  })
  const reading = { above: of(above, 'shortUsd'), below: of(below, 'longUsd') }
  const around = { aboveUsd: reading.above.usd, belowUsd: reading.below.usd }
  const bars = await market.candles(time - DAY - market.stored.interval, time - DAY)
  const before = bars.close.at(-1)
  return {
    time,
    price,
    change: before === undefined ? null : changeOf(before, price),
    ...reading,
    ratio: toldRatio(around),
    regime: regimeOf(around),
    band: bandAnswer(band, 0),
  }
}
