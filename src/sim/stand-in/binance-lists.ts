import { contractsText, quantityText, type StandInInstrument } from './instrument.ts'
import type { MarketView } from './market-view.ts'
import { riskTiersOf } from './risk-tiers.ts'

/** What Binance lists: instruments with their filters, and the page of leverage and margin. */

/** Instruments of USD-M or of COIN-M. */
export const ofKind = (view: MarketView, inverse: boolean) =>
  view.listed.filter(({ contract }) => (contract === 'inverse') === inverse)

/** `BTCUSD` of `BTCUSD_PERP`. */
export const pairOf = ({ symbol }: StandInInstrument): string => symbol.split('_')[0] ?? symbol

export function exchangeInfo(view: MarketView, inverse: boolean): unknown {
  return {
    timezone: 'UTC',
    serverTime: view.now,
    futuresType: inverse ? 'D_MARGINED' : 'U_MARGINED',
    rateLimits: [
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 2_400 },
    ],
    exchangeFilters: [],
    symbols: ofKind(view, inverse).map((instrument) => listing(instrument, inverse)),
  }
}

function listing(instrument: StandInInstrument, inverse: boolean): unknown {
  const step = inverse
    ? contractsText(instrument, instrument.lot)
    : quantityText(instrument, instrument.lot)
  const tick = (10 ** -instrument.priceDigits).toFixed(instrument.priceDigits)
  return {
    symbol: instrument.symbol,
    pair: pairOf(instrument),
    contractType: 'PERPETUAL',
    deliveryDate: 4_133_404_800_000,
    onboardDate: 1_569_398_400_000,
    ...(inverse
      ? { contractStatus: 'TRADING', contractSize: instrument.contractSize }
      : { status: 'TRADING' }),
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset: instrument.base,
    quoteAsset: instrument.quote,
    marginAsset: inverse ? instrument.base : instrument.quote,
    pricePrecision: instrument.priceDigits,
    quantityPrecision: 3,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: 'COIN',
    underlyingSubType: ['PoW'],
    triggerProtect: '0.0500',
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tick, maxPrice: '10000000', tickSize: tick },
      { filterType: 'LOT_SIZE', minQty: step, maxQty: '1000000', stepSize: step },
      { filterType: 'MIN_NOTIONAL', notional: '5' },
    ],
    orderTypes: ['LIMIT', 'MARKET'],
    timeInForce: ['GTC', 'IOC', 'FOK'],
  }
}

/** What the venue's page of leverage and margin reads: undocumented, and without a key. */
export const bracketPage = (view: MarketView, inverse: boolean): unknown => ({
  code: '000000',
  message: null,
  messageDetail: null,
  success: true,
  data: {
    brackets: ofKind(view, inverse).map((instrument) => ({
      symbol: instrument.symbol,
      updateTime: view.now,
      riskBrackets: riskTiersOf(instrument).map((tier, i) => ({
        bracketSeq: i + 1,
        bracketNotionalFloor: tier.floor,
        bracketNotionalCap: tier.cap,
        bracketMaintenanceMarginRate: tier.maintenanceRate,
        cumFastMaintenanceAmount: tier.deduction,
        minOpenPosLeverage: 1,
        maxOpenPosLeverage: tier.maxLeverage,
      })),
    })),
  },
})
