import { parseInstrumentId } from '../../market/instrument.ts'
import type { ObservedAccount, ObservedPosition } from '../../market/measured-position.ts'
import { DAY, quantity } from '../../market/units.ts'
import { answerTo } from '../wire/answer-to.ts'
import { decimal, positive } from '../wire/decimal.ts'
import { eventTime } from '../wire/event-time.ts'
import { decimalField, positiveField } from '../wire/fields.ts'
import type { PositionReader } from '../wire/positions.ts'
import type { Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'
import { info, LIGHT_WEIGHT } from './info.ts'
import { HYPERLIQUID } from './instruments.ts'
import { leaderboard } from './leaderboard.ts'

export const hyperliquidPositions: PositionReader = {
  venue: HYPERLIQUID,
  sources: [
    'https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/info-endpoint/perpetuals (2026-11-22)',
    'https://stats-data.hyperliquid.xyz/Mainnet/leaderboard is not documented',
  ],
  accounts: (address) => accounts(address),
  lists: [{ name: 'leaderboard', every: DAY, read: leaderboard }],
}

/** Positions of the venue's own perpetuals; each builder's exchange would be a request of its own. */
const accounts = (address: string): Read<readonly ObservedAccount[]> =>
  answerTo(info({ type: 'clearinghouseState', user: address }, LIGHT_WEIGHT), (answer, reading) => {
    const state = recordOf(reading, 'clearinghouseState', answer)
    if (state === undefined) return undefined
    const rows = rowsOf(reading, 'assetPositions', state['assetPositions'])
    const positions = rows.flatMap((row) => {
      const position = recordOf(reading, 'position', row['position'])
      return (position && takePosition(reading, position)) ?? []
    })
    // An account of which a part cannot be read is not known: what it held before stands.
    if (reading.problems.length > 0) return undefined
    const observedTime = eventTime(state['time'], reading.receivedTime).exchangeTime
    const account = { venue: HYPERLIQUID, address, account: address }
    return [{ ...account, observedTime, equityUsd: undefined, positions }]
  })

/** `szi` is base coins, below 0 for a short. */
function takePosition(reading: Reading, position: Fields): ObservedPosition | undefined {
  const size = decimalField(reading, 'position', position, 'szi')
  if (size === undefined || size === 0) return undefined
  const coin = position['coin']
  const instrument =
    typeof coin === 'string' ? parseInstrumentId(`${HYPERLIQUID}:${coin}`) : undefined
  if (instrument === undefined)
    return trouble(reading, 'malformed', `position: coin is ${shown(coin)}, must be a symbol`)
  const entryPrice = positiveField(reading, 'position', position, 'entryPx')
  const leverage = positive(recordOf(reading, 'leverage', position['leverage'])?.['value'])
  const liquidationPrice = takeLiquidationPrice(reading, position)
  if (entryPrice === undefined) return undefined
  return {
    instrument,
    side: size > 0 ? 'long' : 'short',
    quantity: quantity(Math.abs(size)),
    entryPrice,
    liquidationPrice,
    leverage,
  }
}

/** `null` where no price above 0 liquidates it. */
function takeLiquidationPrice(reading: Reading, position: Fields): number | undefined {
  const value = position['liquidationPx']
  if (value === null) return undefined
  const price = decimal(value)
  if (price !== undefined) return price > 0 ? price : undefined
  return trouble(
    reading,
    value === undefined ? 'drift' : 'malformed',
    `position: liquidationPx is ${shown(value)}, must be a price or null`,
  )
}
