import type { z } from 'zod'
import type { CoverageAnswer, Liquidations, MeasuredAnswer } from '../../api/live.ts'
import { coverageSchema, liquidationsSchema, measuredSchema } from '../../api/live.ts'
import type { AlertsAnswer } from '../../api/alerts.ts'
import { alertsAnswerSchema } from '../../api/alerts.ts'
import type { BookAnswer } from '../../api/book.ts'
import { bookSchema } from '../../api/book.ts'
import type { FundingAnswer, LiquidationTotals, LiquidationWindows } from '../../api/flows.ts'
import {
  fundingSchema,
  liquidationTotalsSchema,
  liquidationWindowsSchema,
} from '../../api/flows.ts'
import { ROUTES, scorePath, tilePath } from '../../api/routes.ts'
import type { KeptScore, Scores } from '../../api/score.ts'
import type { CurrencyRatesAnswer } from '../../api/currency.ts'
import { currencyRatesSchema } from '../../api/currency.ts'
import { keptScoreSchema, scoresSchema } from '../../api/score.ts'
import type { CascadeAnswer } from '../../api/cascade.ts'
import type { SetupsAnswer } from '../../api/setups.ts'
import type { SignalHistoryAnswer, SignalsAnswer } from '../../api/signals.ts'
import { coinSignalsSchema, venueFailureSchema } from '../../api/coin-signals.ts'
import type { CoinSignalsAnswer, VenueFailureAnswer } from '../../api/coin-signals.ts'
import { cascadeSchema } from '../../api/cascade.ts'
import { setupsSchema } from '../../api/setups.ts'
import { signalHistorySchema, signalsSchema } from '../../api/signals.ts'
import type { SignalRecordAnswer } from '../../api/signal-records.ts'
import { signalRecordAnswerSchema } from '../../api/signal-records.ts'
import type { YearAnswer } from '../../api/year.ts'
import { yearSchema } from '../../api/year.ts'
import type { CandlesAnswer, CellAnswer, Instruments, LevelsAnswer } from '../../api/schema.ts'
import type { MapDescriptor, OpenInterestAnswer, Status, WeightsAnswer } from '../../api/schema.ts'
import {
  candlesSchema,
  cellSchema,
  instrumentsSchema,
  levelsSchema,
  mapSchema,
  openInterestSchema,
  statusSchema,
  weightsSchema,
} from '../../api/schema.ts'
import { withQuery } from '../../client/address.ts'
import { readProblem } from '../../client/read-problem.ts'
import type { TileAddress } from '../../heatmap/grid.ts'
import type { PlaneSet } from '../../heatmap/planes.ts'
import type { Tile } from '../../heatmap/tile-codec.ts'
import { decodeTile } from '../../heatmap/tile-codec.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { keptAt, neverChanges } from './answer-store.ts'
import { wantsKey } from './lock.ts'

/** Why a request gave no value. */
export interface Failure {
  /** `offline`: no answer at all; `refused`: the server said why; `broken`: an answer not understood. */
  readonly kind: 'aborted' | 'offline' | 'refused' | 'broken'
  /** The server's code where it refused, for instance `tile-version-unknown`. */
  readonly code: string
  /** A plain sentence to show. */
  readonly text: string
}

/** Expected trouble is a value: exactly one of the two is there. */
export type Answer<T> = { readonly value: T } | { readonly failure: Failure }

type Fetch = (path: string, init: { signal?: AbortSignal }) => Promise<Response>

/** Bars of an instrument that open in [from, to). */
export interface BarQuery {
  readonly instrument: InstrumentId
  readonly interval: number
  readonly from: number
  readonly to: number
}

