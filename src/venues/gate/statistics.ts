import type { MarketEvent, StreamKind } from '../../market/event.ts'
import { quantityOf } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import { contracts, MINUTE, quantity, SECOND } from '../../market/units.ts'
import { eventsOf } from '../wire/answer-to.ts'
import { amountField, header, rowTime } from '../wire/fields.ts'
import type { ListedInstrument, Poll, Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { rowsOf } from '../wire/rows.ts'
import type { Fields } from '../wire/rows.ts'
import { fromSeconds, FUTURES } from './instruments.ts'

/** Rows of `contract_stats` stand for five minutes. */
export const STATISTICS_INTERVAL: Millis = 5 * MINUTE

const inContracts = (listed: ListedInstrument, count: number) =>
  quantity(Number(quantityOf(listed.instrument, contracts(count)).toPrecision(12)))

/** Statistics of five minutes each from a time on. */
export function statistics(
  listed: ListedInstrument,
  from: Millis,
  rows: number,
  take: (reading: Reading, row: Fields) => void,
): Read<readonly MarketEvent[]> {
  const start = Math.floor(from / SECOND)
  return eventsOf(
    {
      path: `${FUTURES}/contract_stats?contract=${listed.wireName}&interval=5m&from=${start}&limit=${rows}`,
      weight: 1,
    },
    (answer, reading) => {
      for (const row of rowsOf(reading, 'contract_stats', answer)) take(reading, row)
    },
  )
}

/** The time of a row as the start of its five minutes, where it lies in [from, to) and they are over. */
function closedRow(reading: Reading, row: Fields, from: Millis, to: Millis): Millis | undefined {
  const ms = row['time'] === undefined ? {} : { time: fromSeconds(row['time']) ?? row['time'] }
  const time = rowTime(reading, 'contract_stats', ms, 'time', { from, to })
  return time === undefined || time + STATISTICS_INTERVAL > reading.receivedTime ? undefined : time
}

/** Liquidated contracts of both sides in the five minutes from `time` on; complete, unlike the stream. */
export const takeTotals =
  (listed: ListedInstrument, from: Millis, to: Millis) => (reading: Reading, row: Fields) => {
    const start = closedRow(reading, row, from, to)
    if (start === undefined) return
    const long = amountField(reading, 'contract_stats', row, 'long_liq_size')
    const short = amountField(reading, 'contract_stats', row, 'short_liq_size')
    if (long === undefined || short === undefined) return
    reading.events.push({
      type: 'liquidation-total',
      ...header(reading, listed, start + STATISTICS_INTERVAL),
      interval: STATISTICS_INTERVAL,
      longQuantity: inContracts(listed, long),
      shortQuantity: inContracts(listed, short),
    })
  }

/**
 * `open_interest` counts both sides, as `total_size` of the ticker does. Taken
 * as of the row's own time, for the page does not say whether that is its start or its end.
 */
export const takeOpenInterest =
  (listed: ListedInstrument, from: Millis, to: Millis) => (reading: Reading, row: Fields) => {
    const time = closedRow(reading, row, from, to)
    const both = amountField(reading, 'contract_stats', row, 'open_interest')
    if (time === undefined || both === undefined) return
    const about = header(reading, listed, time)
    reading.events.push({
      type: 'open-interest',
      ...about,
      openInterest: inContracts(listed, both / 2),
    })
  }

export const polls = (
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
): Poll[] =>
  !wanted.includes('liquidation-total')
    ? []
    : instruments.map((listed) => ({
        key: `contract_stats ${listed.wireName}`,
        stream: 'liquidation-total',
        instruments: [listed.instrument.id],
        every: STATISTICS_INTERVAL / 2,
        read: latest(listed),
      }))

/** The last rows that the venue has, whatever the time is. */
function latest(listed: ListedInstrument): Read<readonly MarketEvent[]> {
  const take = takeTotals(listed, 0, Number.POSITIVE_INFINITY)
  return {
    ...statistics(listed, 0, 6, take),
    path: `${FUTURES}/contract_stats?contract=${listed.wireName}&interval=5m&limit=6`,
  }
}
