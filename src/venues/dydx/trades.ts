import { quantity } from '../../market/units.ts'
import { header, positiveField, textField, wordField } from '../wire/fields.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { TAKER_SIDES } from '../wire/taker-sides.ts'
import { isoTime } from './iso-time.ts'

/**
 * Takes a trade. Its side is that of the taker, and a liquidated or deleveraged account is the
 * taker of its own closing: who sells loses a long. A liquidation is a fill in the book and so a
 * trade too; a deleveraging matches two accounts outside it, at the bankruptcy price.
 * https://github.com/dydxprotocol/v4-chain, indexer/packages/postgres/src/types/fill-types.ts
 */
export function takeTrade(reading: Reading, listed: ListedInstrument, trade: Fields): void {
  const price = positiveField(reading, 'trade', trade, 'price')
  const size = positiveField(reading, 'trade', trade, 'size')
  const takerSide = wordField(reading, 'trade', trade, 'side', TAKER_SIDES)
  const id = textField(reading, 'trade', trade, 'id')
  const type = textField(reading, 'trade', trade, 'type')
  if (price === undefined || size === undefined || takerSide === undefined) return
  if (id === undefined || type === undefined) return
  const about = { ...header(reading, listed, isoTime(trade['createdAt'])), price, id }
  const amount = { quantity: quantity(size) }
  const forced = type === 'LIQUIDATED' || type === 'DELEVERAGED'
  if (!forced && type !== 'LIMIT' && type !== 'MARKET' && type !== 'TWAP_SUBORDER')
    trouble(reading, 'unknown', `trade: type is ${shown(type)}, taken as a plain trade`)
  if (type !== 'DELEVERAGED') reading.events.push({ type: 'trade', ...about, ...amount, takerSide })
  if (forced)
    reading.events.push({
      type: 'liquidation',
      ...about,
      ...amount,
      position: takerSide === 'sell' ? 'long' : 'short',
      priceKind: type === 'DELEVERAGED' ? 'bankruptcy' : 'fill',
    })
}
