import { dydxPositions } from './dydx/positions.ts'
import { hyperliquidPositions } from './hyperliquid/positions.ts'
import type { PositionReader } from './wire/positions.ts'

/** Venues whose positions can be observed by address. */
export const POSITION_READERS: readonly PositionReader[] = [hyperliquidPositions, dydxPositions]
