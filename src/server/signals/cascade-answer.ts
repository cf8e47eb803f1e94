import type { CascadeAnswer } from '../../api/cascade.ts'
import type { HeldBook } from '../../feed/feed.ts'
import { notionalUsd } from '../../market/instrument.ts'
import type { PositionSide } from '../../market/units.ts'
import { DAY, HOUR, quantity } from '../../market/units.ts'
import { cascadeRange, sweptShare } from '../../signals/cascade/cascade.ts'
import type { Cascade, CascadeRange } from '../../signals/cascade/cascade.ts'
import { moveWithoutBook, ruleOfThumb } from '../../signals/cascade/flow-move.ts'
import { sweepEstimate } from '../../signals/cascade/sweep-estimate.ts'
import type { UsualHour } from '../../signals/cascade/sweep-estimate.ts'
import { PLAIN_WALK } from '../../signals/cascade/walk.ts'
import { restingBook } from '../../signals/cascade/way.ts'
import type { ReadCluster } from '../../signals/signal-state.ts'
import { NO_ADVICE } from '../../signals/setup/setup.ts'
import { problem } from '../http/problems.ts'
import { rowsWithin } from '../market/rows-within.ts'
import { headOf, lastSeen } from './signals-answer.ts'
import type { Said } from './signals-desk.ts'

export interface CascadeAsked {
  readonly model: string
  readonly side: PositionSide
  readonly price?: number | undefined
  readonly usd?: number | undefined
}

/** The book as it stands, or why there is none. */
export type BookNow = HeldBook | string

type Answer = Pick<CascadeAnswer, 'basis' | 'why' | 'bookTime' | 'walk' | 'sweep' | 'clusters'>

/**
 * How far forced orders carry a price: a walk of the book where there is one, else what lies on the way.
 * @param measuredFill φ as scores measured it
 */
export function cascadeAnswer(
  said: Said,
  asked: CascadeAsked,
  book: BookNow,
  measuredFill: number | undefined,
): CascadeAnswer {
  const fill = measuredFill ?? PLAIN_WALK.fill
  return {
    ...headOf(said, asked.model),
    side: asked.side,
    asked: { price: asked.price ?? null, usd: asked.usd ?? null },
    fill: { value: fill, measured: measuredFill !== undefined },
    ...(typeof book === 'string'
      ? bySweep(said, asked, fill, book)
      : byBook(said, asked, fill, book)),
    notice: NO_ADVICE,
  }
}

function byBook(said: Said, asked: CascadeAsked, fill: number, held: HeldBook): Answer {
  const { state, reading, market } = said
  const book = restingBook(held, market.instrument.contract, reading.density.zoom)
  if (book === undefined) return bySweep(said, asked, fill, 'a side of the order book is empty')
  const { side, price, usd = 0 } = asked
  const question = {
    density: reading.density,
    book,
    side,
    shock: price === undefined ? { usd } : { reachPrice: price },
    rules: { ...PLAIN_WALK, fill },
    clusters: state.clusters,
  }
  const range = cascadeRange(question, reading.band)
  if (range === undefined) {
    checkAhead(said, asked)
    return bySweep(said, asked, fill, 'the order book is not known as far as that price')
  }
  return {
    basis: 'book',
    why: null,
    bookTime: held.receivedTime,
    walk: { mid: walkOf(range.mid), low: walkOf(range.low), high: walkOf(range.high) },
    sweep: null,
    clusters: state.clusters.flatMap((cluster) => fallenIn(range, cluster)),
  }
}

const walkOf = ({ shockUsd, endPrice, move, bookMove, end, forcedUsd }: Cascade) => ({
  shockUsd,
  endPrice,
  move,
  bookMove,
  end,
  forcedUsd,
})

/** A cluster that at least the widest of the walks goes into. */
function fallenIn(range: CascadeRange, cluster: ReadCluster): CascadeAnswer['clusters'] {
  const share = (of: Cascade): number =>
    of.clusters.find((one) => one.cluster === cluster)?.share ?? 0
  const [low, high] = [share(range.low), share(range.high)]
  return high > 0
    ? [{ ...lastSeen(cluster), share: share(range.mid), shareRange: { low, high } }]
    : []
}

function bySweep(said: Said, asked: CascadeAsked, fill: number, why: string): Answer {
  const { side, price, usd = 0 } = asked
  const hour = usualHour(said)
  const answer = { basis: 'sweep', why, bookTime: null, walk: null } as const
  if (price === undefined) return { ...answer, sweep: sweepOf(usd, hour), clusters: [] }
  const { state, reading } = said
  const estimate = sweepEstimate(reading.density, side, price, fill, hour)
  if (estimate === undefined) throw notAhead(said, asked)
  return {
    ...answer,
    sweep: sweepOf(estimate.forcedUsd, hour),
    clusters: state.clusters
      .filter((cluster) => cluster.side === side)
      .map((cluster) => ({
        ...lastSeen(cluster),
        share: sweptShare(cluster, price),
        shareRange: null,
      }))
      .filter(({ share }) => share > 0),
  }
}

/** What laws of size make of a flow. */
function sweepOf(flowUsd: number, { hourlyUsd, hourlySigma }: UsualHour): CascadeAnswer['sweep'] {
  if (hourlyUsd === undefined || !(hourlyUsd > 0))
    return { flowUsd, hours: null, thumb: null, withoutBook: null }
  const flow = { usd: flowUsd, hourlyUsd }
  return {
    flowUsd,
    hours: flowUsd / hourlyUsd,
    thumb: ruleOfThumb(flow) ?? null,
    withoutBook: hourlySigma === undefined ? null : moveWithoutBook(flow, hourlySigma),
  }
}

/** What was traded in the 24 hours before a reading, by the hour, and how far price goes in one. */
function usualHour({ market, opened, state, reading }: Said): UsualHour {
  const { openTime, volume } = opened.data.candles
  const [start, end] = rowsWithin(openTime, state.time - DAY, state.time)
  const traded = quantity(volume.subarray(start, end).reduce((a, b) => a + b, 0))
  const { dailySigma } = reading.facts
  const hours = DAY / HOUR
  return {
    hourlyUsd:
      end > start
        ? notionalUsd(market.instrument.contract, traded, state.price) / hours
        : undefined,
    hourlySigma: dailySigma === undefined ? undefined : dailySigma / Math.sqrt(hours),
  }
}

function checkAhead(said: Said, { side, price = said.state.price, ...rest }: CascadeAsked): void {
  const isAhead = side === 'long' ? price <= said.state.price : price >= said.state.price
  if (!isAhead) throw notAhead(said, { side, price, ...rest })
}

const notAhead = ({ state }: Said, { side, price }: CascadeAsked) =>
  problem(
    'invalid-parameter',
    `price=${price}: ${side}s are closed as price ${side === 'long' ? 'falls' : 'rises'} from ` +
      `${state.price}, and the map is read within 20 % of it`,
  )
