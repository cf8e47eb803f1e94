import type { StandInInstrument } from './instrument.ts'

/** A tier of a stand-in's risk limits, in the unit of its `cap`: USD (linear) or coins (inverse). */
export interface StandInTier {
  readonly floor: number
  readonly cap: number
  /** Fraction of the notional. */
  readonly maintenanceRate: number
  /** What the lower rates of the tiers below save. */
  readonly deduction: number
  readonly maxLeverage: number
}

/** Caps in USD, rates and leverages of usual tiers. Nothing that a real venue says of an instrument. */
const USUAL: readonly (readonly [cap: number, rate: number, leverage: number])[] = [
  [300_000, 0.004, 100],
  [3_000_000, 0.006, 75],
  [12_000_000, 0.01, 50],
  [70_000_000, 0.02, 25],
  [230_000_000, 0.05, 10],
  [600_000_000, 0.125, 4],
]

/** The risk tiers of an instrument. */
export function riskTiersOf({ contract, price }: StandInInstrument): readonly StandInTier[] {
  const unit = contract === 'linear' ? 1 : price
  let floor = 0
  let lastRate = USUAL[0]?.[1] ?? 0
  let deduction = 0
  return USUAL.map(([usd, maintenanceRate, maxLeverage]) => {
    const cap = Number((usd / unit).toFixed(4))
    deduction = Number((deduction + floor * (maintenanceRate - lastRate)).toFixed(8))
    lastRate = maintenanceRate
    const tier = { floor, cap, maintenanceRate, deduction, maxLeverage }
    floor = cap
    return tier
  })
}
