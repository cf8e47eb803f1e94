import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Instrument, InstrumentId } from '../market/instrument.ts'
import type { Millis } from '../market/units.ts'
import type { HistoryInstrument, HistorySpan, IntervalSpan } from './history-contract.ts'
import type { ContentHashes } from './history-fingerprint.ts'
import { HISTORY_KINDS } from './history-kinds.ts'
import type { HistoryType } from './history-kinds.ts'
import { listIntervals, seriesFolder } from './history-path.ts'
import { partitionPaths, readSpan } from './history-read.ts'
import type { SeriesAddress } from './history-read.ts'
import type { Turns } from './turns.ts'

/** Where a series of a history lies. */
export const addressIn =
  (root: string) =>
  (type: HistoryType, id: InstrumentId, interval?: Millis): SeriesAddress =>
    interval === undefined ? { root, type, id } : { root, type, id, interval }

/** Intervals of which an instrument has series of a kind, shortest first. */
export const intervalsOf = (
  root: string,
  type: HistoryType,
  id: InstrumentId,
): Promise<readonly Millis[]> => listIntervals(join(root, seriesFolder(HISTORY_KINDS[type], id)))

/** Says what a history holds of an instrument; a series is looked into only when its files have changed. */
export class HistorySpans {
  readonly #root: string
  readonly #connection: DuckDBConnection
  readonly #inTurn: Turns
  readonly #hashes: ContentHashes
  readonly #known = new Map<
    string,
    { readonly state: string; readonly span: HistorySpan | undefined }
  >()

  constructor(root: string, connection: DuckDBConnection, inTurn: Turns, hashes: ContentHashes) {
    this.#root = root
    this.#connection = connection
    this.#inTurn = inTurn
    this.#hashes = hashes
  }

  async of(instrument: Instrument): Promise<HistoryInstrument> {
    const { id } = instrument
    return {
      instrument,
      candles: await this.#byInterval('candle', id),
      openInterest: await this.#span('open-interest', id),
      fundingRates: await this.#span('funding-rate', id),
      liquidations: await this.#span('liquidation', id),
      liquidationTotals: await this.#byInterval('liquidation-total', id),
      accountRatios: await this.#span('account-ratio', id),
      trades: await this.#span('trade', id),
    }
  }

  async #byInterval(type: HistoryType, id: InstrumentId): Promise<readonly IntervalSpan[]> {
    const found = await Promise.all(
      (await intervalsOf(this.#root, type, id)).map(async (interval) => {
        const span = await this.#span(type, id, interval)
        return span === undefined ? undefined : { interval, ...span }
      }),
    )
    return found.filter((span) => span !== undefined)
  }

  async #span(
    type: HistoryType,
    id: InstrumentId,
    interval?: Millis,
  ): Promise<HistorySpan | undefined> {
    const address = addressIn(this.#root)(type, id, interval)
    const state = await this.#hashes.ofStats(await partitionPaths(address))
    const key = `${type} ${id} ${interval ?? ''}`
    const known = this.#known.get(key)
    if (known?.state === state) return known.span
    const span = await this.#inTurn(() => readSpan(this.#connection, address))
    this.#known.set(key, { state, span })
    return span
  }
}
