import type { Millis, PositionSide } from '../../market/units.ts'

/** What every happening on a stand-in's market says. Amounts are in the units of `Quantity`. */
interface HappeningHeader {
  readonly symbol: string
  /** When it happened, by true time: what a perfect clock would stamp. */
  readonly at: Millis
}

export interface TradeHappening extends HappeningHeader {
  readonly type: 'trade'
  readonly price: number
  readonly quantity: number
  readonly takerSide: 'buy' | 'sell'
  /** Counts up by one per symbol. */
  readonly count: number
}

export interface LiquidationHappening extends HappeningHeader {
  readonly type: 'liquidation'
  readonly position: PositionSide
  readonly price: number
  readonly quantity: number
}

/** How an instrument stands at a moment. */
export interface StateHappening extends HappeningHeader {
  readonly type: 'state'
  readonly lastPrice: number
  readonly markPrice: number
  readonly indexPrice: number
  readonly openInterest: number
  readonly fundingRate: number
}

/** Something that happened on a stand-in's market. */
export type Happening = TradeHappening | LiquidationHappening | StateHappening
