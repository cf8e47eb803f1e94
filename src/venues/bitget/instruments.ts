import type { Instrument } from '../../market/instrument.ts'
import type { RiskTier, RiskTierTable } from '../../market/risk-tier.ts'
import { withDeductions } from '../../market/risk-tier.ts'
import { venueId } from '../venue.ts'
import { answerTo } from '../wire/answer-to.ts'
import { amountField, positiveField } from '../wire/fields.ts'
import { listingOf } from '../wire/listing.ts'
import type { ListedInstrument, Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'
import type { Fields } from '../wire/rows.ts'

export const BITGET = venueId('bitget')

/**
 * The one product line that is read; the socket spells it in lower case. Coin-margined contracts
 * are left out: no recording shows the unit of their liquidations.
 */
export const CATEGORY = 'USDT-FUTURES'

/** The answer's `data`, where the venue says that all went well. */
export function dataOf(answer: unknown, reading: Reading): unknown {
  const envelope = recordOf(reading, 'answer', answer)
  if (envelope === undefined) return undefined
  if (envelope['code'] === '00000') return envelope['data'] ?? null
  const said = `code ${shown(envelope['code'])}: ${shown(envelope['msg'])}`
  return trouble(reading, 'refused', `the venue refuses the request: ${said}, must be code 00000`)
}

/** https://www.bitget.com/api-doc/uta/public/Instruments */
export const instruments = (): Read<readonly ListedInstrument[]> =>
  answerTo(
    { path: `/api/v3/market/instruments?category=${CATEGORY}`, weight: 1 },
    (answer, reading) => {
      const data = dataOf(answer, reading)
      if (data === undefined) return undefined
      return rowsOf(reading, 'instruments', data).flatMap((row) => takeListing(reading, row) ?? [])
    },
  )

/** `symbolType` said "perpetual" before `type` did; delivery contracts are no perpetuals. */
function takeListing(reading: Reading, row: Fields): ListedInstrument | undefined {
  if (row['type'] !== 'perpetual' && row['symbolType'] !== 'perpetual') {
    if (row['type'] === undefined && row['symbolType'] === undefined)
      trouble(reading, 'drift', `instrument ${shown(row['symbol'])}: field type is missing`)
    return undefined
  }
  return listingOf(reading, BITGET, {
    symbol: row['symbol'],
    base: row['baseCoin'],
    quote: row['quoteCoin'],
    contract: 'linear',
    contractSize: 1,
    tickSize: row['priceMultiplier'],
    trading: row['status'] === 'online',
    listedAt: row['launchTime'],
  })
}

/**
 * Tiers by value in quote. The venue publishes no deductions; since 2025-11-10 its maintenance
 * margin is continuous over the tiers (articles 12560603841952 and 12560603808759).
 * https://www.bitget.com/api-doc/uta/public/Get-Position-Tier-Data
 */
export function riskTiers({ symbol }: Instrument): Read<RiskTierTable> {
  const path = `/api/v3/market/position-tier?category=${CATEGORY}&symbol=${symbol}`
  return answerTo({ path, weight: 1 }, (answer, reading) => {
    const data = dataOf(answer, reading)
    return data === undefined ? undefined : takeTiers(reading, data, path)
  })
}

function takeTiers(reading: Reading, data: unknown, path: string): RiskTierTable | undefined {
  const tiers: Omit<RiskTier, 'deduction'>[] = []
  for (const row of rowsOf(reading, 'position-tier', data)) {
    const floor = amountField(reading, 'tier', row, 'minTierValue')
    const cap = positiveField(reading, 'tier', row, 'maxTierValue')
    const maintenanceRate = positiveField(reading, 'tier', row, 'mmr')
    const maxLeverage = positiveField(reading, 'tier', row, 'leverage')
    if (
      floor === undefined ||
      cap === undefined ||
      maintenanceRate === undefined ||
      maxLeverage === undefined
    )
      return undefined
    const before = tiers.at(-1)
    if (
      floor !== (before?.cap ?? 0) ||
      cap <= floor ||
      maintenanceRate < (before?.maintenanceRate ?? 0)
    )
      return trouble(
        reading,
        'malformed',
        `tier ${shown(row['tier'])}: ${floor} to ${cap} at ${maintenanceRate} must begin where the tier before ends and not lower the rate`,
      )
    tiers.push({ floor, cap, maintenanceRate, maxLeverage })
  }
  if (tiers.length === 0) return trouble(reading, 'drift', 'position-tier: no tier')
  const source = `https://api.bitget.com${path}, deductions by continuity`
  return { unit: 'quote', asOf: reading.receivedTime, source, tiers: withDeductions(tiers) }
}
