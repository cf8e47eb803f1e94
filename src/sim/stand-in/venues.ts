import { binanceWire } from './binance.ts'
import { bybitWire } from './bybit.ts'
import { hyperliquidWire } from './hyperliquid.ts'
import type { StandInInstrument } from './instrument.ts'
import { okxWire } from './okx.ts'
import type { StandInWire } from './wire.ts'

type Coin = Pick<StandInInstrument, 'base' | 'price' | 'priceDigits'> & {
  readonly size: number
  readonly openInterest: number
  /** OKX's coins per contract, and the smallest step of an amount. */
  readonly contractSize: number
  readonly lot: number
}

/** Real names with made-up markets: nothing that a stand-in tells is true of the real instrument. */
const COINS: readonly Coin[] = [
  {
    base: 'BTC',
    price: 84_000,
    priceDigits: 1,
    size: 0.08,
    openInterest: 61_000,
    contractSize: 0.01,
    lot: 0.001,
  },
  {
    base: 'ETH',
    price: 2_900,
    priceDigits: 2,
    size: 1.5,
    openInterest: 900_000,
    contractSize: 0.1,
    lot: 0.01,
  },
  {
    base: 'SOL',
    price: 131,
    priceDigits: 3,
    size: 20,
    openInterest: 7_000_000,
    contractSize: 1,
    lot: 0.1,
  },
]

const linear = (
  symbol: string,
  quote: string,
  coin: Coin,
  contracts: boolean,
): StandInInstrument => ({
  symbol,
  base: coin.base,
  quote,
  contract: 'linear',
  contractSize: contracts ? coin.contractSize : 1,
  priceDigits: coin.priceDigits,
  lot: contracts ? coin.contractSize / 10 : coin.lot,
  price: coin.price,
  openInterest: coin.openInterest,
  tradeSize: coin.size,
})

/** An inverse contract on bitcoin, counted in USD. */
const inverse = (symbol: string, contractSize: number): StandInInstrument => ({
  symbol,
  base: 'BTC',
  quote: 'USD',
  contract: 'inverse',
  contractSize,
  priceDigits: 1,
  lot: Math.max(contractSize, 1),
  price: 84_000,
  openInterest: 900_000_000,
  tradeSize: 4_000,
})

type MakeWire = (instruments: readonly StandInInstrument[]) => StandInWire

const usual: Readonly<Record<string, readonly [MakeWire, readonly StandInInstrument[]]>> = {
  binance: [
    binanceWire,
    [
      ...COINS.map((coin) => linear(`${coin.base}USDT`, 'USDT', coin, false)),
      inverse('BTCUSD_PERP', 100),
    ],
  ],
  bybit: [
    bybitWire,
    [...COINS.map((coin) => linear(`${coin.base}USDT`, 'USDT', coin, false)), inverse('BTCUSD', 1)],
  ],
  okx: [
    okxWire,
    [
      ...COINS.map((coin) => linear(`${coin.base}-USDT-SWAP`, 'USDT', coin, true)),
      inverse('BTC-USD-SWAP', 100),
    ],
  ],
  hyperliquid: [hyperliquidWire, COINS.map((coin) => linear(coin.base, 'USDC', coin, false))],
}

/** Ids of the venues that can be stood in for. */
export const STAND_IN_VENUES = Object.keys(usual) as readonly string[]

/** The wire of a venue with its usual instruments. Throws a RangeError where there is none. */
export const standInWire = (venue: string): StandInWire => usualWire(venue, (each) => each)

/** The same, with what is made of each instrument. */
export function usualWire(
  venue: string,
  change: (instrument: StandInInstrument) => StandInInstrument,
): StandInWire {
  const found = usual[venue]
  if (found === undefined) {
    throw new RangeError(`no stand-in for "${venue}"; there are ${STAND_IN_VENUES.join(', ')}`)
  }
  const [make, instruments] = found
  return make(instruments.map(change))
}
