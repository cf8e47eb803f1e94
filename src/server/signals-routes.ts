import type { FastifyInstance } from 'fastify'
import {
  cascadeQuery,
  setupsQuery,
  signalHistoryQuery,
  signalRecordsQuery,
  signalsQuery,
} from '../api/query.ts'
import { ROUTES } from '../api/routes.ts'
import { headlineOf } from '../api/score.ts'
import type { SignalRecordAnswer } from '../api/signal-records.ts'
import type { SignalHistoryAnswer } from '../api/signals.ts'
import type { InstrumentId } from '../market/instrument.ts'
import type { Millis } from '../market/units.ts'
import { restingBook } from '../signals/cascade/way.ts'
import { whyNoBook } from './book-routes.ts'
import type { Books } from './book-routes.ts'
import { cascadeAnswer } from './cascade-answer.ts'
import type { BookNow } from './cascade-answer.ts'
import type { Catalogue } from './catalogue.ts'
import { freshOf } from './market-routes.ts'
import { problem } from './problems.ts'
import { queryOf, readParameters } from './read-parameters.ts'
import { sendJson } from './reply.ts'
import type { ScoreKeeper } from './score-keeper.ts'
import { setupsAnswer } from './setups-answer.ts'
import { signalsAnswer } from './signals-answer.ts'
import type { SignalRecordFiles } from './signal-record-files.ts'
import type { SignalsDesk } from './signals-desk.ts'

export interface SignalsParts {
  readonly catalogue: Pick<Catalogue, 'market' | 'map'>
  readonly desk: SignalsDesk
  readonly books: Books | undefined
  readonly scores: Pick<ScoreKeeper, 'peek'> | undefined
  /** What followed signals, where that is kept. */
  readonly records: SignalRecords | undefined
}

export type SignalRecords = Pick<SignalRecordFiles, 'read'>

/** Readings of one answer. */
export const MOST_READINGS = 1_000

/** The model whose dollars are held against what was liquidated. */
const SCORED = 'isotherm'

/** What the map says by rule: now, at a time, over a range, and what would follow. */
export function signalsRoutes(
  app: FastifyInstance,
  { catalogue, desk, books, scores, records }: SignalsParts,
): void {
  const bookOf = (id: InstrumentId): BookNow => {
    if (books === undefined) return 'this server is not connected to venues'
    const book = books(id)
    return typeof book === 'string' ? whyNoBook(book) : book
  }
  /** 1 − R ÷ P, where it is measured. */
  const discountOf = (id: InstrumentId, model: string): number | undefined => {
    const kept = model === SCORED ? scores?.peek(id) : undefined
    return kept && headlineOf(kept.score).discount?.value
  }

  app.get(ROUTES.signals, async (request, reply) => {
    const { instrument, model, time } = readParameters(signalsQuery, queryOf(request))
    if (time === 'newest') {
      const answer = signalsAnswer(await desk.newest(instrument, model), model)
      return sendJson(request, reply, JSON.stringify(answer), () => answer)
    }
    const { version, map, stale } = await catalogue.map(instrument, model)
    return sendJson(request, reply, `${version} ${map.to} ${stale}`, async () =>
      signalsAnswer(await desk.at(instrument, model, time), model),
    )
  })

  app.get(ROUTES.signalHistory, async (request, reply) => {
    const query = readParameters(signalHistoryQuery, queryOf(request))
    const { instrument, model, interval } = query
    const market = await catalogue.market(instrument)
    checkRange(query, market.stored.interval)
    const { version, map, stale } = await catalogue.map(instrument, model)
    return sendJson(request, reply, `${version} ${map.to} ${stale}`, async () => {
      const history = await desk.history(instrument, model, query)
      return {
        instrument,
        model,
        ...freshOf(market),
        simulated: market.simulated,
        interval,
        ...history,
      } satisfies SignalHistoryAnswer
    })
  })

  app.get(ROUTES.cascade, async (request, reply) => {
    const query = readParameters(cascadeQuery, queryOf(request))
    const { instrument, model } = query
    const said = await desk.newest(instrument, model)
    const discount = discountOf(instrument, model)
    const fill = discount === undefined ? undefined : 1 - discount
    const answer = cascadeAnswer(said, query, bookOf(instrument), fill)
    return sendJson(request, reply, JSON.stringify(answer), () => answer)
  })

  app.get(ROUTES.setups, async (request, reply) => {
    const query = readParameters(setupsQuery, queryOf(request))
    const { instrument, model } = query
    const said = await desk.newest(instrument, model)
    const held = bookOf(instrument)
    const { contract } = said.market.instrument
    const book =
      typeof held === 'string' ? undefined : restingBook(held, contract, said.reading.density.zoom)
    const answer = setupsAnswer(said, query, { book, discount: discountOf(instrument, model) })
    return sendJson(request, reply, JSON.stringify(answer), () => answer)
  })

  app.get(ROUTES.signalRecords, async (request, reply) => {
    const { instrument } = readParameters(signalRecordsQuery, queryOf(request))
    await catalogue.market(instrument)
    const kept = (await records?.read(instrument)) ?? null
    const answer = { instrument, kept } satisfies SignalRecordAnswer
    return sendJson(request, reply, JSON.stringify(answer), () => answer)
  })
}

/** Throws where a range holds more readings than one answer, or a reading no candle of its own. */
function checkRange(
  { from, to, interval }: { readonly from: Millis; readonly to: Millis; readonly interval: Millis },
  stored: Millis,
): void {
  if (interval % stored !== 0)
    throw problem(
      'interval-not-stored',
      `the candles are ${stored} ms long, and no reading falls on the end of one every ${interval} ms`,
    )
  const readings = Math.ceil((to - from) / interval)
  if (readings > MOST_READINGS)
    throw problem(
      'range-too-large',
      `this range holds ${readings} readings, at most ${MOST_READINGS} are answered at once: ` +
        'ask for a shorter range or a longer interval',
      { estimatedRows: readings, limit: MOST_READINGS },
    )
}
