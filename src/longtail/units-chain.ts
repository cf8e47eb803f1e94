import type { LongTailVenue } from './long-tail-venue.ts'

/**
 * Exchanges of the long tail that settle on a chain. Evidence: arithmetic on the sample answers that
 * ccxt 4.5.84 keeps above its parsers (`js/src/<ccxt>.js`), unless another page is named.
 */
export const LONG_TAIL_CHAIN: readonly LongTailVenue[] = [
  {
    id: 'apex',
    ccxt: 'apex',
    name: 'ApeX',
    pace: 20,
    candles: {
      volume: 'base',
      historyRows: 200,
      evidence: 'v 0.052 × 90,200 = 4,690.4, its tr is 4,690.4466',
    },
    notes:
      'The sample of open interest (2,036,854,775,808 of BTCUSDT) cannot be right; it is left out.',
  },
  {
    id: 'grvt',
    ccxt: 'grvt',
    name: 'GRVT',
    pace: 10,
    costs: { markets: 4, candles: 12 },
    candles: {
      volume: 'base',
      historyRows: 1000,
      evidence: 'volume_b 15.32 × 88,182 = 1,350,948, its volume_q is 1,350,962.4782',
    },
  },
  {
    id: 'hibachi',
    ccxt: 'hibachi',
    name: 'Hibachi',
    pace: 100,
    candles: {
      volume: 'quote',
      historyRows: 100,
      evidence: 'the field is volumeNotional: 1,637,355.846362 for an hour at 3,705, 442 ETH',
    },
    openInterest: {
      field: 'totalQuantity',
      unit: 'base',
      evidence:
        'totalQuantity 2.3299770166 with ten decimals, as positions and orders (`quantity`) are in base',
    },
    funding: { evidence: 'estimatedFundingRate 0.000001' },
  },
  {
    id: 'mode-trade',
    ccxt: 'modetrade',
    name: 'Mode Trade',
    pace: 100,
    funding: { evidence: 'est_funding_rate −0.00003447' },
    notes: 'Candles need a key; ccxt has no open interest of it.',
  },
  {
    id: 'nado',
    ccxt: 'nado',
    name: 'Nado',
    pace: 25,
    costs: { markets: 5 },
    openInterest: {
      field: 'open_interest',
      unit: 'base',
      evidence:
        '3,059.325 × contract price 25,830.74 = 79,024,625, its open_interest_usd is 79,024,625.11',
    },
    funding: { evidence: 'funding_rate −0.00366 for 24 hours' },
    notes: 'Candles show one volume and nothing to tell its unit by; they are left out.',
  },
  {
    id: 'pacifica',
    ccxt: 'pacifica',
    name: 'Pacifica',
    pace: 600,
    costs: { candles: 12 },
    candles: {
      volume: 'base',
      historyRows: 1000,
      evidence:
        'v 0.00022 of BTC at 105,376 in two trades: 23 USD; in quote it would be a fraction of a cent',
    },
    notes:
      'Open interest is left out: the REST page (api-documentation/api/rest-api/markets/get-prices) says USD, the sample of the socket page (0.00524 of BTC at 105,473) can only be base.',
  },
  {
    id: 'paradex',
    ccxt: 'paradex',
    name: 'Paradex',
    pace: 50,
    openInterest: {
      field: 'open_interest',
      unit: 'base',
      evidence: '162.272 of BTC-USD-PERP at 68,465: 11 M USD; in quote it would be 162 USD',
    },
    notes:
      'The sample candle says 1,591 at 58,961, which is neither base nor contracts; the sample funding rate of 0.0163 is no usual fraction. Both are left out.',
  },
  {
    id: 'woofi-pro',
    ccxt: 'woofipro',
    name: 'WOOFi Pro',
    pace: 100,
    openInterest: {
      field: 'open_interest',
      unit: 'base',
      evidence: '110.64612 of PERP_BTC_USDC at 64,171: 7.1 M USD; in quote it would be 111 USD',
    },
    funding: { evidence: 'est_funding_rate −0.00003447' },
    notes: 'Candles need a key.',
  },
]
