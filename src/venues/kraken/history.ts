import type { StreamKind, Trade } from '../../market/event.ts'
import { MINUTE, SECOND } from '../../market/units.ts'
import { takeCandle } from '../wire/candle-row.ts'
import {
  header,
  positiveField,
  recordField,
  rowTime,
  textField,
  wordField,
} from '../wire/fields.ts'
import type { Range } from '../wire/history-plan.ts'
import { historyPlan } from '../wire/history-plan.ts'
import type { HistoryPlan, ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { trouble } from '../wire/reading.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'
import type { Fields } from '../wire/rows.ts'
import { TAKER_SIDES } from '../wire/taker-sides.ts'
import { liquidationOf, sizeOf } from './trades.ts'

/** The venue gives about 5,000 candles; 2,000 are known to fit. */
const CANDLES = 2_000

/** https://docs.kraken.com/api/docs/futures-api/charts/candles */
const candles = historyPlan(
  { interval: MINUTE, reach: undefined, rows: CANDLES },
  (listed, { from, to }) => ({
    path: `/api/charts/v1/trade/${listed.wireName}/1m?from=${Math.floor(from / SECOND)}&to=${Math.floor((to - 1) / SECOND)}`,
    weight: 1,
  }),
  (reading, answer, listed, range) => {
    const envelope = recordOf(reading, 'answer', answer)
    if (envelope === undefined) return
    const volumeUnit = listed.instrument.contractSize
    for (const row of rowsOf(reading, 'candles', envelope['candles'])) {
      const { time: openTime, open, high, low, close, volume } = row
      const candle = { openTime, open, high, low, close, volume }
      takeCandle(reading, listed, { interval: MINUTE, ...range, volumeUnit }, candle)
    }
  },
)

/** Executions of one answer. */
const EXECUTIONS = 1_000

/** Histories are allowed 100 requests in ten minutes where other addresses are allowed 500 in ten seconds. */
const HISTORY_WEIGHT = 300

/**
 * Liquidations out of all executions, back to 2022-03. Where an answer is full, later ones are left
 * out of it, and it is of no use: a shorter range must be asked for.
 * https://docs.kraken.com/api/docs/futures-api/history/get-public-execution-events
 */
const liquidations = historyPlan(
  { interval: undefined, reach: undefined, rows: EXECUTIONS },
  ({ wireName }, { from, to }) => ({
    path: `/api/history/v3/market/${wireName}/executions?since=${from}&before=${to}&sort=asc&count=${EXECUTIONS}`,
    weight: HISTORY_WEIGHT,
  }),
  (reading, answer, listed, range) => {
    const envelope = recordOf(reading, 'answer', answer)
    if (envelope === undefined) return undefined
    const elements = rowsOf(reading, 'elements', envelope['elements'])
    const full = elements.length >= EXECUTIONS
    if (full) trouble(reading, 'refused', `more than ${EXECUTIONS} executions in the range`)
    for (const element of elements) takeExecution(reading, listed, element, range)
    return full ? 'incomplete' : undefined
  },
)

/** The page's list of kinds of orders is incomplete: whatever names a liquidation is one. */
const LIQUIDATION = /liquidat/i

/** Kinds that liquidate no one. One that is in neither list is counted as unknown. */
const ORDINARY =
  /^(?:limit|market|ioc|post|fillorkill|stop|takeprofit|trailingstop|assignment|unwind|block)$/i

function takeExecution(
  reading: Reading,
  listed: ListedInstrument,
  element: Fields,
  range: Range,
): void {
  const event = recordField(reading, 'execution', element, 'event')
  const outer = event && recordField(reading, 'execution', event, 'Execution')
  const execution = outer && recordField(reading, 'execution', outer, 'execution')
  const order = execution && recordField(reading, 'execution', execution, 'takerOrder')
  if (execution === undefined || order === undefined) return
  const kind = textField(reading, 'taker order', order, 'orderType')
  if (kind === undefined || ORDINARY.test(kind)) return
  if (!LIQUIDATION.test(kind))
    return trouble(reading, 'unknown', `taker order: orderType ${kind} is of no known kind`)
  const time = rowTime(reading, 'execution', execution, 'timestamp', range)
  const price = positiveField(reading, 'execution', execution, 'price')
  const size = positiveField(reading, 'execution', execution, 'quantity')
  const takerSide = wordField(reading, 'taker order', order, 'direction', TAKER_SIDES)
  const id = textField(reading, 'execution', execution, 'uid')
  if (
    time === undefined ||
    price === undefined ||
    size === undefined ||
    takerSide === undefined ||
    id === undefined
  )
    return
  const trade: Trade = {
    type: 'trade',
    ...header(reading, listed, time),
    price,
    quantity: sizeOf(listed.instrument, size),
    takerSide,
    id,
  }
  reading.events.push(liquidationOf(trade))
}

export const history: Readonly<Partial<Record<StreamKind, HistoryPlan>>> = {
  candle: candles,
  liquidation: liquidations,
}
