import type { PositionSide } from '../../market/units.ts'
import { quantity } from '../../market/units.ts'
import type { InstrumentsByName } from '../wire/fields.ts'
import { header, instrumentField, positiveField, wordField } from '../wire/fields.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { rowsOf } from '../wire/rows.ts'

/** `net`: the account holds one position per instrument, and only the order tells its side. */
const POSITIONS: ReadonlyMap<string, PositionSide | 'net'> = new Map([
  ['long', 'long'],
  ['short', 'short'],
  ['net', 'net'],
])

/** `side` is the side of the order that closes the position: a sell closes a long. */
const CLOSED_BY: ReadonlyMap<string, PositionSide> = new Map([
  ['sell', 'long'],
  ['buy', 'short'],
])

/** One message may be about several instruments, and each may have several details. */
export function takeLiquidations(reading: Reading, data: unknown, known: InstrumentsByName): void {
  for (const row of rowsOf(reading, 'liquidation-orders.data', data)) {
    const details = rowsOf(reading, 'liquidation-orders.details', row['details'])
    const listed = instrumentField(reading, 'liquidation-orders', row, 'instId', known)
    if (listed === undefined) {
      // One was counted as untracked; there are as many as details.
      reading.untracked += Math.max(0, details.length - 1)
      continue
    }
    for (const detail of details) takeDetail(reading, detail, listed)
  }
}

function takeDetail(reading: Reading, detail: Fields, listed: ListedInstrument): void {
  const what = 'liquidation-orders.details'
  const held = wordField(reading, what, detail, 'posSide', POSITIONS)
  if (held === undefined) return
  const position = held === 'net' ? wordField(reading, what, detail, 'side', CLOSED_BY) : held
  const price = positiveField(reading, what, detail, 'bkPx')
  const contracts = positiveField(reading, what, detail, 'sz')
  if (position === undefined || price === undefined || contracts === undefined) return
  reading.events.push({
    type: 'liquidation',
    ...header(reading, listed, detail['ts']),
    position,
    price,
    priceKind: 'bankruptcy',
    quantity: quantity(contracts * listed.instrument.contractSize),
  })
}
