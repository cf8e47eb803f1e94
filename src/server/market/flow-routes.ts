import type { FastifyInstance } from 'fastify'
import type {
  FundingAnswer,
  LiquidationTotals,
  LiquidationWindow,
  LiquidationWindows,
} from '../../api/flows.ts'
import type { LiquidationInfo } from '../../api/live.ts'
import {
  fundingOperation,
  liquidationTotalsOperation,
  liquidationWindowsOperation,
  pastLiquidationsOperation,
} from '../../api/operations/market-operations.ts'
import { cursorText, keyIn, pageOf } from '../../api/pages.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { HOUR, MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { realisedOver } from '../../pipeline/realised-sums.ts'
import type { RealisedSource } from '../../pipeline/realised-sums.ts'
import { completenessAt } from '../../venues/completeness.ts'
import { checkRows } from './catalogue.ts'
import type { Catalogue } from './catalogue.ts'
import { handle, told, toldPage } from '../http/handle.ts'
import type { Market } from './market.ts'
import { freshOf } from './market-routes.ts'

/** The last so many hours that are summed beside the tape. */
const WINDOWS: readonly Millis[] = [HOUR, 4 * HOUR, 12 * HOUR, 24 * HOUR]

/** Funding rates, and sums of realised liquidations by bucket and of the last hours. */
export function flowRoutes(app: FastifyInstance, catalogue: Catalogue, now: () => Millis): void {
  handle(app, fundingOperation, async (query) => {
    const { instrument, interval } = query
    checkRows(query.from, query.to, interval)
    const market = await catalogue.market(instrument)
    const up = (time: Millis) => Math.ceil(time / interval) * interval
    const rates = await market.fundingRates?.(up(query.from), up(query.to))
    const columns = { openTime: [], time: [], fundingRate: [], interval: [] } as RateColumns
    rates?.time.forEach((time, i) => {
      const openTime = Math.floor(time / interval) * interval
      // The last of its bucket is at the place of the one before it.
      const row = columns.openTime.length - (columns.openTime.at(-1) === openTime ? 1 : 0)
      const span = rates.interval[i]!
      columns.openTime[row] = openTime
      columns.time[row] = time
      columns.fundingRate[row] = rates.value[i]!
      columns.interval[row] = Number.isNaN(span) ? null : span
    })
    const answer = { instrument, ...freshOf(market), ...columns } satisfies FundingAnswer
    return told(answer)
  })

  handle(app, liquidationTotalsOperation, async (query) => {
    const { instrument, interval } = query
    checkRows(query.from, query.to, interval)
    const market = await catalogue.market(instrument)
    const from = Math.ceil(query.from / interval) * interval
    const sources = (await market.liquidated?.(from, query.to + interval)) ?? []
    const columns = { openTime: [], longUsd: [], shortUsd: [], known: [] } as Columns
    const last = Math.min(query.to, endOf(market, now()))
    for (let start = from; start < last; start += interval) {
      const sum = realisedOver(sources, start, start + interval)
      if (sum.known === 0) continue
      columns.openTime.push(start)
      columns.longUsd.push(sum.longUsd)
      columns.shortUsd.push(sum.shortUsd)
      columns.known.push(sum.known)
    }
    const answer = {
      instrument,
      ...freshOf(market),
      ...labelOf(market, sources, query.to),
      interval,
      ...columns,
    } satisfies LiquidationTotals
    return told(answer)
  })

  handle(app, pastLiquidationsOperation, async (query) => {
    const { instrument, from, to, order, position, minUsd, limit } = query
    const market = await catalogue.market(instrument)
    const after = keyIn(query.cursor)
    // One more than a page holds tells whether there is another.
    const wanted = { order, rows: limit + 1, position, minUsd, after }
    const found = ((await market.liquidations?.(from, to, wanted)) ?? []).filter(
      (one) => one.notionalUsd >= minUsd && (position === undefined || one.position === position),
    )
    const page = pageOf(found, KEYS[order], limit, after)
    return toldPage({ liquidations: [...page.rows], next: cursorText(order, page.next) })
  })

  handle(app, liquidationWindowsOperation, async ({ instrument, time: asked }) => {
    const market = await catalogue.market(instrument)
    const end = endOf(market, now())
    const time = Math.min(asked ?? end, end)
    const sources = await lastDay(market, time)
    const answer = {
      instrument,
      ...labelOf(market, sources, time),
      time,
      windows: windowsOf(sources, time),
      coin: market.live === undefined ? null : await ofCoin(catalogue, market, time),
    } satisfies LiquidationWindows
    return told(answer)
  })
}

