import { mkdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InstrumentId } from '../market/instrument.ts'
import { openDuck } from './duck.ts'
import { ContentHashes } from './history-fingerprint.ts'
import { candleGaps } from './history-gaps.ts'
import { readInstruments, writeInstruments } from './history-instruments.ts'
import { HISTORY_KINDS } from './history-kinds.ts'
import type { HistoryType } from './history-kinds.ts'
import { listIntervals, seriesFolder } from './history-path.ts'
import {
  partitionPaths,
  readCandles,
  readLiquidationTotals,
  readLiquidations,
  readRecordedGaps,
  readSeries,
  readSpan,
  readTimes,
  readTrades,
} from './history-read.ts'
import type { SeriesAddress } from './history-read.ts'
import { beginWrite } from './history-write.ts'
import type { History, HistorySpan, IntervalSpan } from './history-contract.ts'
import { withWriteLock } from './write-lock.ts'

export type * from './history-contract.ts'

/**
 * Opens the Parquet history of a folder, which is made if it is missing. One object owns the DuckDB
 * instance; `close` frees it. Throws where the path is not a folder.
 */
export async function openHistory(directory: string): Promise<History> {
  await mkdir(directory, { recursive: true })
  if (!(await stat(directory)).isDirectory()) throw new Error(`${directory} is not a folder`)
  const duck = await openDuck(join(tmpdir(), `isotherm-duckdb-${process.pid}`))
  const { reader, writer } = duck
  const hashes = new ContentHashes()
  const spans = new Map<string, { readonly hash: string; readonly span: HistorySpan | undefined }>()
  let writers = 0
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const next = turn.then(task, task)
    turn = next.catch(() => undefined)
    return next
  }

  const address = (type: HistoryType, id: InstrumentId, interval?: number): SeriesAddress =>
    interval === undefined ? { root: directory, type, id } : { root: directory, type, id, interval }

  /** The span of a series, read again only when its files have changed. */
  const spanOf = async (series: SeriesAddress): Promise<HistorySpan | undefined> => {
    const paths = await partitionPaths(series)
    const hash = await hashes.ofStats(paths)
    const key = `${series.type} ${series.id} ${series.interval ?? ''}`
    const known = spans.get(key)
    if (known?.hash === hash) return known.span
    const span = await readSpan(reader, series)
    spans.set(key, { hash, span })
    return span
  }
  const intervals = (type: HistoryType, id: InstrumentId) =>
    listIntervals(join(directory, seriesFolder(HISTORY_KINDS[type], id)))
  const intervalSpans = async (type: HistoryType, id: InstrumentId): Promise<IntervalSpan[]> => {
    const found: IntervalSpan[] = []
    for (const interval of await intervals(type, id)) {
      // oxlint-disable-next-line no-await-in-loop -- one connection
      const span = await spanOf(address(type, id, interval))
      if (span !== undefined) found.push({ interval, ...span })
    }
    return found
  }

  const begin = () => beginWrite({ root: directory, connection: writer, number: ++writers, inTurn })

  return {
    directory,
    async instruments() {
      const known = await readInstruments(directory)
      return Promise.all(
        known.map(async (instrument) => ({
          instrument,
          candles: await intervalSpans('candle', instrument.id),
          openInterest: await spanOf(address('open-interest', instrument.id)),
          fundingRates: await spanOf(address('funding-rate', instrument.id)),
          liquidations: await spanOf(address('liquidation', instrument.id)),
          liquidationTotals: await intervalSpans('liquidation-total', instrument.id),
          accountRatios: await spanOf(address('account-ratio', instrument.id)),
          trades: await spanOf(address('trade', instrument.id)),
        })),
      )
    },
    definitions: () => readInstruments(directory),
    candles: (id, interval, from, to) =>
      readCandles(reader, { ...address('candle', id), interval }, { from, to }),
    openInterest: (id, from, to) => readSeries(reader, address('open-interest', id), { from, to }),
    fundingRates: (id, from, to) => readSeries(reader, address('funding-rate', id), { from, to }),
    accountRatios: (id, from, to) => readSeries(reader, address('account-ratio', id), { from, to }),
    liquidationTotals: (id, interval, from, to) =>
      readLiquidationTotals(
        reader,
        { ...address('liquidation-total', id), interval },
        { from, to },
      ),
    liquidations: (id, from, to) =>
      readLiquidations(reader, address('liquidation', id), { from, to }),
    trades: (id, from, to) => readTrades(reader, address('trade', id), { from, to }),
    async gaps(id) {
      const recorded = await readRecordedGaps(reader, address('gap', id))
      const missing = []
      for (const interval of await intervals('candle', id)) {
        // oxlint-disable-next-line no-await-in-loop -- one connection
        const openTime = await readTimes(reader, address('candle', id, interval))
        missing.push(...candleGaps(openTime, interval))
      }
      return [...recorded, ...missing]
    },
    async fingerprint(id) {
      const series = [
        ...(await intervals('candle', id)).map((interval) => address('candle', id, interval)),
        address('open-interest', id),
      ]
      const paths = await Promise.all(series.map((one) => partitionPaths(one)))
      return hashes.of(directory, paths.flat())
    },
    begin,
    async append(events, instruments) {
      const write = begin()
      try {
        await write.add(events)
      } catch (error) {
        await write.discard()
        throw error
      }
      return write.commit(instruments)
    },
    async putInstruments(instruments) {
      const changed = await inTurn(() =>
        withWriteLock(directory, 30_000, () => writeInstruments(directory, instruments)),
      )
      return changed.map(({ id }) => id)
    },
    async close() {
      await inTurn(async () => duck.close())
    },
  }
}
