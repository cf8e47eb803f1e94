import type { FastifyInstance } from 'fastify'
import {
  candlesOperation,
  instrumentsOperation,
  openInterestOperation,
  statusOperation,
} from '../../api/operations/market-operations.ts'
import type { CandlesAnswer, Instruments, OpenInterestAnswer, Status } from '../../api/schema.ts'
import type { Series } from '../../market/candle-columns.ts'
import { BUCKETS } from '../../heatmap/grid.ts'
import type { Millis } from '../../market/units.ts'
import { checkRows } from './catalogue.ts'
import type { Catalogue } from './catalogue.ts'
import { handle, told } from '../http/handle.ts'
import type { Market } from './market.ts'
import { problem } from '../http/problems.ts'
import { resampleCandles } from '../../pipeline/resample-candles.ts'

/** Status, instruments, candles and open interest. */
export function marketRoutes(
  app: FastifyInstance,
  catalogue: Catalogue,
  statusNow: () => Status,
): void {
  handle(app, statusOperation, () => told(statusNow()))

  handle(app, instrumentsOperation, async () => {
    const answer = {
      instruments: [...(await catalogue.instruments())],
      models: [...catalogue.models],
    } satisfies Instruments
    return told(answer)
  })

  handle(app, candlesOperation, async ({ instrument, interval, from, to }) => {
    checkRows(from, to, interval)
    const market = await catalogue.market(instrument)
    checkInterval(market, interval)
    const fresh = freshOf(market)
    const state = `${await market.fingerprint()} ${market.stored.to} ${fresh.stale}`
    const answer = async () => {
      const up = (time: Millis) => Math.ceil(time / interval) * interval
      const candles = resampleCandles(await market.candles(up(from), up(to)), interval)
      return {
        instrument,
        ...fresh,
        interval,
        openTime: [...candles.openTime],
        open: [...candles.open],
        high: [...candles.high],
        low: [...candles.low],
        close: [...candles.close],
        volume: [...candles.volume],
        takerBuyVolume: [...candles.takerBuyVolume].map((one) => (Number.isNaN(one) ? null : one)),
      } satisfies CandlesAnswer
    }
    return { state, answer }
  })

  handle(app, openInterestOperation, async ({ instrument, from, to, interval }) => {
    const market = await catalogue.market(instrument)
    const span = market.openInterestSpan
    if (span !== undefined) checkRows(from, to, interval ?? (span.to - span.from) / span.rows)
    const fresh = freshOf(market)
    const state = `${await market.fingerprint()} ${span?.to} ${market.stored.to} ${fresh.stale}`
    const answer = async () => {
      const all = await market.openInterest(from, to)
      const series = interval === undefined ? all : lastOfEach(all, interval)
      return {
        instrument,
        ...fresh,
        time: [...series.time],
        openInterest: [...series.value],
      } satisfies OpenInterestAnswer
    }
    return { state, answer }
  })
}

/** The last of each bucket, which takes in its end as a candle does. */
function lastOfEach({ time, value }: Series, interval: Millis): Series {
  const ends = time.map((one) => Math.ceil(one / interval))
  const isLast = (_: number, i: number) => ends[i] !== ends[i + 1]
  return { time: time.filter(isLast), value: value.filter(isLast) }
}

/** How new a market that goes on is; nothing of one that stands still. */
export function freshOf({ live, stored }: Market): {
  readonly asOf?: Millis
  readonly stale?: boolean
} {
  return live === undefined ? {} : { asOf: stored.to, stale: live.stale }
}

function checkInterval(market: Market, interval: Millis): void {
  const { interval: stored } = market.stored
  if (interval % stored === 0) return
  const possible = BUCKETS.filter((one) => one % stored === 0)
  throw problem(
    'interval-not-stored',
    `the candles of ${market.instrument.id} are ${stored} ms long and cannot be shown at ` +
      `${interval} ms: use ${possible.length > 0 ? possible.join(', ') : 'a shorter interval'}`,
  )
}
