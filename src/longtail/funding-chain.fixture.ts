import { funding, of, NADO, nado, ORDERLY_RATE } from './sample.fixture.ts'
import type { Sample } from './sample.fixture.ts'

/** Funding rates of the exchanges that settle on a chain: those of `units-chain.ts`. */
export const FUNDING_CHAIN: readonly Sample[] = [
  funding(
    'hibachi',
    of('ETH/USDT-P', 'ETH', 'USDT'),
    '2099-01-01T00:00:00Z',
    {
      askPrice: '3514.650296',
      bidPrice: '3513.596112',
      fundingRateEstimation: {
        estimatedFundingRate: '0.000001',
        nextFundingTimestamp: 1712707200,
      },
      markPrice: '3514.288858',
      symbol: 'ETH/USDT-P',
    },
    0.000001,
  ),
  funding(
    'mode-trade',
    of('PERP_AAVE_USDT', 'AAVE', 'USDC'),
    '2023-12-19T12:33:24Z',
    ORDERLY_RATE,
    -0.00003447,
  ),
  funding('nado', nado, '2023-09-10T20:00:00Z', NADO, -0.003664562348812546),
  funding(
    'woofi-pro',
    of('PERP_AAVE_USDT', 'AAVE', 'USDC'),
    '2023-12-19T12:33:24Z',
    ORDERLY_RATE,
    -0.00003447,
  ),
]