/** What single liquidations are sorted by. */
const KEYS = {
  newest: ({ time }: LiquidationInfo) => [time],
  largest: ({ notionalUsd, time }: LiquidationInfo) => [notionalUsd, time],
}

type RateColumns = Pick<FundingAnswer, 'openTime' | 'time' | 'fundingRate' | 'interval'>
type Columns = Pick<LiquidationTotals, 'openTime' | 'longUsd' | 'shortUsd' | 'known'>

/** Up to when there can be something: this moment where a market goes on. */
const endOf = ({ live, stored }: Market, now: Millis): Millis =>
  live === undefined ? stored.to : now

/** From a whole minute on, since amounts are kept by the minute. */
const startOf = (time: Millis, length: Millis): Millis =>
  Math.floor((time - length) / MINUTE) * MINUTE

const lastDay = async (market: Market, time: Millis): Promise<readonly RealisedSource[]> =>
  (await market.liquidated?.(startOf(time, WINDOWS.at(-1)!), time)) ?? []

const windowsOf = (sources: readonly RealisedSource[], time: Millis): LiquidationWindow[] =>
  WINDOWS.map((length) => ({ length, ...realisedOver(sources, startOf(time, length), time) }))

/** The same coin on all venues that are followed. */
async function ofCoin(
  catalogue: Catalogue,
  { instrument, simulated }: Market,
  time: Millis,
): Promise<LiquidationWindows['coin']> {
  const { base } = instrument
  const parts: { readonly sampled: boolean; readonly windows: readonly LiquidationWindow[] }[] = []
  for (const info of await catalogue.instruments()) {
    if (info.base !== base || info.simulated !== simulated) continue
    // One connection reads; one instrument after the other.
    // oxlint-disable-next-line no-await-in-loop
    const part = await partOf(catalogue, info.id, time)
    if (part !== undefined) parts.push(part)
  }
  return {
    base,
    instruments: parts.length,
    sampled: parts.filter(({ sampled }) => sampled).length,
    windows: WINDOWS.map((length, i) => {
      const sum = (of: (window: LiquidationWindow) => number) =>
        parts.reduce((total, { windows }) => total + of(windows[i]!), 0)
      return {
        length,
        longUsd: sum(({ longUsd }) => longUsd),
        shortUsd: sum(({ shortUsd }) => shortUsd),
        known: parts.length === 0 ? 0 : sum(({ known }) => known) / parts.length,
      }
    }),
  }
}

async function partOf(catalogue: Catalogue, id: InstrumentId, time: Millis) {
  const market = await catalogue.market(id)
  if (market.live === undefined) return undefined
  const sources = await lastDay(market, time)
  if (sources.length === 0) return undefined
  const sampled = labelOf(market, sources, time).completeness === 'sampled'
  return { sampled, windows: windowsOf(sources, time) }
}

/** How complete the venue's liquidations are; nobody says so of what came from elsewhere. */
function labelOf(
  { instrument: { venue } }: Market,
  sources: readonly RealisedSource[],
  time: Millis,
): Pick<LiquidationTotals, 'completeness' | 'note'> {
  const [first] = sources
  const label = first && completenessAt(venue, first.stream, time)
  return { completeness: label?.completeness ?? null, note: label?.note ?? null }
}
