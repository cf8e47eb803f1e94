import type { LongTailVenue } from './long-tail-venue.ts'

/**
 * Exchanges of the long tail that hold their users' funds. Evidence: arithmetic on the sample answers
 * that ccxt 4.5.84 keeps above its parsers (`js/src/<ccxt>.js`), unless another page is named.
 */
export const LONG_TAIL_CENTRAL: readonly LongTailVenue[] = [
  {
    id: 'backpack',
    ccxt: 'backpack',
    name: 'Backpack',
    pace: 50,
    candles: {
      volume: 'base',
      historyRows: 100,
      evidence: 'volume 0.03473 × 118,240 = 4,106.5, its quoteVolume is 4,106.558156',
    },
    openInterest: {
      field: 'openInterest',
      unit: 'base',
      evidence:
        '1,273.85214 of BTC_USDC_PERP at 118,343: 151 M USD; ccxt calls it a value, which would be 1,274 USD for the whole market',
    },
    funding: { evidence: 'fundingRate 0.0001, hourly' },
  },
  {
    id: 'bingx',
    ccxt: 'bingx',
    name: 'BingX',
    pace: 100,
    candles: {
      volume: 'base',
      historyRows: 1000,
      evidence:
        'volume 167.44 at 19,380 for five minutes of BTC-USDT; ccxt notes that linear volume is the base quantity',
    },
    funding: { evidence: 'lastFundingRate 0.0001, every fundingIntervalHours' },
    notes:
      'Open interest (3,289,641,547.10 of BTC-USDT) is in USD without a price beside it, and left out. Risk tiers need a key.',
  },
  {
    id: 'blofin',
    ccxt: 'blofin',
    name: 'BloFin',
    pace: 200,
    candles: {
      volume: 'base',
      evidence:
        '2.5819 in column 6, which ccxt takes, × 24,323 = 62,800, the quote volume beside it',
    },
    funding: { evidence: 'fundingRate 0.00027815' },
    notes: 'Only the last candles are served by ccxt: the endpoint is asked without a start.',
  },
  {
    id: 'btse',
    ccxt: 'btse',
    name: 'BTSE',
    pace: 1000 / 75,
    candles: {
      volume: 'quote',
      historyRows: 300,
      evidence: '560,622.306372 at 1,895 is labelled volume in quote currency: 296 ETH',
    },
    openInterest: {
      field: 'openInterest',
      unit: 'contracts',
      evidence:
        'an ETH-PERP-USDT row: amount 1,937,140,691 against 366,459,222 USD of volume at 1,896 makes a contract 0.0001 ETH; 19,344,237 contracts are 1,934 ETH',
    },
    funding: { evidence: 'fundingRate 0.00006016, every fundingIntervalMinutes' },
    notes: 'The venue tells the caps of risk tiers and no rates; they are left out.',
  },
  {
    id: 'bullish',
    ccxt: 'bullish',
    name: 'Bullish',
    pace: 20,
    candles: {
      volume: 'base',
      historyRows: 100,
      evidence:
        'volume 30.56064890 with eight decimals at 100,972: 3.1 M USD in a minute; in quote it would be 31 USD',
    },
    notes:
      'The sample of open interest (100,000.32452) is made up; its unit is not shown and it is left out.',
  },
  {
    id: 'bydfi',
    ccxt: 'bydfi',
    name: 'BYDFi',
    pace: 50,
    funding: { evidence: 'lastFundingRate 0.0001' },
    notes:
      'A candle of ETH-USDT says 20,358 at 2,965 and no contract size is shown for it: base or contracts; candles are left out.',
  },
  {
    id: 'coinbase-international',
    ccxt: 'coinbaseinternational',
    name: 'Coinbase International',
    pace: 100,
    candles: {
      volume: 'base',
      historyRows: 100,
      evidence:
        'volume 3,253.9983 for a day of BTC-PERP at 63,508: 207 M USD; in quote it would be a twentieth of a coin',
    },
  },
  {
    id: 'coinex',
    ccxt: 'coinex',
    name: 'CoinEx',
    pace: 2.5,
    funding: { evidence: 'next_funding_rate 0.00021074 between bounds of ±0.00375' },
    notes:
      'Candles are left out: in the sample that ccxt follows `value` is base (0.1572393 × 66,988 = 10,533), in the one of docs.coinex.com/api/v2/futures/market/http/list-market-kline it is quote (807,714 × 0.00828 = 6,689). The unit of risk tiers is not shown.',
  },
  {
    id: 'crypto-com',
    ccxt: 'cryptocom',
    name: 'Crypto.com',
    pace: 10,
    candles: {
      volume: 'base',
      historyRows: 300,
      evidence:
        'v 0.0670 at 26,950: 1,806 USD; perpetuals are traded in steps of 0.0001 of the coin (qty_tick_size, contract_size 1)',
    },
    funding: { evidence: 'v −0.000001884, hourly' },
  },
  {
    id: 'deepcoin',
    ccxt: 'deepcoin',
    name: 'DeepCoin',
    pace: 200,
    candles: {
      volume: 'contracts',
      evidence:
        '2,849 beside 1,065,583.744 at 3,740.1: 284.9 ETH, so a contract is 0.1 ETH and the volume is in contracts',
    },
    funding: { evidence: 'fundingRate 0.0000402' },
    notes: 'The endpoint of candles has no start: only the last ones are served.',
  },
  {
    id: 'delta',
    ccxt: 'delta',
    name: 'Delta Exchange',
    pace: 300,
    candles: {
      volume: 'contracts',
      historyRows: 1000,
      evidence:
        'whole numbers, 1,288 in a minute at 15,973: in BTC 20 M USD on a venue that then held a fraction of it, so contracts (size beside volume: 152 contracts are 0.152 BTC)',
    },
    openInterest: {
      field: 'oi_contracts',
      unit: 'contracts',
      evidence:
        'oi_contracts 91 beside oi_value 0.0910 BTC at a contract of 0.001; ccxt calls `oi` a value',
    },
    funding: { evidence: 'funding_rate 0.00602961 is in percent, and ccxt divides it by 100' },
  },
  {
    id: 'digifinex',
    ccxt: 'digifinex',
    name: 'DigiFinex',
    pace: 900,
    funding: { evidence: 'funding_rate −0.00012' },
    notes: 'The sample candles are empty; risk tiers have no rates. Both are left out.',
  },
  {
    id: 'gemini',
    ccxt: 'gemini',
    name: 'Gemini',
    pace: 100,
    openInterest: {
      field: 'open_interest',
      unit: 'base',
      evidence: '4,681.9 × mark price 9.023 = 42,244.78, its open_interest_notional is 42,244.7837',
    },
    notes: 'The unit of candles of perpetuals is not shown; they are left out.',
  },
  {
    id: 'hashkey',
    ccxt: 'hashkey',
    name: 'HashKey Global',
    pace: 100,
    funding: { evidence: 'rate 0.0001' },
    notes:
      'The sample candle is in base, yet perpetuals have contracts of 0.001 and share the endpoint; which it is there is not shown. The same holds for risk tiers.',
  },
  {
    id: 'hitbtc',
    ccxt: 'hitbtc',
    name: 'HitBTC',
    pace: 3.333,
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
