import { btcUsdt, ethUsdt } from './sample.fixture.ts'
import type { Sample } from './sample.fixture.ts'

/** `is`: the upper edge of the first tier in the unit of the table. */
export const RISK_TIERS: readonly Sample[] = [
  {
    venue: 'kucoin',
    market: ethUsdt('ETHUSDTM', 0.01),
    stream: 'risk-tiers',
    at: '2026-01-01T00:00:00Z',
    answer: {
      code: '200000',
      data: [
        {
          symbol: 'ETHUSDTM',
          level: 1,
          maxRiskLimit: 300000,
          minRiskLimit: 0,
          maxLeverage: 100,
          initialMargin: 0.01,
          maintainMargin: 0.005,
        },
      ],
    },
    is: 300_000,
  },
  {
    venue: 'mexc',
    market: btcUsdt('BTC_USDT', 0.0001),
    stream: 'risk-tiers',
    at: '2026-01-01T00:00:00Z',
    answer: {
      success: true,
      code: 0,
      data: [
        {
          symbol: 'BTC_USDT',
          baseCoin: 'BTC',
          quoteCoin: 'USDT',
          settleCoin: 'USDT',
          contractSize: 0.0001,
          maxLeverage: 125,
          maxVol: 1000000,
          maintenanceMarginRate: 0.004,
          initialMarginRate: 0.008,
          riskBaseVol: 10000,
          riskIncrVol: 200000,
          riskIncrMmr: 0.004,
          riskIncrImr: 0.004,
          riskLevelLimit: 5,
        },
      ],
    },
    is: 200_000,
  },
  {
    venue: 'xt',
    market: btcUsdt('btc_usdt', 0.0001),
    stream: 'risk-tiers',
    at: '2026-01-01T00:00:00Z',
    answer: {
      returnCode: 0,
      msgInfo: 'success',
      error: null,
      result: {
        symbol: 'btc_usdt',
        leverageBrackets: [
          {
            symbol: 'btc_usdt',
            bracket: 1,
            maxNominalValue: '500000',
            maintMarginRate: '0.004',
            startMarginRate: '0.008',
            maxStartMarginRate: null,
            maxLeverage: '125',
            minLeverage: '1',
          },
        ],
      },
    },
    is: 500_000,
  },
]
