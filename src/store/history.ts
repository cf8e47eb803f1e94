import { mkdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MarketEvent } from '../market/event.ts'
import type { Instrument, InstrumentId } from '../market/instrument.ts'
import type { Millis } from '../market/units.ts'
import { openDuck } from './duck.ts'
import { ContentHashes } from './history-fingerprint.ts'
import { candleGaps } from './history-gaps.ts'
import { readInstruments, writeInstruments } from './history-instruments.ts'
import type { HistoryType } from './history-kinds.ts'
import {
  readFirstLiquidations,
  readLiquidations,
  readRecordedGaps,
  readTrades,
} from './history-read-events.ts'
import {
  partitionPaths,
  readCandles,
  readFundingRates,
  readLiquidationColumns,
  readLiquidationTotals,
  readSeries,
  readTimes,
} from './history-read.ts'
import { addressIn, HistorySpans, intervalsOf } from './history-spans.ts'
import { beginWrite, PATIENCE_MS } from './history-write.ts'
import { makeTurns } from './turns.ts'
import type { AppendReport, History, HistoryWriter } from './history-contract.ts'
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
  const { reader } = duck
  const reading = makeTurns()
  const writing = makeTurns()
  const hashes = new ContentHashes()
  const spans = new HistorySpans(directory, reader, reading, hashes)
  const address = addressIn(directory)
  let writers = 0
  const begin = () =>
    beginWrite({ root: directory, connect: duck.connect, number: ++writers, inTurn: writing })
  const appends = new Set<Promise<unknown>>()
  const series = (type: HistoryType) => (id: InstrumentId, from: Millis, to: Millis) =>
    reading(() => readSeries(reader, address(type, id), { from, to }))

  return {
    directory,
    definitions: () => readInstruments(directory),
    async instruments() {
      const known = await readInstruments(directory)
      return Promise.all(known.map((instrument) => spans.of(instrument)))
    },
    candles: (id, interval, from, to) =>
      reading(() => readCandles(reader, { ...address('candle', id), interval }, { from, to })),
    openInterest: series('open-interest'),
    fundingRates: (id, from, to) =>
      reading(() => readFundingRates(reader, address('funding-rate', id), { from, to })),
    accountRatios: series('account-ratio'),
    liquidationTotals: (id, interval, from, to) =>
      reading(() => {
        const place = { ...address('liquidation-total', id), interval }
        return readLiquidationTotals(reader, place, { from, to })
      }),
    liquidations: (id, from, to, first) =>
      reading(async () => {
        const place = address('liquidation', id)
        return first === undefined
          ? readLiquidations(reader, place, { from, to })
          : readFirstLiquidations(reader, place, { from, to }, first)
      }),
    liquidationColumns: (id, from, to) =>
      reading(() => readLiquidationColumns(reader, address('liquidation', id), { from, to })),
    trades: (id, from, to) => reading(() => readTrades(reader, address('trade', id), { from, to })),
    async gaps(id) {
      const recorded = await reading(() => readRecordedGaps(reader, address('gap', id)))
      const missing = await Promise.all(
        (await intervalsOf(directory, 'candle', id)).map(async (interval) => {
          const candles = address('candle', id, interval)
          return candleGaps(await reading(() => readTimes(reader, candles)), interval)
        }),
      )
      return [...recorded, ...missing.flat()]
    },
    async fingerprint(id) {
      const intervals = await intervalsOf(directory, 'candle', id)
      const paths = await Promise.all(
        [
          ...intervals.map((interval) => address('candle', id, interval)),
          address('open-interest', id),
        ].map((one) => partitionPaths(one)),
      )
      return hashes.of(directory, paths.flat())
    },
    begin,
    append(events, instruments) {
      const appended = appendAll(begin(), events, instruments)
      const settled: Promise<unknown> = appended.then(
        () => appends.delete(settled),
        () => appends.delete(settled),
      )
      appends.add(settled)
      return appended
    },
    async putInstruments(instruments) {
      const changed = await writing(() =>
        withWriteLock(directory, PATIENCE_MS, () => writeInstruments(directory, instruments)),
      )
      return changed.map(({ id }) => id)
    },
    async close() {
      // What was begun is finished: closing DuckDB under a query would end the process.
      await Promise.all(appends)
      await writing(() => reading(async () => duck.close()))
    },
  }
}

async function appendAll(
  write: HistoryWriter,
  events: Iterable<MarketEvent>,
  instruments: readonly Instrument[] | undefined,
): Promise<AppendReport> {
  try {
    await write.add(events)
  } catch (error) {
    await write.discard()
    throw error
  }
  return write.commit(instruments)
}
