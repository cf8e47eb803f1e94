import { DAY } from '../../market/units.ts'
import { LEVERAGE_BAND_FLOORS } from './venue-run.ts'
import type { SimulatedLiquidation, VenueRun } from './venue-run.ts'

/** How a run compares with real markets (docs/methodology.md has theirs). */
export interface Realism {
  /** Mean open interest in USD. */
  readonly openInterestUsd: number
  /** Volume a day over open interest. Binance 2024: 2.9 to 4.0. */
  readonly turnover: number
  /** Liquidated a day over open interest. Hyperliquid 0.7 to 1.4 %, BitMEX 1.9 to 3.5 % a side. */
  readonly liquidatedShare: number
  /** Share of open interest above 7x, over all days. Hyperliquid: about 15 %. */
  readonly leveredShare: number
  /** Rises of open interest in 5 minutes over volume. Binance: 3.5 to 5 %. */
  readonly visibleOpening: number
  /** Published over all liquidated notional. */
  readonly publishedShare: number
  readonly liquidationsPerDay: number
}

const usdOf = (liquidations: readonly SimulatedLiquidation[]): number =>
  liquidations.reduce((sum, { price, quantity }) => sum + price * quantity, 0)

/** Measures a venue's run of at least a day. */
export function realismOf({ candles, openInterest, all, published, stock }: VenueRun): Realism {
  const minutes = candles.volume.length
  const perOpenInterest = minutes / (openInterest.value.length - 1)
  const days = (minutes * candles.interval) / DAY
  let [volumeUsd, volume, rises, sum] = [0, 0, 0, 0]
  for (let i = 0; i < minutes; i++) {
    volume += candles.volume[i]!
    volumeUsd += candles.volume[i]! * candles.close[i]!
  }
  for (let i = 1; i < openInterest.value.length; i++) {
    const now = openInterest.value[i]!
    rises += Math.max(0, now - openInterest.value[i - 1]!)
    sum += now * candles.close[i * perOpenInterest - 1]!
  }
  const openInterestUsd = sum / (openInterest.value.length - 1)
  const levered = LEVERAGE_BAND_FLOORS.indexOf(7)
  const leveredSum = stock.reduce(
    (total, { shares }) => total + shares.slice(levered).reduce((a, b) => a + b, 0),
    0,
  )
  return {
    openInterestUsd,
    turnover: volumeUsd / days / openInterestUsd,
    liquidatedShare: usdOf(all) / days / openInterestUsd,
    leveredShare: leveredSum / stock.length,
    visibleOpening: rises / volume,
    publishedShare: usdOf(published) / usdOf(all),
    liquidationsPerDay: all.length / days,
  }
}
