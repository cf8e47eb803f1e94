import {
  candlesTable,
  fundingRatesTable,
  gapsTable,
  liquidationsTable,
  openInterestTable,
  storedTotalsTable,
} from '../../api/table/market-tables.ts'
import type { Row } from '../../api/table/table.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import { resampleCandles } from '../../pipeline/resample-candles.ts'
import { liquidationInfo } from '../../server/market/liquidation-info.ts'
import { HISTORY_KINDS } from '../../store/history-kinds.ts'
import { partitionSpan } from '../../store/history-path.ts'
import type { History, HistoryInstrument, HistorySpan } from '../../store/history.ts'
import { intervalName } from '../../store/interval.ts'
import type { Exported } from './exported.ts'
import type { TimeRange } from '../history/stored-source.ts'

/** What a history holds, as tables: read a month at a time, so that no more is in memory. */

/** Of the finest interval that is stored where none is said. */
export function exportedCandles(
  history: History,
  range: TimeRange & { readonly interval: Millis | undefined },
): Exported {
  async function* parts({ instrument: { id }, candles }: HistoryInstrument) {
    const wanted = range.interval ?? candles[0]?.interval
    if (wanted === undefined) return
    const stored = candles.find((one) => one.interval === wanted)
    if (stored !== undefined)
      yield* byMonth(stored, range, async (from, to) =>
        candlesTable.rows({ instrument: id, ...(await history.candles(id, wanted, from, to)) }),
      )
    else yield candlesTable.rows({ instrument: id, ...(await joined(id, candles, wanted)) })
  }

  /** Read whole: which buckets are left out depends on where candles begin and end. */
  async function joined(id: InstrumentId, candles: HistoryInstrument['candles'], wanted: Millis) {
    const finest = candles.find((one) => wanted % one.interval === 0)
    if (finest === undefined) {
      const names = candles.map((one) => intervalName(one.interval)).join(', ')
      throw new RangeError(
        `${id} has candles of ${names}, which make none of ${intervalName(wanted)}`,
      )
    }
    // Buckets by open time, as the API answers them.
    const up = (time: Millis) => Math.ceil(time / wanted) * wanted
    const from = range.from === undefined ? finest.from : up(range.from)
    return resampleCandles(
      await history.candles(id, finest.interval, from, up(range.to ?? finest.to)),
      wanted,
    )
  }
  return { columns: candlesTable.columns, parts }
}

export const exportedOpenInterest = (history: History, range: TimeRange): Exported => ({
  columns: openInterestTable.columns,
  parts: ({ instrument: { id }, openInterest: span }) =>
    byMonth(span, range, async (from, to) => {
      const { time, value: openInterest } = await history.openInterest(id, from, to)
      return openInterestTable.rows({ instrument: id, time, openInterest })
    }),
})

export const exportedFunding = (history: History, range: TimeRange): Exported => ({
  columns: fundingRatesTable.columns,
  parts: ({ instrument: { id }, fundingRates: span }) =>
    byMonth(span, range, async (from, to) =>
      fundingRatesTable.rows({ instrument: id, ...(await history.fundingRates(id, from, to)) }),
    ),
})

export const exportedLiquidations = (history: History, range: TimeRange): Exported => ({
  columns: liquidationsTable.columns,
  parts: ({ instrument, liquidations: span }) =>
    byMonth(span, range, async (from, to) => {
      const events = await history.liquidations(instrument.id, from, to)
      return liquidationsTable.rows({
        liquidations: events.map((event) => liquidationInfo(instrument, event)),
      })
    }),
})

export const exportedTotals = (history: History, range: TimeRange): Exported => ({
  columns: storedTotalsTable.columns,
  async *parts({ instrument: { id }, liquidationTotals }) {
    for (const { interval, ...span } of liquidationTotals)
      yield* byMonth(span, range, async (from, to) => {
        const totals = await history.liquidationTotals(id, interval, from, to)
        return storedTotalsTable.rows({ instrument: id, ...totals })
      })
  },
})

/** Gaps that lie in the range, or reach into it. */
export const exportedGaps = (
  history: History,
  { from = -Infinity, to = Infinity }: TimeRange,
): Exported => ({
  columns: gapsTable.columns,
  async *parts({ instrument: { id } }) {
    const gaps = (await history.gaps(id)).filter((gap) => gap.from < to && gap.to > from)
    yield gapsTable.rows({ instrument: id, gaps })
  },
})

async function* byMonth(
  span: HistorySpan | undefined,
  range: TimeRange,
  read: (from: Millis, to: Millis) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  if (span === undefined) return
  const to = Math.min(span.to, range.to ?? span.to)
  for (let from = Math.max(span.from, range.from ?? span.from); from < to; ) {
    const end = Math.min(to, partitionSpan(HISTORY_KINDS.candle, from).to)
    // oxlint-disable-next-line no-await-in-loop -- what is read is written before more is
    yield await read(from, end)
    from = end
  }
}
