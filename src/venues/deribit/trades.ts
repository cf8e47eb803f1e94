import type { Liquidation, Trade } from '../../market/event.ts'
import type { PositionSide } from '../../market/units.ts'
import { quantity } from '../../market/units.ts'
import { header, positiveField, textField, wordField } from '../wire/fields.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { TAKER_SIDES } from '../wire/taker-sides.ts'

/** "M" when the maker's side was under liquidation, "T" when the taker's, "MT" when both were. */
const LIQUIDATED = new Map([
  ['t', ['taker']],
  ['m', ['maker']],
  ['mt', ['taker', 'maker']],
] as const)

/**
 * The position that an order closes: one that sells closes a long. `direction` is the taker's, and
 * the maker's order is the other way: a taker buys from a liquidated long.
 */
function closedBy(party: 'taker' | 'maker', direction: Trade['takerSide']): PositionSide {
  const sold = party === 'taker' ? direction === 'sell' : direction === 'buy'
  return sold ? 'long' : 'short'
}

/**
 * Takes a trade, and for each party that was being liquidated a liquidation of the same amount.
 * `amount` is USD of inverse contracts and coins of linear ones.
 * https://docs.deribit.com/subscriptions/trades/tradesinstrument_nameinterval
 */
export function takeTrade(
  reading: Reading,
  listed: ListedInstrument,
  row: Fields,
  wanted: 'both' | 'trade' | 'liquidation' = 'both',
): void {
  const price = positiveField(reading, 'trade', row, 'price')
  const amount = positiveField(reading, 'trade', row, 'amount')
  const takerSide = wordField(reading, 'trade', row, 'direction', TAKER_SIDES)
  const id = textField(reading, 'trade', row, 'trade_id')
  if (price === undefined || amount === undefined || takerSide === undefined || id === undefined)
    return
  const about = { ...header(reading, listed, row['timestamp']), price, quantity: quantity(amount) }
  if (wanted !== 'liquidation') reading.events.push({ type: 'trade', ...about, takerSide, id })
  // Absent from a trade that liquidates no one.
  if (wanted === 'trade' || row['liquidation'] === undefined) return
  for (const party of wordField(reading, 'trade', row, 'liquidation', LIQUIDATED) ?? []) {
    const liquidation: Liquidation = {
      type: 'liquidation',
      ...about,
      position: closedBy(party, takerSide),
      priceKind: 'fill',
      id: party === 'taker' ? id : `${id}-maker`,
    }
    reading.events.push(liquidation)
  }
}

/** The instrument of a row that may be about another. */
export function isAbout(reading: Reading, listed: ListedInstrument, row: Fields): boolean {
  const name = row['instrument_name']
  if (name === listed.wireName) return true
  const right = `must be ${listed.wireName}`
  trouble(reading, 'malformed', `trade: instrument_name is ${shown(name)}, ${right}`)
  return false
}
