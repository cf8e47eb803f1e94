import { quantity } from '../../market/units.ts'
import type { InstrumentsByName } from '../wire/fields.ts'
import { header, instrumentField, positiveField, textField } from '../wire/fields.ts'
import { asText } from '../wire/read-json.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'

/**
 * Takes a trade. The taker is the side that is not the maker's. A liquidation is an order that the
 * venue sends for the account, filled at once or not at all, so the liquidated account is the
 * taker: one that buys back was short. It is a trade as well.
 * https://docs.allium.so/historical-data/supported-blockchains/lighter/dex/liquidations.md
 * @param forced whether it came in the list of liquidations
 */
export function takeTrade(
  reading: Reading,
  trade: Fields,
  forced: boolean,
  instruments: InstrumentsByName,
): void {
  const listed = instrumentField(reading, 'trade', trade, 'market_id', instruments)
  if (listed === undefined) return
  const price = positiveField(reading, 'trade', trade, 'price')
  const size = positiveField(reading, 'trade', trade, 'size')
  const type = textField(reading, 'trade', trade, 'type')
  const id = asText(trade['trade_id_str']) ?? textField(reading, 'trade', trade, 'trade_id')
  const takerBuys = trade['is_maker_ask']
  if (typeof takerBuys !== 'boolean')
    return trouble(
      reading,
      takerBuys === undefined ? 'drift' : 'malformed',
      `trade: is_maker_ask is ${shown(takerBuys)}, must be true or false`,
    )
  if (price === undefined || size === undefined || id === undefined || type === undefined) return
  if (type !== (forced ? 'liquidation' : 'trade'))
    return trouble(
      reading,
      'unknown',
      `trade: type is ${shown(type)} in the list of ${forced ? 'liquidations' : 'trades'}`,
    )
  const about = { ...header(reading, listed, trade['timestamp']), price, id }
  const amount = { quantity: quantity(size) }
  reading.events.push({ type: 'trade', ...about, ...amount, takerSide: takerBuys ? 'buy' : 'sell' })
  if (forced)
    reading.events.push({
      type: 'liquidation',
      ...about,
      ...amount,
      position: takerBuys ? 'short' : 'long',
      priceKind: 'fill',
    })
}