export interface Api {
  readonly status: (signal?: AbortSignal) => Promise<Answer<Status>>
  readonly instruments: (signal?: AbortSignal) => Promise<Answer<Instruments>>
  readonly candles: (query: BarQuery, signal?: AbortSignal) => Promise<Answer<CandlesAnswer>>
  readonly openInterest: (
    query: BarQuery,
    signal?: AbortSignal,
  ) => Promise<Answer<OpenInterestAnswer>>
  readonly funding: (query: BarQuery, signal?: AbortSignal) => Promise<Answer<FundingAnswer>>
  readonly liquidationTotals: (
    query: BarQuery,
    signal?: AbortSignal,
  ) => Promise<Answer<LiquidationTotals>>
  readonly liquidationWindows: (
    query: { instrument: InstrumentId; time?: number },
    signal?: AbortSignal,
  ) => Promise<Answer<LiquidationWindows>>
  readonly pastLiquidations: (
    query: Omit<BarQuery, 'interval'> & {
      order: 'newest' | 'largest'
      limit: number
      position?: 'long' | 'short'
      minUsd?: number
    },
    signal?: AbortSignal,
  ) => Promise<Answer<Liquidations>>
  readonly map: (
    query: { instrument: InstrumentId; model: string },
    signal?: AbortSignal,
  ) => Promise<Answer<MapDescriptor>>
  readonly levels: (
    query: {
      instrument: InstrumentId
      model: string
      time: number | 'newest'
      zoom: number
      priceFrom?: number
      priceTo?: number
      by?: 'band'
      cumulative?: 'outward'
    },
    signal?: AbortSignal,
  ) => Promise<Answer<LevelsAnswer>>
  readonly weights: (
    query: { instrument: InstrumentId; model: string },
    signal?: AbortSignal,
  ) => Promise<Answer<WeightsAnswer>>
  readonly coverage: (
    query: { instrument: InstrumentId; from: number; to: number },
    signal?: AbortSignal,
  ) => Promise<Answer<CoverageAnswer>>
  readonly book: (
    query: { instrument: InstrumentId; zoom: number; rows: number },
    signal?: AbortSignal,
  ) => Promise<Answer<BookAnswer>>
  readonly measured: (
    query: { instrument: InstrumentId; zoom: number },
    signal?: AbortSignal,
  ) => Promise<Answer<MeasuredAnswer>>
  readonly year: (
    query: { instrument: InstrumentId; model: string },
    signal?: AbortSignal,
  ) => Promise<Answer<YearAnswer>>
  readonly signals: (
    query: { instrument: InstrumentId; model: string; time: number | 'newest' },
    signal?: AbortSignal,
  ) => Promise<Answer<SignalsAnswer>>
  readonly signalHistory: (
    query: BarQuery & { model: string },
    signal?: AbortSignal,
  ) => Promise<Answer<SignalHistoryAnswer>>
  readonly cascade: (
    query: {
      instrument: InstrumentId
      model: string
      side: 'long' | 'short'
      price: number
      time: number | 'newest'
    },
    signal?: AbortSignal,
  ) => Promise<Answer<CascadeAnswer>>
  readonly setups: (
    query: { instrument: InstrumentId; model: string; horizon: string; time: number | 'newest' },
    signal?: AbortSignal,
  ) => Promise<Answer<SetupsAnswer>>
  readonly coinSignals: (
    query: { coin: string; model: string; time: number | 'newest' },
    signal?: AbortSignal,
  ) => Promise<Answer<CoinSignalsAnswer>>
  readonly venueFailure: (
    query: { coin: string; model: string; venue: string; time: number | 'newest' },
    signal?: AbortSignal,
  ) => Promise<Answer<VenueFailureAnswer>>
  readonly signalRecords: (
    query: { instrument: InstrumentId },
    signal?: AbortSignal,
  ) => Promise<Answer<SignalRecordAnswer>>
  readonly alerts: (signal?: AbortSignal) => Promise<Answer<AlertsAnswer>>
  readonly scores: (signal?: AbortSignal) => Promise<Answer<Scores>>
  readonly currencyRates: (signal?: AbortSignal) => Promise<Answer<CurrencyRatesAnswer>>
  readonly score: (instrument: InstrumentId, signal?: AbortSignal) => Promise<Answer<KeptScore>>
  readonly cell: (
    query: {
      instrument: InstrumentId
      model: string
      time: number
      price: number
      bucket: number
      zoom: number
    },
    signal?: AbortSignal,
  ) => Promise<Answer<CellAnswer>>
  readonly tile: (
    map: MapDescriptor,
    planes: PlaneSet,
    address: TileAddress,
    signal?: AbortSignal,
  ) => Promise<Answer<Tile>>
}

/**
 * @param onAnswer hears after every request whether the server was reached, and where it was not and
 * a kept answer is given instead, when that came, unless it can never have become another one
 */
