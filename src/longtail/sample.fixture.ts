/**
 * What venues answer, as ccxt 4.5.84 documents it above its parsers (`js/src/<ccxt>.js`; for the
 * volume of candles that only sockets show, `js/src/pro/<ccxt>.js`). Values are as they stand there;
 * of long answers only the fields that ccxt reads are kept. `is` is what it means in Isotherm's units.
 */
export interface Sample {
  readonly venue: string
  readonly market: SampleMarket
  readonly stream: 'candle' | 'open-interest' | 'funding-rate' | 'risk-tiers'
  /** When the answer came: after what it tells. */
  readonly at: string
  readonly answer: unknown
  readonly is: number
}

export interface SampleMarket {
  readonly id: string
  readonly base: string
  readonly quote: string
  readonly contractSize?: number
  /** What else ccxt needs of its market. */
  readonly more?: object
}

export const candle = (
  venue: string,
  market: SampleMarket,
  at: string,
  answer: unknown,
  is: number,
): Sample => ({ venue, market, stream: 'candle', at, answer, is })
export const openInterest = (
  venue: string,
  market: SampleMarket,
  at: string,
  answer: unknown,
  is: number,
): Sample => ({ venue, market, stream: 'open-interest', at, answer, is })
export const funding = (
  venue: string,
  market: SampleMarket,
  at: string,
  answer: unknown,
  is: number,
): Sample => ({ venue, market, stream: 'funding-rate', at, answer, is })

export const of = (id: string, base: string, quote: string, more: Partial<SampleMarket> = {}) => ({
  id,
  base,
  quote,
  ...more,
})

export const NADO = {
  'BTC-PERP_USDT0': {
    product_id: 1,
    ticker_id: 'BTC-PERP_USDT0',
    contract_price: 25830.738843799172,
    open_interest: 3059.325,
    open_interest_usd: 79024625.11330591,
    index_price: 25878.913320746455,
    mark_price: 25783.996946729356,
    funding_rate: -0.003664562348812546,
    next_funding_rate_timestamp: 1694379600,
  },
}
export const nado = of('1', 'BTC', 'USDT0', { more: { info: { ticker_id: 'BTC-PERP_USDT0' } } })

export const BTSE_ROW = {
  symbol: 'ETH-PERP-USDT',
  lastPrice: '1896.17',
  amount: '1937140691',
  volume: '366459222.269293',
  openTime: 1786518000,
  closeTime: 1786607054,
  openInterest: '19344237',
  fundingRate: '0.00006016',
  nextFundingTime: 1786608000000,
  fundingIntervalMinutes: 480,
}
export const btse = of('ETH-PERP-USDT', 'ETH', 'USDT', { contractSize: 0.0001 })

export const DELTA_TICKER = {
  success: true,
  result: {
    close: 30600.5,
    contract_type: 'perpetual_futures',
    funding_rate: '0.00602961',
    mark_price: '30600.10481568',
    oi: '469.9190',
    oi_contracts: '469919',
    oi_value: '469.9190',
    oi_value_symbol: 'BTC',
    symbol: 'BTCUSDT',
    timestamp: 1689136597460456,
  },
}
export const delta = of('BTCUSDT', 'BTC', 'USDT', { contractSize: 0.001 })

export const HITBTC_INFO = {
  contract_type: 'perpetual',
  mark_price: '42307.43',
  index_price: '42303.27',
  funding_rate: '0.0001',
  open_interest: '30.9826',
  next_funding_time: '2022-03-22T16:00:00.000Z',
  indicative_funding_rate: '0.0001',
  timestamp: '2022-03-22T08:08:26.687Z',
}

export const PHEMEX_TICKER = {
  closeRp: '67550.1',
  fundingRateRr: '0.0001',
  indexPriceRp: '67567.15389794',
  markPriceRp: '67550.1',
  openInterestRv: '1848.1144186',
  predFundingRateRr: '0.0001',
  symbol: 'BTCUSDT',
  timestamp: '1729114315443343001',
  turnoverRv: '228863389.3237532',
  volumeRq: '3388.5600312',
}

export const ORDERLY_RATE = {
  success: true,
  timestamp: 1702989203989,
  data: {
    symbol: 'PERP_AAVE_USDT',
    est_funding_rate: -0.00003447,
    est_funding_rate_timestamp: 1653633959001,
    last_funding_rate: -0.00002094,
    last_funding_rate_timestamp: 1653631200000,
    next_funding_time: 1653634800000,
    sum_unitary_funding: 521.367,
  },
}

export const btcUsdt = (id: string, contractSize = 1): SampleMarket =>
  of(id, 'BTC', 'USDT', { contractSize })
export const ethUsdt = (id: string, contractSize = 1): SampleMarket =>
  of(id, 'ETH', 'USDT', { contractSize })
