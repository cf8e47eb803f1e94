import { HOUR, quantity } from '../../market/units.ts'
import { amountField, decimalField, header, positiveField } from '../wire/fields.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'

/** Fields of a derivative's status. https://docs.bitfinex.com/reference/ws-public-status */
const [CURRENT_FUNDING, MARK_PRICE] = [11, 14]
export const OPEN_INTEREST = 17

/** Funding is that of the current eight hours; open interest is in contracts of one coin. */
export function takeStatus(
  reading: Reading,
  listed: ListedInstrument,
  row: readonly unknown[],
): void {
  const about = header(reading, listed, row[0])
  const markPrice = positiveField(reading, 'status', row, MARK_PRICE)
  if (markPrice !== undefined) reading.events.push({ type: 'mark-price', ...about, markPrice })
  const fundingRate = decimalField(reading, 'status', row, CURRENT_FUNDING)
  if (fundingRate !== undefined)
    reading.events.push({ type: 'funding-rate', ...about, fundingRate, interval: 8 * HOUR })
  const openInterest = amountField(reading, 'status', row, OPEN_INTEREST)
  if (openInterest !== undefined)
    reading.events.push({ type: 'open-interest', ...about, openInterest: quantity(openInterest) })
}
