import { instrumentSchema } from '../../market/schema.ts'
import type { LiquidationFeed, SimulatedVenue } from '../market/venue.ts'
import { START_PRICE } from '../market/price-path.ts'
import { THROTTLED_VENUE } from '../market/venues.ts'
import type { StandInInstrument } from './instrument.ts'
import { riskTiersOf } from './risk-tiers.ts'
import { usualWire } from './venues.ts'
import type { StandInWire } from './wire.ts'

/** Which liquidations each venue tells of, and its part of the market. */
const KINDS: Readonly<Record<string, readonly [LiquidationFeed, openInterest: number]>> = {
  binance: ['largest-per-second', 6_000],
  bybit: ['all', 4_000],
  okx: ['latest-per-second', 3_000],
  hyperliquid: ['all', 2_000],
}

/** A venue's wire with the instrument that plays a run, and the venue as the simulator has it. */
export interface PlayedVenue {
  readonly wire: StandInWire
  readonly symbol: string
  readonly venue: SimulatedVenue
}

/** Bitcoin plays. The inverse contract would be somewhere else, so it is one of ether. */
export function playedVenue(name: string): PlayedVenue {
  const [liquidationFeed, openInterest] = KINDS[name] ?? ['all', 2_000]
  const wire = usualWire(name, (instrument) => {
    if (instrument.base !== 'BTC') return instrument
    if (instrument.contract === 'linear') return { ...instrument, price: START_PRICE, openInterest }
    const symbol = instrument.symbol.replace('BTC', 'ETH')
    return { ...instrument, symbol, base: 'ETH', price: 2_900, priceDigits: 2 }
  })
  const instrument = wire.instruments.find(({ base }) => base === 'BTC')!
  return {
    wire,
    symbol: instrument.symbol,
    venue: {
      ...THROTTLED_VENUE,
      instrument: asListed(name, instrument),
      lot: instrument.lot,
      riskTiers: riskTiersOf(instrument).map((tier, i, { length }) =>
        i === length - 1 ? { ...tier, cap: Number.POSITIVE_INFINITY } : tier,
      ),
      liquidationFeed,
      openInterestUsd: openInterest * START_PRICE,
      depthUsd: 0.04 * openInterest * START_PRICE,
    },
  }
}

const asListed = (venue: string, instrument: StandInInstrument) =>
  instrumentSchema.parse({
    id: `${venue}:${instrument.symbol}`,
    venue,
    symbol: instrument.symbol,
    base: instrument.base,
    quote: instrument.quote,
    contract: instrument.contract,
    contractSize: instrument.contractSize,
    tickSize: Number((10 ** -instrument.priceDigits).toFixed(instrument.priceDigits)),
  })
