import type { StreamKind } from '../../market/event.ts'
import { MINUTE, SECOND } from '../../market/units.ts'
import { takeCandle } from '../wire/candle-row.ts'
import { historyPlan } from '../wire/history-plan.ts'
import type { HistoryPlan } from '../wire/reader.ts'
import { rowsOf } from '../wire/rows.ts'
import { fromSeconds, FUTURES } from './instruments.ts'
import { statistics, STATISTICS_INTERVAL, takeOpenInterest, takeTotals } from './statistics.ts'

/** The venue gives at most 2,000 points. */
const CANDLES = 1_000

/** https://www.gate.com/docs/developers/apiv4/en/#get-futures-candlesticks */
const candles = historyPlan(
  { interval: MINUTE, reach: undefined, rows: CANDLES },
  (listed, { from, to }) => ({
    path: `${FUTURES}/candlesticks?contract=${listed.wireName}&interval=1m&from=${Math.floor(from / SECOND)}&to=${Math.floor((to - 1) / SECOND)}`,
    weight: 1,
  }),
  (reading, answer, listed, range) => {
    // `v` is in contracts.
    const volumeUnit = listed.instrument.contractSize
    for (const { t, o, h, l, c, v } of rowsOf(reading, 'candlesticks', answer))
      takeCandle(
        reading,
        listed,
        { interval: MINUTE, ...range, volumeUnit },
        { openTime: fromSeconds(t) ?? t, open: o, high: h, low: l, close: c, volume: v },
      )
  },
)

const STATISTICS = {
  interval: STATISTICS_INTERVAL,
  reach: undefined,
  rows: 100,
} as const satisfies Partial<HistoryPlan>

export const history: Readonly<Partial<Record<StreamKind, HistoryPlan>>> = {
  candle: candles,
  'open-interest': {
    ...STATISTICS,
    read: (listed, from, to) =>
      statistics(listed, from, STATISTICS.rows, takeOpenInterest(listed, from, to)),
  },
  'liquidation-total': {
    ...STATISTICS,
    read: (listed, from, to) =>
      statistics(listed, from, STATISTICS.rows, takeTotals(listed, from, to)),
  },
}
