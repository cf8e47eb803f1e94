import type { Liquidation } from '../../market/event.ts'
import type { Millis } from '../../market/units.ts'
import { MINUTE, quantity } from '../../market/units.ts'
import type { InstrumentsByName } from '../wire/fields.ts'
import { decimalField, header, instrumentField, positiveField, textField } from '../wire/fields.ts'
import { asList } from '../wire/read-json.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import { listOf } from '../wire/rows.ts'

/**
 * ["pos", POS_ID, MTS, , SYMBOL, AMOUNT, BASE_PRICE, , IS_MATCH, IS_MARKET_SOLD, , PRICE_ACQUIRED].
 * IS_MATCH is 0 for the initial trigger, which has the amount of the whole position, and 1 for each
 * execution in the market. AMOUNT is the position: above 0 a long. BASE_PRICE is its entry.
 * https://docs.bitfinex.com/reference/rest-public-liquidations
 */
type Row = readonly unknown[]

const [POSITION, TIME, SYMBOL, AMOUNT, IS_MATCH, PRICE] = [1, 2, 4, 5, 8, 11]

/** How long a trigger and its execution wait for each other. They are milliseconds apart. */
const WAIT: Millis = MINUTE

/**
 * Triggers that have no price yet and executions whose trigger has not come: in recordings an
 * execution arrives before its trigger as well as after it.
 */
export interface Unpaired {
  readonly triggers: Map<
    string,
    { readonly liquidation: Omit<Liquidation, 'price'>; since: Millis }
  >
  readonly prices: Map<string, { readonly price: number; readonly since: Millis }>
}

export const nothingUnpaired = (): Unpaired => ({ triggers: new Map(), prices: new Map() })

/** Takes the rows of a message, and says which triggers have waited for a price in vain. */
export function takeLiquidations(
  reading: Reading,
  rows: unknown,
  instruments: InstrumentsByName,
  unpaired: Unpaired,
): void {
  for (const row of listOf(reading, 'liquidations', rows)) {
    const fields = asList(row)
    if (fields === undefined || fields[0] !== 'pos')
      trouble(
        reading,
        'malformed',
        `liquidation: ${shown(row)} must be a list that begins with pos`,
      )
    else takeRow(reading, fields, instruments, unpaired)
  }
  forget(reading, unpaired)
}

function takeRow(
  reading: Reading,
  row: Row,
  instruments: InstrumentsByName,
  { triggers, prices }: Unpaired,
): void {
  const listed = instrumentField(reading, 'liquidation', row, SYMBOL, instruments)
  if (listed === undefined) return
  const position = textField(reading, 'liquidation', row, POSITION)
  const amount = decimalField(reading, 'liquidation', row, AMOUNT)
  const match = decimalField(reading, 'liquidation', row, IS_MATCH)
  if (position === undefined || amount === undefined || match === undefined) return
  if (!/^\d{1,20}$/.test(position))
    return trouble(
      reading,
      'malformed',
      `liquidation: position ${shown(position)} must be an integer`,
    )
  // What is taken over by the venue may have no price: then the execution tells it.
  const priced = row[PRICE] !== null
  const price = priced ? positiveField(reading, 'liquidation', row, PRICE) : undefined
  if (priced && price === undefined) return
  if (match !== 0 && match !== 1)
    return trouble(reading, 'malformed', `liquidation: field 8 is ${match}, must be 0 or 1`)
  if (amount === 0)
    return trouble(reading, 'malformed', 'liquidation: amount is 0, must be another number')
  const about = header(reading, listed, row[TIME])
  const key = `${position} ${listed.wireName}`
  if (match === 1) {
    if (price === undefined)
      return trouble(reading, 'drift', 'liquidation: an execution without its price')
    const waiting = triggers.get(key)
    if (waiting !== undefined) reading.events.push({ ...waiting.liquidation, price })
    else prices.set(key, { price, since: reading.receivedTime })
    triggers.delete(key)
    return
  }
  const liquidation: Omit<Liquidation, 'price'> = {
    type: 'liquidation',
    ...about,
    position: amount > 0 ? 'long' : 'short',
    priceKind: 'fill',
    quantity: quantity(Math.abs(amount)),
    // A position may be triggered again after it was reduced.
    id: `${position}-${about.exchangeTime}`,
  }
  const known = price ?? prices.get(key)?.price
  if (known !== undefined) reading.events.push({ ...liquidation, price: known })
  else triggers.set(key, { liquidation, since: reading.receivedTime })
}

/** A trigger without an execution is a liquidation that cannot be told, and is counted as such. */
export function forget(reading: Reading, { triggers, prices }: Unpaired): void {
  const before = reading.receivedTime - WAIT
  for (const [key, { liquidation, since }] of triggers)
    if (since < before) {
      triggers.delete(key)
      const what = `${liquidation.quantity} of ${liquidation.instrument}`
      trouble(reading, 'drift', `liquidation of ${what}: no execution told its price`)
    }
  for (const [key, { since }] of prices) if (since < before) prices.delete(key)
}
