import type { RiskTier, RiskTierTable } from '../market/risk-tier.ts'
import { decimal, positive } from '../venues/wire/decimal.ts'
import { amountField, positiveField } from '../venues/wire/fields.ts'
import type { Read } from '../venues/wire/reader.ts'
import { readAnswer, trouble } from '../venues/wire/reading.ts'
import { rowsOf } from '../venues/wire/rows.ts'
import type { LongTailVenue, RiskTierSource } from './long-tail-venue.ts'
import { unreadable } from './unreadable.ts'

/** Risk tiers as ccxt lists them; each must begin where the one before ends. */
export const readRiskTiers =
  (venue: LongTailVenue, { unit }: RiskTierSource): Read<RiskTierTable>['parse'] =>
  (text, receivedTime) =>
    readAnswer(text, receivedTime, (answer, reading) => {
      if (unreadable(reading, answer)) return undefined
      const tiers: Omit<RiskTier, 'deduction'>[] = []
      for (const row of rowsOf(reading, 'risk tiers', answer)) {
        const floor = amountField(reading, 'risk tier', row, 'minNotional')
        const cap = positiveField(reading, 'risk tier', row, 'maxNotional')
        const maintenanceRate = positiveField(reading, 'risk tier', row, 'maintenanceMarginRate')
        if (floor === undefined || cap === undefined || maintenanceRate === undefined)
          return undefined
        const last = tiers.at(-1)
        if (floor !== (last?.cap ?? 0) || cap <= floor || maintenanceRate >= 1)
          return trouble(
            reading,
            'malformed',
            `risk tier from ${floor} to ${cap} at ${maintenanceRate}: must begin at ${last?.cap ?? 0}, end above it and have a rate below 1`,
          )
        tiers.push({ floor, cap, maintenanceRate, maxLeverage: leverage(row['maxLeverage']) })
      }
      if (tiers.length === 0) return trouble(reading, 'drift', 'risk tiers: none')
      return {
        unit,
        asOf: receivedTime,
        source: `${venue.name}, through ccxt`,
        tiers: flat(tiers),
      }
    })

/** The rate of a tier holds for all of the position: none of these venues publishes deductions. */
const flat = (tiers: readonly Omit<RiskTier, 'deduction'>[]): RiskTier[] =>
  tiers.map((tier) => ({ ...tier, deduction: 0 }))

const leverage = (value: unknown): number | undefined => positive(decimal(value))
