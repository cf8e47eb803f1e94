import type { FastifyInstance } from 'fastify'
import type { MeasuredAnswer } from '../../api/live.ts'
import {
  coverageOperation,
  liquidationsOperation,
  measuredOperation,
  quoteRatesOperation,
  venuesOperation,
} from '../../api/operations/live-operations.ts'
import { cursorText, keyIn, pageOf } from '../../api/pages.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import type { Catalogue } from '../market/catalogue.ts'
import { handle, told, toldPage } from '../http/handle.ts'
import { coverageAnswer } from './live-coverage.ts'
import { presentRates, ratesDuring } from './live-quote-rates.ts'
import type { Live } from './live.ts'
import { problem } from '../http/problems.ts'

/** The positions that a venue shows, by bins of a zoom; undefined where none are measured. */
export type Measured = (instrument: InstrumentId, zoom: number) => MeasuredAnswer | undefined

export interface LiveRouteOptions {
  readonly live: Live
  readonly catalogue: Pick<Catalogue, 'market'>
  readonly measured: Measured | undefined
  readonly now: () => Millis
}

/** How venues fare, what was not seen, the tape, and measured positions. */
export function liveRoutes(app: FastifyInstance, options: LiveRouteOptions): void {
  const { live, catalogue, measured, now } = options

  handle(app, venuesOperation, () => told({ time: now(), venues: [...live.venues()] }))

  handle(app, coverageOperation, async ({ instrument, ...range }) => {
    const market = await catalogue.market(instrument).catch((error: unknown) => {
      // Before its first bar is closed an instrument is no market yet.
      if (live.market.instrument(instrument) !== undefined) return undefined
      throw error
    })
    return told(await coverageAnswer(live, market, instrument, range, now()))
  })

  handle(app, liquidationsOperation, ({ instrument, limit, cursor }) => {
    const all = live.liquidations(Number.POSITIVE_INFINITY, instrument)
    const page = pageOf(all, ({ receivedTime }) => [receivedTime], limit, keyIn(cursor))
    return toldPage({ liquidations: [...page.rows], next: cursorText('received', page.next) })
  })

  handle(app, quoteRatesOperation, ({ time }) => {
    const { quoteRates } = live.market
    const rates =
      time === undefined ? presentRates(quoteRates, now()) : ratesDuring(quoteRates, time)
    return told({ time: time ?? now(), policy: 'par', rates })
  })

  handle(app, measuredOperation, async ({ instrument, zoom }) => {
    // A venue that shows positions would answer for whatever name: there is nothing of it.
    if (live.instrument(instrument) === undefined) await catalogue.market(instrument)
    const answer = measured?.(instrument, zoom)
    if (answer === undefined)
      throw problem(
        'not-measured',
        `nothing is measured of ${instrument}: its venue shows no positions`,
      )
    return told(answer)
  })
}
