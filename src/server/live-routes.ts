import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { MeasuredAnswer, VenueInfo } from '../api/live.ts'
import { coverageQuery, liquidationsQuery, measuredQuery, quoteRatesQuery } from '../api/query.ts'
import { ROUTES } from '../api/routes.ts'
import type { InstrumentId } from '../market/instrument.ts'
import type { Millis } from '../market/units.ts'
import type { Catalogue } from './catalogue.ts'
import { coverageAnswer } from './live-coverage.ts'
import { presentRates, ratesDuring } from './live-quote-rates.ts'
import type { Live } from './live.ts'
import { problem } from './problems.ts'
import { noParameters, queryOf, readParameters } from './read-parameters.ts'
import { sendJson } from './reply.ts'

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

  app.get(ROUTES.venues, (request, reply) => {
    readParameters(noParameters, queryOf(request))
    const venues: VenueInfo[] = [...live.venues()]
    return sendNow(request, reply, { time: now(), venues })
  })

  app.get(ROUTES.coverage, async (request, reply) => {
    const { instrument, ...range } = readParameters(coverageQuery, queryOf(request))
    const market = await catalogue.market(instrument).catch((error: unknown) => {
      // Before its first bar is closed an instrument is no market yet.
      if (live.market.instrument(instrument) !== undefined) return undefined
      throw error
    })
    const answer = await coverageAnswer(live, market, instrument, range, now())
    return sendNow(request, reply, answer)
  })

  app.get(ROUTES.liquidations, (request, reply) => {
    const { instrument, limit } = readParameters(liquidationsQuery, queryOf(request))
    return sendNow(request, reply, { liquidations: live.liquidations(limit, instrument) })
  })

  app.get(ROUTES.quoteRates, (request, reply) => {
    const { time } = readParameters(quoteRatesQuery, queryOf(request))
    const { quoteRates } = live.market
    const rates =
      time === undefined ? presentRates(quoteRates, now()) : ratesDuring(quoteRates, time)
    return sendNow(request, reply, { time: time ?? now(), policy: 'par', rates })
  })

  app.get(ROUTES.measured, async (request, reply) => {
    const { instrument, zoom } = readParameters(measuredQuery, queryOf(request))
    // A venue that shows positions would answer for whatever name: there is nothing of it.
    if (live.instrument(instrument) === undefined) await catalogue.market(instrument)
    const answer = measured?.(instrument, zoom)
    if (answer === undefined)
      throw problem(
        'not-measured',
        `nothing is measured of ${instrument}: its venue shows no positions`,
      )
    return sendNow(request, reply, answer)
  })
}

/** An answer that depends on nothing but itself. */
const sendNow = (request: FastifyRequest, reply: FastifyReply, answer: unknown) =>
  sendJson(request, reply, JSON.stringify(answer), () => answer)
