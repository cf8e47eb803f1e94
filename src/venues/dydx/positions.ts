import { parseInstrumentId } from '../../market/instrument.ts'
import type { ObservedAccount, ObservedPosition } from '../../market/measured-position.ts'
import { DAY, quantity, usd } from '../../market/units.ts'
import { answerTo } from '../wire/answer-to.ts'
import { asText } from '../wire/read-json.ts'
import { amountField, decimalField, positiveField, textField, wordField } from '../wire/fields.ts'
import type { ListedAddress, PositionReader } from '../wire/positions.ts'
import type { Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'
import { DYDX } from './instruments.ts'

/**
 * dYdX names no accounts in its trades. Its indexer lists those that refer others, which trade
 * themselves; a user may name more.
 */
export const dydxPositions: PositionReader = {
  venue: DYDX,
  sources: [
    'https://docs.dydx.xyz/indexer-client/http (2026-11-22)',
    'https://github.com/dydxprotocol/v4-chain at 00f8ea3, indexer/services/comlink/public/api-documentation.md (2026-11-22)',
  ],
  accounts: (address) => accounts(address),
  lists: [{ name: 'affiliates', every: DAY, read: affiliates() }],
}

/** Each sub-account is a margin account of its own: its equity stands behind its positions alone. */
const accounts = (address: string): Read<readonly ObservedAccount[]> =>
  answerTo(
    { path: `/v4/addresses/${encodeURIComponent(address)}`, weight: 1 },
    (answer, reading) => {
      const whole = recordOf(reading, 'address', answer)
      const rows = whole && rowsOf(reading, 'subaccounts', whole['subaccounts'])
      const observed = rows?.flatMap((row) => takeAccount(reading, address, row) ?? [])
      return observed?.length === 0 && reading.problems.length > 0 ? undefined : observed
    },
  )

/** A sub-account of which a part cannot be read is left out: its equity is shared by all of it. */
function takeAccount(reading: Reading, address: string, row: Fields): ObservedAccount | undefined {
  const before = reading.problems.length
  const number = textField(reading, 'subaccount', row, 'subaccountNumber')
  const equity = decimalField(reading, 'subaccount', row, 'equity')
  const open = recordOf(reading, 'openPerpetualPositions', row['openPerpetualPositions']) ?? {}
  const positions = Object.keys(open)
    .toSorted()
    .flatMap((market) => takePosition(reading, market, open[market]) ?? [])
  if (equity === undefined || reading.problems.length > before) return undefined
  const account = { venue: DYDX, address, account: `${address}/${number}` }
  return {
    ...account,
    observedTime: reading.receivedTime,
    equityUsd: usd(equity),
    positions,
  }
}

const SIDES = new Map([
  ['long', 'long'],
  ['short', 'short'],
] as const)

/** `size` is base coins, below 0 for a short; `side` says it too. */
function takePosition(
  reading: Reading,
  market: string,
  value: unknown,
): ObservedPosition | undefined {
  const position = recordOf(reading, `position in ${shown(market)}`, value)
  if (position === undefined) return undefined
  const size = decimalField(reading, 'position', position, 'size')
  const side = wordField(reading, 'position', position, 'side', SIDES)
  if (size === undefined || side === undefined || size === 0) return undefined
  if (size > 0 !== (side === 'long'))
    return trouble(reading, 'malformed', `position: size ${size} of a ${side}`)
  const entryPrice = positiveField(reading, 'position', position, 'entryPrice')
  if (entryPrice === undefined) return undefined
  const instrument = parseInstrumentId(`${DYDX}:${market}`)
  if (instrument === undefined)
    return trouble(reading, 'unknown', `position in ${shown(market)}, which is no known symbol`)
  return {
    instrument,
    side,
    quantity: quantity(Math.abs(size)),
    entryPrice,
    liquidationPrice: undefined,
    leverage: undefined,
  }
}

function affiliates(): Read<readonly ListedAddress[]> {
  return answerTo(
    { path: '/v4/affiliates/snapshot?offset=0&limit=1000', weight: 1 },
    (answer, reading) => {
      const whole = recordOf(reading, 'affiliates', answer)
      const rows = whole && rowsOf(reading, 'affiliateList', whole['affiliateList'])
      return rows?.flatMap((row) => takeAffiliate(reading, row) ?? [])
    },
  )
}

const ADDRESS = /^dydx1[02-9ac-hj-np-z]{38}$/

function takeAffiliate(reading: Reading, row: Fields): ListedAddress | undefined {
  const address = asText(row['affiliateAddress'])
  if (address === undefined || !ADDRESS.test(address))
    return trouble(reading, 'malformed', `affiliate: address is ${shown(address)}`)
  const volume = amountField(reading, 'affiliate', row, 'affiliateReferredTotalVolume')
  return volume === undefined ? undefined : { address, hintUsd: usd(volume) }
}
