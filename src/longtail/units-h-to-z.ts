import type { LongTailVenue } from './long-tail-venue.ts'

/** Exchanges of the long tail that hold their users' funds, H to Z. Evidence as in `units-a-to-g.ts`. */
export const LONG_TAIL_H_TO_Z: readonly LongTailVenue[] = [
  {
    id: 'hashkey',
    ccxt: 'hashkey',
    name: 'HashKey Global',
    pace: 100,
    costs: { markets: 5 },
    funding: { evidence: 'rate 0.0001' },
    notes:
      'The sample candle is in base, yet perpetuals have contracts of 0.001 and share the endpoint; which it is there is not shown. The same holds for risk tiers.',
  },
  {
    id: 'hitbtc',
    ccxt: 'hitbtc',
    name: 'HitBTC',
    pace: 3.333,
    costs: { markets: 10, candles: 10, openInterest: 10, funding: 10 },
    candles: {
      volume: 'base',
      historyRows: 1000,
      evidence: 'volume 0.1879 × 4,173 = 784.1, its volume_quote is 784.2517846',
    },
    openInterest: {
      field: 'open_interest',
      unit: 'base',
      evidence:
        '30.9826 of BTCUSDT_PERP at 42,307: 1.3 M USD; ccxt calls it a value, which would be 31 USD',
    },
    funding: { evidence: 'funding_rate 0.0001' },
  },
  {
    id: 'kucoin',
    ccxt: 'kucoinfutures',
    name: 'KuCoin Futures',
    pace: 7.5,
    costs: { markets: 6, candles: 6, openInterest: 20, funding: 4, riskTiers: 3 },
    candles: {
      volume: 'contracts',
      historyRows: 200,
      evidence:
        '78,051 in 15 minutes at 4,770: in ETH 372 M USD, in lots of 0.01 ETH 3.7 M; orders are in lots',
    },
    openInterest: {
      field: 'openInterest',
      unit: 'contracts',
      evidence: '8,053,960 of ETHUSDTM: in lots of 0.01 ETH 80,540 ETH; in ETH 7 % of all there is',
    },
    funding: { evidence: 'nextFundingRate −0.000034 between bounds of ±0.00375' },
    riskTiers: {
      unit: 'quote',
      evidence:
        'maxRiskLimit 300,000 at level 1 of ETHUSDTM: 300,000 USDT; ccxt names the base coin, which would be 300,000 ETH',
    },
  },
  {
    id: 'mexc',
    ccxt: 'mexc',
    name: 'MEXC',
    pace: 50,
    costs: { markets: 125, candles: 2, funding: 2, riskTiers: 100 },
    candles: {
      volume: 'contracts',
      historyRows: 1000,
      evidence: 'vol 1,740 × 0.01 ETH × 3,493 = 60,778, its amount is 60,793.623',
    },
    funding: { evidence: 'fundingRate 0.000014 between bounds of ±0.003' },
    riskTiers: {
      unit: 'contracts',
      evidence:
        'tiers of riskIncrVol 200,000 up to maxVol 1,000,000, the largest order in contracts of 0.0001 BTC; ccxt calls them notional',
    },
    notes: 'ccxt has no open interest of it.',
  },
  {
    id: 'phemex',
    ccxt: 'phemex',
    name: 'Phemex',
    pace: 120.5,
    costs: { markets: 10, candles: 5, openInterest: 5, funding: 5 },
    candles: {
      volume: 'base',
      historyRows: 1000,
      evidence: 'kline_p: 34.273 × 23,750 = 813,984, its turnover is 813,910.208',
    },
    openInterest: {
      field: 'openInterestRv',
      unit: 'base',
      evidence:
        '1,848.1144186 of BTCUSDT at 67,550: 125 M USD; the name says value, which would be 1,848 USD',
    },
    funding: { evidence: 'fundingRateRr 0.0001' },
    notes: 'ccxt shows risk tiers of inverse contracts alone; they are left out.',
  },
  {
    id: 'poloniex',
    ccxt: 'poloniex',
    name: 'Poloniex',
    pace: 5,
    costs: { markets: 21, candles: 10 },
    candles: {
      volume: 'contracts',
      historyRows: 500,
      leastRows: 100,
      evidence: '44 lots × 0.001 BTC × 84,260 = 3,707.4, the amount beside it is 3,707.5395',
    },
  },
  {
    id: 'weex',
    ccxt: 'weex',
    name: 'WEEX',
    pace: 20,
    costs: { markets: 105, funding: 5 },
    funding: { evidence: 'lastFundingRate 0.00004879, every collectCycle minutes' },
    notes:
      'Open interest (1,772,356.352 of ETHUSDT) is either 3.4 G USD in base or 1.8 M in quote: not shown. No candle with a second amount is shown. Both are left out.',
  },
  {
    id: 'whitebit',
    ccxt: 'whitebit',
    name: 'WhiteBIT',
    pace: 20,
    candles: {
      volume: 'base',
      historyRows: 1440,
      evidence:
        '6.181 × 0.025025 = 0.15468, the amount in money beside it is 0.154686629; perpetuals are denominated in base, as ccxt notes',
    },
    funding: { evidence: 'funding_rate 0.0001' },
    notes: 'Open interest stands in the list of futures, which ccxt does not read for it.',
  },
  {
    id: 'woo',
    ccxt: 'woo',
    name: 'WOO X',
    pace: 100,
    candles: {
      volume: 'base',
      historyRows: 1000,
      evidence:
        'a day of PERP_BTC_USDT: volume 2,481.103 × 20,168 = 50.04 M, its amount is 50,037,935.0286; candles have the same two fields (44.00947568 × 56,910 = 2,504,584)',
    },
    funding: { evidence: 'estFundingRate −0.00000441, every estFundingIntervalHours' },
  },
  {
    id: 'xt',
    ccxt: 'xt',
    name: 'XT',
    pace: 100,
    costs: { markets: 3 },
    candles: {
      volume: 'contracts',
      historyRows: 1000,
      evidence: 'a 312,931 × 0.0001 BTC × 22,447 = 702,436, its v is 702,461.58895',
    },
    openInterest: {
      field: 'openInterest',
      unit: 'base',
      evidence: '21,005.8646 beside openInterestUsd 1,120,726,916: a price of 53,353',
    },
    funding: { evidence: 'fundingRate 0.000086, every collectionInternal hours' },
    riskTiers: {
      unit: 'quote',
      evidence: 'maxNominalValue 500,000 at 125x of btc_usdt: a nominal value in USDT',
    },
  },
]
