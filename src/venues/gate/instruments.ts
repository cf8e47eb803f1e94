import type { Instrument } from '../../market/instrument.ts'
import type { RiskTier, RiskTierTable } from '../../market/risk-tier.ts'
import { SECOND } from '../../market/units.ts'
import { venueId } from '../venue.ts'
import { answerTo } from '../wire/answer-to.ts'
import { decimal } from '../wire/decimal.ts'
import { amountField, positiveField } from '../wire/fields.ts'
import { listingOf } from '../wire/listing.ts'
import { asText } from '../wire/read-json.ts'
import type { ListedInstrument, Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import { rowsOf } from '../wire/rows.ts'
import type { Fields } from '../wire/rows.ts'

export const GATE = venueId('gate')

/** USDT-settled perpetuals; those settled in BTC are quoted in USD and are left out. */
export const FUTURES = '/api/v4/futures/usdt'

/** The venue's seconds as milliseconds; undefined where they are no number. */
export function fromSeconds(seconds: unknown): number | undefined {
  const value = decimal(seconds)
  return value === undefined ? undefined : value * SECOND
}

/** https://www.gate.com/docs/developers/apiv4/en/#list-all-futures-contracts */
export const instruments = (): Read<readonly ListedInstrument[]> =>
  answerTo({ path: `${FUTURES}/contracts`, weight: 1 }, (answer, reading) => {
    const rows = rowsOf(reading, 'contracts', answer)
    const listed = rows.flatMap((row) => takeListing(reading, row) ?? [])
    return listed.length > 0 ? listed : trouble(reading, 'drift', 'contracts: none could be used')
  })

/** `type` is direct for linear contracts; `quanto_multiplier` is base coins per contract. */
function takeListing(reading: Reading, row: Fields): ListedInstrument | undefined {
  const [base, quote] = asText(row['name'])?.split('_') ?? []
  if (row['type'] !== 'direct') {
    if (row['type'] !== 'inverse')
      trouble(reading, 'drift', `contract ${shown(row['name'])}: type is ${shown(row['type'])}`)
    return undefined
  }
  return listingOf(reading, GATE, {
    symbol: row['name'],
    base,
    quote,
    contract: 'linear',
    contractSize: row['quanto_multiplier'],
    tickSize: row['order_price_round'],
    trading: row['in_delisting'] === false && (row['status'] ?? 'trading') === 'trading',
    listedAt: fromSeconds(row['launch_time'] ?? row['create_time']),
  })
}

/** Tiers by value in quote, with the deductions that the venue publishes. */
export function riskTiers({ symbol }: Instrument): Read<RiskTierTable> {
  const path = `${FUTURES}/risk_limit_tiers?contract=${symbol}`
  return answerTo({ path, weight: 1 }, (answer, reading) => takeTiers(reading, answer, path))
}

function takeTiers(reading: Reading, answer: unknown, path: string): RiskTierTable | undefined {
  const tiers: RiskTier[] = []
  for (const row of rowsOf(reading, 'risk_limit_tiers', answer)) {
    const cap = positiveField(reading, 'tier', row, 'risk_limit')
    const maintenanceRate = positiveField(reading, 'tier', row, 'maintenance_rate')
    const maxLeverage = positiveField(reading, 'tier', row, 'leverage_max')
    const deduction = amountField(reading, 'tier', row, 'deduction')
    if (
      cap === undefined ||
      maintenanceRate === undefined ||
      maxLeverage === undefined ||
      deduction === undefined
    )
      return undefined
    const before = tiers.at(-1)
    const floor = before?.cap ?? 0
    if (cap <= floor || maintenanceRate < (before?.maintenanceRate ?? 0))
      return trouble(
        reading,
        'malformed',
        `tier ${shown(row['tier'])}: up to ${cap} at ${maintenanceRate} must go on from the tier before`,
      )
    tiers.push({ floor, cap, maintenanceRate, maxLeverage, deduction })
  }
  if (tiers.length === 0) return trouble(reading, 'drift', 'risk_limit_tiers: no tier')
  return {
    unit: 'quote',
    asOf: reading.receivedTime,
    source: `https://api.gateio.ws${path}`,
    tiers,
  }
}