export function createApi(
  fetch: Fetch,
  onAnswer: (reached: boolean, keptAt?: number) => void,
): Api {
  async function ask<T>(
    path: string,
    signal: AbortSignal | undefined,
    read: (response: Response) => Promise<T>,
  ): Promise<Answer<T>> {
    let response: Response
    try {
      response = await fetch(path, signal === undefined ? {} : { signal })
    } catch {
      if (signal?.aborted) return { failure: ABORTED }
      onAnswer(false)
      return { failure: { kind: 'offline', code: 'offline', text: 'The server does not answer.' } }
    }
    const kept = keptAt(response)
    onAnswer(kept === undefined, neverChanges(response) ? undefined : kept)
    // The page says so as a whole (log-in.tsx), and asks anew once it has one.
    if (wantsKey(response)) return { failure: ABORTED }
    try {
      if (!response.ok) {
        const body: unknown = await response.json().catch(() => undefined)
        const { code, detail } = readProblem(response.status, body)
        return { failure: { kind: 'refused', code, text: detail } }
      }
      return { value: await read(response) }
    } catch (error) {
      if (signal?.aborted) return { failure: ABORTED }
      return { failure: { kind: 'broken', code: 'broken', text: `${path}: ${String(error)}` } }
    }
  }

  return {
    status: (signal) => ask(ROUTES.status, signal, json(statusSchema)),
    instruments: (signal) => ask(ROUTES.instruments, signal, json(instrumentsSchema)),
    candles: (query, signal) =>
      ask(withQuery(ROUTES.candles, { ...query }), signal, json(candlesSchema)),
    openInterest: (query, signal) =>
      ask(withQuery(ROUTES.openInterest, { ...query }), signal, json(openInterestSchema)),
    funding: (query, signal) =>
      ask(withQuery(ROUTES.funding, { ...query }), signal, json(fundingSchema)),
    liquidationTotals: (query, signal) =>
      ask(withQuery(ROUTES.liquidationTotals, { ...query }), signal, json(liquidationTotalsSchema)),
    liquidationWindows: (query, signal) =>
      ask(withQuery(ROUTES.liquidationWindows, query), signal, json(liquidationWindowsSchema)),
    pastLiquidations: (query, signal) =>
      ask(withQuery(ROUTES.pastLiquidations, query), signal, json(liquidationsSchema)),
    map: (query, signal) => ask(withQuery(ROUTES.map, query), signal, json(mapSchema)),
    levels: (query, signal) => ask(withQuery(ROUTES.levels, query), signal, json(levelsSchema)),
    weights: (query, signal) => ask(withQuery(ROUTES.weights, query), signal, json(weightsSchema)),
    coverage: (query, signal) =>
      ask(withQuery(ROUTES.coverage, query), signal, json(coverageSchema)),
    book: (query, signal) => ask(withQuery(ROUTES.book, query), signal, json(bookSchema)),
    alerts: (signal) => ask(ROUTES.alerts, signal, json(alertsAnswerSchema)),
    measured: (query, signal) =>
      ask(withQuery(ROUTES.measured, query), signal, json(measuredSchema)),
    year: (query, signal) => ask(withQuery(ROUTES.year, query), signal, json(yearSchema)),
    signals: (query, signal) => ask(withQuery(ROUTES.signals, query), signal, json(signalsSchema)),
    signalHistory: (query, signal) =>
      ask(withQuery(ROUTES.signalHistory, { ...query }), signal, json(signalHistorySchema)),
    cascade: (query, signal) => ask(withQuery(ROUTES.cascade, query), signal, json(cascadeSchema)),
    setups: (query, signal) => ask(withQuery(ROUTES.setups, query), signal, json(setupsSchema)),
    coinSignals: (query, signal) =>
      ask(withQuery(ROUTES.coinSignals, query), signal, json(coinSignalsSchema)),
    venueFailure: (query, signal) =>
      ask(withQuery(ROUTES.venueFailure, query), signal, json(venueFailureSchema)),
    signalRecords: (query, signal) =>
      ask(withQuery(ROUTES.signalRecords, query), signal, json(signalRecordAnswerSchema)),
    scores: (signal) => ask(ROUTES.scores, signal, json(scoresSchema)),
    currencyRates: (signal) => ask(ROUTES.currencyRates, signal, json(currencyRatesSchema)),
    score: (instrument, signal) => ask(scorePath(instrument), signal, json(keptScoreSchema)),
    cell: (query, signal) => ask(withQuery(ROUTES.cell, query), signal, json(cellSchema)),
    tile: (map, planes, address, signal) =>
      ask(
        tilePath(map.version, map.instrument, map.model, planes, address),
        signal,
        async (response) => decodeTile(new Uint8Array(await response.arrayBuffer())),
      ),
  }
}

const json =
  <S extends z.ZodType>(schema: S) =>
  async (response: Response): Promise<z.output<S>> =>
    schema.parse(await response.json())

const ABORTED: Failure = { kind: 'aborted', code: 'aborted', text: 'No longer needed.' }
