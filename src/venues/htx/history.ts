import type { StreamKind } from '../../market/event.ts'
import { quantityOf } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import { contracts, HOUR, MINUTE, SECOND } from '../../market/units.ts'
import { eventsOf } from '../wire/answer-to.ts'
import { takeCandle } from '../wire/candle-row.ts'
import { decimal } from '../wire/decimal.ts'
import { amountField, header, rowTime, wordField } from '../wire/fields.ts'
import { historyPlan } from '../wire/history-plan.ts'
import type { HistoryPlan, ListedInstrument, Poll } from '../wire/reader.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'
import { BOTH_SIDES, envelopeOf } from './instruments.ts'

/** The venue gives at most 2,000 candles. */
const CANDLES = 1_000

/** https://www.htx.com/en-us/opend/newApiPages/?id=8cb80aca-77b5-11ed-9966-0242ac110003 */
const candles = historyPlan(
  { interval: MINUTE, reach: undefined, rows: CANDLES },
  (listed, { from, to }) => ({
    path: `/linear-swap-ex/market/history/kline?contract_code=${listed.wireName}&period=1min&from=${seconds(from)}&to=${seconds(to - 1)}`,
    weight: 1,
  }),
  (reading, answer, listed, range) => {
    const envelope = envelopeOf(answer, reading)
    if (envelope === undefined) return
    const volumeUnit = listed.instrument.contractSize / BOTH_SIDES
    for (const row of rowsOf(reading, 'kline', envelope['data'])) {
      const { id, open, high, low, close, vol: volume } = row
      const start = decimal(id)
      const openTime = start === undefined ? id : start * SECOND
      const candle = { openTime, open, high, low, close, volume }
      takeCandle(reading, listed, { interval: MINUTE, ...range, volumeUnit }, candle)
    }
  },
)

/** The newest hours alone can be asked for. */
const HOURS = 200

/**
 * Open interest in contracts at each full hour. The page does not say that it counts both sides, its
 * examples do: 27,112 here and 27,104 in `swap_open_interest` for one contract on 2021-12-06.
 */
const openInterests = historyPlan(
  { interval: HOUR, reach: HOURS * HOUR, rows: HOURS },
  ({ wireName }) => ({
    path: `/linear-swap-api/v1/swap_his_open_interest?contract_code=${wireName}&period=60min&size=${HOURS}&amount_type=1`,
    weight: 1,
  }),
  (reading, answer, listed, range) => {
    const envelope = envelopeOf(answer, reading)
    const data = envelope && recordOf(reading, 'data', envelope['data'])
    if (data === undefined) return
    for (const row of rowsOf(reading, 'tick', data['tick'])) {
      const time = rowTime(reading, 'tick', row, 'ts', range)
      const both = amountField(reading, 'tick', row, 'volume')
      if (time === undefined || both === undefined) continue
      const openInterest = quantityOf(listed.instrument, contracts(both / BOTH_SIDES))
      const about = header(reading, listed, time)
      reading.events.push({ type: 'open-interest', ...about, openInterest })
    }
  },
)

export const history: Readonly<Partial<Record<StreamKind, HistoryPlan>>> = {
  candle: candles,
  'open-interest': openInterests,
}

export const polls = (
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
): Poll[] =>
  !wanted.includes('open-interest')
    ? []
    : instruments.map((listed) => ({
        key: `open-interest ${listed.wireName}`,
        stream: 'open-interest',
        instruments: [listed.instrument.id],
        every: 30 * SECOND,
        read: openInterestNow(listed),
      }))

/** https://www.htx.com/en-us/opend/newApiPages/?id=8cb80166-77b5-11ed-9966-0242ac110003 */
const openInterestNow = (listed: ListedInstrument): Poll['read'] =>
  eventsOf(
    { path: `/linear-swap-api/v1/swap_open_interest?contract_code=${listed.wireName}`, weight: 1 },
    (answer, reading) => {
      const envelope = envelopeOf(answer, reading)
      if (envelope === undefined) return
      for (const row of rowsOf(reading, 'open interest', envelope['data'])) {
        const right = new Map([[listed.wireName.toLowerCase(), listed]])
        const meant = wordField(reading, 'open interest', row, 'contract_code', right)
        const both = amountField(reading, 'open interest', row, 'volume')
        if (meant === undefined || both === undefined) continue
        const openInterest = quantityOf(listed.instrument, contracts(both / BOTH_SIDES))
        const about = header(reading, listed, envelope['ts'])
        reading.events.push({ type: 'open-interest', ...about, openInterest })
      }
    },
  )

const seconds = (time: Millis): number => Math.floor(time / SECOND)
