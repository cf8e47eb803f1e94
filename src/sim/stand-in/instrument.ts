import type { Millis } from '../../market/units.ts'

/**
 * An instrument of a stand-in venue. Prices and amounts are kept on their grid, so that the text on
 * the wire and the number in the ledger say the same to the last digit.
 */
export interface StandInInstrument {
  /** The venue's symbol, as its topics and answers spell it. */
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly contract: 'linear' | 'inverse'
  /** Base coins per contract (linear) or USD per contract (inverse); 1 where the venue counts coins. */
  readonly contractSize: number
  /** Digits after the point of a price; the tick is one unit of the last. */
  readonly priceDigits: number
  /** Smallest step of an amount in `Quantity`: 0.001 coins, 100 USD. */
  readonly lot: number
  /** Price at the start, about. */
  readonly price: number
  /** Open interest at the start in `Quantity`, about, one side. */
  readonly openInterest: number
  /** Median amount of a trade in `Quantity`. */
  readonly tradeSize: number
  /** Added to the list this long after the start; there from the beginning where absent. */
  readonly listedAfter?: Millis
}

/** The nearest number with so many digits after the point: what `Number(value.toFixed(digits))` gives. */
export const onGrid = (value: number, digits: number): number => Number(value.toFixed(digits))

/** A price as the venue writes it. */
export const priceText = (instrument: StandInInstrument, price: number): string =>
  price.toFixed(instrument.priceDigits)

/** The nearest amount of at least one lot. */
export const wholeLots = (instrument: StandInInstrument, quantity: number): number =>
  onGrid(Math.max(1, Math.round(quantity / instrument.lot)) * instrument.lot, 8)

/** An amount in `Quantity` as a venue writes it that counts coins or USD. */
export const quantityText = (instrument: StandInInstrument, quantity: number): string =>
  quantity.toFixed(Math.max(0, Math.ceil(-Math.log10(instrument.lot) - 1e-9)))

/** An amount in `Quantity` as a venue writes it that counts contracts. */
export const contractsText = (instrument: StandInInstrument, quantity: number): string =>
  String(onGrid(quantity / instrument.contractSize, 8))
