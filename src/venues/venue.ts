import type { Instrument, VenueId } from '../market/instrument.ts'
import { instrumentId, parseVenueId } from '../market/instrument.ts'
import type { MarginRule } from '../market/margin-rule.ts'
import type { RiskTier, RiskTierTable } from '../market/risk-tier.ts'
import { withDeductions } from '../market/risk-tier.ts'
import type { Millis } from '../market/units.ts'

/** An instrument as far as our sources describe it. */
export interface KnownInstrument extends Omit<Instrument, 'contractSize' | 'tickSize'> {
  /** Undefined where no source states it. */
  readonly contractSize: number | undefined
  readonly tickSize: number | undefined
  /** Captures of its risk tiers, by date; empty where none is known. */
  readonly riskTiers: readonly RiskTierTable[]
}

/** An exchange, as data. */
export interface Venue {
  readonly id: VenueId
  readonly name: string
  /** Where two rules fit a contract, margin mode and time, the first one holds. */
  readonly marginRules: readonly MarginRule[]
  readonly instruments: readonly KnownInstrument[]
}

/** A venue id that is known to be in the grammar. Throws a RangeError otherwise. */
export function venueId(text: string): VenueId {
  const id = parseVenueId(text)
  if (id === undefined) throw new RangeError(`not a venue id: "${text}"`)
  return id
}

/** Midnight UTC at the start of a day written YYYY-MM-DD. */
export const day = (text: string): Millis => Date.parse(`${text}T00:00:00Z`)

/** Completes the instruments of a venue with their ids. */
export const instrumentsOf = (
  venue: VenueId,
  instruments: readonly Omit<KnownInstrument, 'id' | 'venue'>[],
): KnownInstrument[] =>
  instruments.map((one) => ({ ...one, venue, id: instrumentId(venue, one.symbol) }))

/** Upper edge of a tier, its maintenance rate in percent and its maximal leverage. */
export type TierRow = readonly [
  cap: number | undefined,
  percent: number,
  maxLeverage: number | undefined,
]

/**
 * A risk-tier table from rows. `cumulative` gives each tier the deduction that makes the
 * maintenance margin continuous, `none` is for a venue with one flat rate on the whole position.
 */
export function riskTierTable(
  about: Omit<RiskTierTable, 'tiers'>,
  deductions: 'cumulative' | 'none',
  rows: readonly TierRow[],
): RiskTierTable {
  let floor = 0
  const tiers = rows.map(([cap, percent, maxLeverage]): RiskTier => {
    const tier = { floor, cap, maintenanceRate: fraction(percent), maxLeverage, deduction: 0 }
    floor = cap ?? Number.NaN
    return tier
  })
  return { ...about, tiers: deductions === 'none' ? tiers : withDeductions(tiers) }
}

/** 0.65 % is 0.0065, not 0.006500000000000001. */
const fraction = (percent: number): number => Number((percent / 100).toFixed(10))
