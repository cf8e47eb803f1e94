import type { FastifyInstance } from 'fastify'
import {
  cascadeOperation,
  setupsOperation,
  signalHistoryOperation,
  signalRecordsOperation,
  signalsOperation,
} from '../../api/operations/signal-operations.ts'
import { headlineOf } from '../../api/score.ts'
import type { SignalHistoryAnswer } from '../../api/signals.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { DAY } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { restingBook } from '../../signals/cascade/way.ts'
import { weekendWeight } from '../../signals/setup/weekend-weight.ts'
import type { WeekendWeight } from '../../signals/setup/weekend-weight.ts'
import { whyNoBook } from '../market/book-routes.ts'
import type { Books } from '../market/book-routes.ts'
import type { CalendarFile } from './calendar-file.ts'
import { cascadeAnswer } from './cascade-answer.ts'
import type { BookNow } from './cascade-answer.ts'
import type { Catalogue } from '../market/catalogue.ts'
import { handle, told } from '../http/handle.ts'
import type { Measured } from '../live/live-routes.ts'
import { freshOf } from '../market/market-routes.ts'
import { problem } from '../http/problems.ts'
import type { ScoreKeeper } from '../score/score-keeper.ts'
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
  /** Scheduled events, where the operator has told some. */
  readonly calendar: CalendarFile | undefined
  readonly measured: Measured | undefined
}

export type SignalRecords = Pick<SignalRecordFiles, 'read'>

/** Readings of one answer. */
export const MOST_READINGS = 1_000

/** The model whose dollars are held against what was liquidated. */
const SCORED = 'isotherm'

const NO_PAST_BOOK = 'no order book is kept of past moments'

/** Scores are of all that was scored by now. */
const NOT_KNOWN_THEN = { book: undefined, discount: undefined, weekend: undefined } as const

/** What the map says by rule: now, at a time, over a range, and what would follow. */
export function signalsRoutes(
  app: FastifyInstance,
  { catalogue, desk, books, scores, records, calendar, measured }: SignalsParts,
): void {
  const bookOf = (id: InstrumentId): BookNow => {
    if (books === undefined) return 'this server is not connected to venues'
    const book = books(id)
    return typeof book === 'string' ? whyNoBook(book) : book
  }
  const scoreOf = (id: InstrumentId, model: string) =>
    model === SCORED ? scores?.peek(id)?.score : undefined
  /** 1 − R ÷ P, where it is measured. */
  const discountOf = (id: InstrumentId, model: string): number | undefined => {
    const score = scoreOf(id, model)
    return score && headlineOf(score).discount?.value
  }
  const weekendOf = (id: InstrumentId, model: string): WeekendWeight | undefined => {
    const days = scoreOf(id, model)?.byDay ?? []
    return weekendWeight(days.map(({ day, ...usd }) => ({ time: Date.parse(day) + DAY, ...usd })))
  }
  /** Differs where the past may be told otherwise. */
  const keyOf = async (instrument: InstrumentId, model: string): Promise<string> => {
    const { version, map, stale } = await catalogue.map(instrument, model)
    return `${version} ${map.to} ${stale}`
  }

  handle(app, signalsOperation, async ({ instrument, model, time }) => {
    if (time === 'newest') {
      const seen = measured?.(instrument, 0)?.levels
      return told(signalsAnswer(await desk.newest(instrument, model), model, seen))
    }
    const state = await keyOf(instrument, model)
    return {
      state,
      answer: async () => signalsAnswer(await desk.at(instrument, model, time), model),
    }
  })

  handle(app, signalHistoryOperation, async (query) => {
    const { instrument, model, interval } = query
    const market = await catalogue.market(instrument)
    checkRange(query, market.stored.interval)
    const state = await keyOf(instrument, model)
    const answer = async () => {
      const history = await desk.history(instrument, model, query)
      return {
        instrument,
        model,
        ...freshOf(market),
        simulated: market.simulated,
        interval,
        ...history,
      } satisfies SignalHistoryAnswer
    }
    return { state, answer }
  })

  handle(app, cascadeOperation, async (query) => {
    const { instrument, model, time } = query
    if (time !== 'newest') {
      const answer = async () =>
        cascadeAnswer(await desk.at(instrument, model, time), query, NO_PAST_BOOK, undefined)
      return { state: await keyOf(instrument, model), answer }
    }
    const said = await desk.newest(instrument, model)
    const discount = discountOf(instrument, model)
    const fill = discount === undefined ? undefined : 1 - discount
    return told(cascadeAnswer(said, query, bookOf(instrument), fill))
  })

  handle(app, setupsOperation, async (query) => {
    const { instrument, model, time } = query
    const known = await calendar?.now()
    if (time !== 'newest') {
      const state = `${await keyOf(instrument, model)} ${known?.readAt} ${known?.problem}`
      const then = { ...NOT_KNOWN_THEN, calendar: known }
      return {
        state,
        answer: async () => setupsAnswer(await desk.at(instrument, model, time), query, then),
      }
    }
    const said = await desk.newest(instrument, model)
    const held = bookOf(instrument)
    const { contract } = said.market.instrument
    const { zoom } = said.reading.density
    return told(
      setupsAnswer(said, query, {
        book: typeof held === 'string' ? undefined : restingBook(held, contract, zoom),
        discount: discountOf(instrument, model),
        weekend: weekendOf(instrument, model),
        calendar: known,
      }),
    )
  })

  handle(app, signalRecordsOperation, async ({ instrument }) => {
    await catalogue.market(instrument)
    return told({ instrument, kept: (await records?.read(instrument)) ?? null })
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
