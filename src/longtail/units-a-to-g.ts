import type { LongTailVenue } from './long-tail-venue.ts'

/**
 * Exchanges of the long tail that hold their users' funds, A to G. Evidence: arithmetic on the sample answers
 * that ccxt 4.5.84 keeps above its parsers (`js/src/<ccxt>.js`), unless another page is named.
 */
export const LONG_TAIL_A_TO_G: readonly LongTailVenue[] = [
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
    costs: { markets: 3 },
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
    costs: { markets: 3, candles: 3, openInterest: 3, funding: 3 },
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
    costs: { markets: 2 },
    funding: { evidence: 'next_funding_rate 0.00021074 between bounds of ±0.00375' },
    notes:
      'Candles are left out: in the sample that ccxt follows `value` is base (0.1572393 × 66,988 = 10,533), in the one of docs.coinex.com/api/v2/futures/market/http/list-market-kline it is quote (807,714 × 0.00828 = 6,689). The unit of risk tiers is not shown.',
  },
  {
    id: 'crypto-com',
    ccxt: 'cryptocom',
    name: 'Crypto.com',
    pace: 10,
    costs: { markets: 4 },
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
    costs: { markets: 2, funding: 5 },
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
        'oi_contracts 469,919 beside oi_value 469.9190 BTC: a contract is 0.001 BTC; ccxt calls `oi` a value',
    },
    funding: { evidence: 'funding_rate 0.00602961 is in percent, and ccxt divides it by 100' },
  },
  {
    id: 'digifinex',
    ccxt: 'digifinex',
    name: 'DigiFinex',
    pace: 900,
    costs: { markets: 2 },
    funding: { evidence: 'funding_rate −0.00012' },
    notes: 'The sample candles are empty; risk tiers have no rates. Both are left out.',
  },
  {
    id: 'gemini',
    ccxt: 'gemini',
    name: 'Gemini',
    pace: 100,
    costs: { markets: 5, openInterest: 5 },
    openInterest: {
      field: 'open_interest',
      unit: 'base',
      evidence: '4,681.9 × mark price 9.023 = 42,244.78, its open_interest_notional is 42,244.7837',
    },
    notes: 'The unit of candles of perpetuals is not shown; they are left out.',
  },
]
