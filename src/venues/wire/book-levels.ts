import { decimal } from './decimal.ts'
import { asList } from './read-json.ts'
import type { Reading } from './reading.ts'
import { shown, trouble } from './reading.ts'

/** Price and quantity; quantity 0 deletes. */
export type Level = readonly [price: number, quantity: number]

/**
 * Levels of an order book, each a list that begins with price and amount. One level that cannot be
 * right spoils all: half a change would leave a wrong book behind.
 * @param unit what one unit of the amount is worth in the instrument's quantity
 */
export function bookLevels(
  reading: Reading,
  what: string,
  list: unknown,
  unit: number,
): readonly Level[] | undefined {
  const rows = asList(list)
  if (rows === undefined) {
    const kind = list === undefined ? 'drift' : 'malformed'
    return trouble(reading, kind, `${what}: levels are ${shown(list)}, must be a list`)
  }
  const levels: Level[] = []
  for (const row of rows) {
    const [price, amount] = [decimal(asList(row)?.[0]), decimal(asList(row)?.[1])]
    if (price === undefined || price <= 0 || amount === undefined || amount < 0) {
      const right = 'a price above 0 and an amount of 0 or more'
      return trouble(reading, 'malformed', `${what}: level ${shown(row)} must be ${right}`)
    }
    levels.push([price, amount * unit])
  }
  return levels
}
