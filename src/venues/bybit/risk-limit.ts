import type { Instrument } from '../../market/instrument.ts'
import type { RiskTier, RiskTierTable } from '../../market/risk-tier.ts'
import { withDeductions } from '../../market/risk-tier.ts'
import { answerTo } from '../wire/answer-to.ts'
import { positiveField } from '../wire/fields.ts'
import { decimal } from '../wire/decimal.ts'
import type { Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { resultRows } from './answer.ts'

const PAGE = 'https://bybit-exchange.github.io/docs/v5/market/risk-limit'

/** Risk tiers of an instrument; limits are position values in quote currency, or in coins where inverse. */
export const riskTiers = ({ contract, symbol }: Instrument): Read<RiskTierTable> =>
  answerTo(
    {
      path: `/v5/market/risk-limit?category=${contract}&symbol=${encodeURIComponent(symbol)}`,
      weight: 1,
    },
    (answer, reading) => {
      const rows = resultRows(reading, 'risk-limit', answer)
      const limits = rows.flatMap((row) => limitOf(reading, row) ?? [])
      // One tier that is missing would make all above it wrong.
      if (limits.length < rows.length || limits.length === 0) {
        if (reading.problems.length === 0)
          trouble(reading, 'drift', 'risk-limit: the list is empty')
        return undefined
      }
      limits.sort((a, b) => a.cap - b.cap)
      const derived = withDeductions(
        limits.map(({ cap, maintenanceRate, maxLeverage }, i) => {
          const floor = limits[i - 1]?.cap ?? 0
          return { floor, cap, maintenanceRate, maxLeverage }
        }),
      )
      // The lowest tier deducts nothing and says so with an empty text; others may leave it out too.
      const stated = limits.every(({ deduction }, i) => i === 0 || deduction !== undefined)
      const tiers = derived.map((tier, i): RiskTier => {
        const deduction = stated ? limits[i]?.deduction : undefined
        return deduction === undefined ? tier : { ...tier, deduction }
      })
      const unit = contract === 'linear' ? 'quote' : 'base'
      return { unit, asOf: reading.receivedTime, source: PAGE, tiers }
    },
  )

function limitOf(reading: Reading, row: Fields) {
  const cap = positiveField(reading, 'risk-limit', row, 'riskLimitValue')
  const rate = positiveField(reading, 'risk-limit', row, 'maintenanceMargin')
  const maxLeverage = positiveField(reading, 'risk-limit', row, 'maxLeverage')
  if (cap === undefined || rate === undefined || maxLeverage === undefined) return undefined
  // The page shows inverse rates in percent: a rate above 1 / leverage cannot be a fraction.
  const maintenanceRate = rate * maxLeverage < 1 ? rate : rate / 100
  if (maintenanceRate * maxLeverage >= 1)
    return trouble(reading, 'malformed', `risk-limit: rate ${rate} is too high for ${maxLeverage}x`)
  return { cap, maintenanceRate, maxLeverage, deduction: decimal(row['mmDeduction']) }
}
