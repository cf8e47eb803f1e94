import type { RiskTierTable } from '../../market/risk-tier.ts'
import { day, riskTierTable } from '../venue.ts'

const snapshot =
  'capture of 2026-09-16T15:08:52Z, github.com/ychcb0521/veil-of-ignorance at b3ac37a, src/data/binanceLeverageTiers.json, of '

const usdm: Omit<RiskTierTable, 'tiers'> = {
  unit: 'quote',
  asOf: day('2026-09-16'),
  source: `${snapshot}https://www.binance.com/bapi/futures/v1/friendly/future/common/brackets`,
}

const coinm: Omit<RiskTierTable, 'tiers'> = {
  unit: 'base',
  asOf: day('2026-09-16'),
  source: `${snapshot}https://www.binance.com/bapi/futures/v1/friendly/delivery/common/brackets`,
}

const btc2024: Omit<RiskTierTable, 'tiers'> = {
  unit: 'quote',
  asOf: day('2024-10-24'),
  source:
    'freqtrade bracket file of 2024-10-24: the first edge and the amounts 50, 950 and 11,450; the edges 600k and 3M follow from them with the rates of 2026 (unconfirmed); what lies above is not known',
}

export const btcusdt: readonly RiskTierTable[] = [
  riskTierTable(btc2024, 'cumulative', [
    [50_000, 0.4, 125],
    [600_000, 0.5, undefined],
    [3_000_000, 0.65, undefined],
    [undefined, 1, undefined],
  ]),
  riskTierTable(usdm, 'cumulative', [
    [300_000, 0.4, 150],
    [800_000, 0.5, 100],
    [3_000_000, 0.65, 75],
    [12_000_000, 1, 50],
    [70_000_000, 2, 25],
    [100_000_000, 2.5, 20],
    [230_000_000, 5, 10],
    [480_000_000, 10, 5],
    [600_000_000, 12.5, 4],
    [800_000_000, 15, 3],
    [1_200_000_000, 25, 2],
    [1_800_000_000, 50, 1],
  ]),
]

export const ethusdt: readonly RiskTierTable[] = [
  riskTierTable(btc2024, 'cumulative', [
    [50_000, 0.4, 125],
    [600_000, 0.5, undefined],
    [3_000_000, 0.65, undefined],
    [undefined, 1, undefined],
  ]),
  riskTierTable(usdm, 'cumulative', [
    [300_000, 0.4, 150],
    [800_000, 0.5, 100],
    [3_000_000, 0.65, 75],
    [12_000_000, 1, 50],
    [50_000_000, 2, 25],
    [65_000_000, 2.5, 20],
    [150_000_000, 5, 10],
    [320_000_000, 10, 5],
    [400_000_000, 12.5, 4],
    [530_000_000, 15, 3],
    [800_000_000, 25, 2],
    [1_200_000_000, 50, 1],
  ]),
]

export const solusdt: readonly RiskTierTable[] = [
  riskTierTable(usdm, 'cumulative', [
    [50_000, 0.5, 100],
    [400_000, 0.65, 75],
    [1_000_000, 1, 50],
    [4_000_000, 2, 25],
    [8_000_000, 2.5, 20],
    [40_000_000, 5, 10],
    [80_000_000, 10, 5],
    [100_000_000, 12.5, 4],
    [200_000_000, 25, 2],
    [400_000_000, 50, 1],
  ]),
]

export const btcusdPerp: readonly RiskTierTable[] = [
  riskTierTable(coinm, 'cumulative', [
    [5, 0.4, 125],
    [10, 0.5, 100],
    [25, 1, 50],
    [150, 2.5, 20],
    [400, 5, 10],
    [950, 10, 5],
    [1_200, 12.5, 4],
    [1_600, 15, 3],
    [2_400, 25, 2],
    [3_500, 50, 1],
  ]),
]

export const ethusdPerp: readonly RiskTierTable[] = [
  riskTierTable(coinm, 'cumulative', [
    [15, 0.5, 100],
    [100, 0.65, 75],
    [400, 1, 50],
    [1_500, 2.5, 20],
    [5_000, 5, 10],
    [14_000, 10, 5],
    [18_000, 12.5, 4],
    [24_000, 15, 3],
    [36_000, 25, 2],
    [55_000, 50, 1],
  ]),
]

export const solusdPerp: readonly RiskTierTable[] = [
  riskTierTable(coinm, 'cumulative', [
    [400, 1, 50],
    [2_300, 2, 25],
    [4_600, 2.5, 20],
    [23_400, 5, 10],
    [37_400, 10, 5],
    [46_800, 12.5, 4],
    [56_100, 16.67, 3],
    [93_600, 25, 2],
    [187_200, 50, 1],
  ]),
]
