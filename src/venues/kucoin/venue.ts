import type { MarginRule } from '../../market/margin-rule.ts'
import { feeAtLiquidation, marginRule } from '../generic-rule.ts'
import type { Venue } from '../venue.ts'
import { day, instrumentsOf, venueId } from '../venue.ts'

const id = venueId('kucoin')

const takerFee = 0.0006

const marginRules: readonly MarginRule[] = [
  marginRule({
    id: 'kucoin-2025-05',
    venue: id,
    name: 'isolated since 2025-05-22: maintenance margin and liquidation fee on the mark price',
    since: day('2025-05-22'),
    sources: ['https://www.kucoin.com/support/26694703491737'],
    marginModes: ['isolated'],
    ...feeAtLiquidation(takerFee),
    unconfirmed: [
      'Whether tiers have a deduction is not confirmed; none is taken.',
      'How the price is rounded is not recorded, nor is the inverse form.',
      "The fee of 0.06 % is that of the venue's cross example.",
    ],
  }),
  marginRule({
    id: 'kucoin-pre-2025-05',
    venue: id,
    name: 'isolated before 2025-05-22: maintenance margin on the entry price, with the fee at the bankruptcy price',
    until: day('2025-05-22'),
    sources: ['https://www.kucoin.com/support/4408061803033'],
    marginModes: ['isolated'],
    maintenanceOn: 'entry',
    fee: { treatment: 'at-bankruptcy', rate: takerFee },
    crossMargin: { kind: 'all', othersPayFee: true },
    rounding: { kind: 'tick', direction: 'up' },
    unconfirmed: ['Rounding up was seen on a long only.'],
  }),
  marginRule({
    id: 'kucoin-cross',
    venue: id,
    name: "cross: the account's margin is shared by mark value; maintenance margin and fee on the mark price",
    sources: ['https://www.kucoin.com/support/35084431335065'],
    marginModes: ['cross'],
    fee: { treatment: 'at-liquidation', rate: takerFee },
    crossMargin: { kind: 'by-mark-value', ratioDecimals: 4 },
    unconfirmed: [
      "The ratio is rounded to four decimals as in the venue's ETH example; its BTC example contradicts its own formula.",
      'When the rule began is not recorded.',
    ],
  }),
]

const linear = {
  quote: 'USDT',
  contract: 'linear',
  tickSize: undefined,
  riskTiers: [],
} as const

/** KuCoin Futures. */
export const kucoin: Venue = {
  id,
  name: 'KuCoin Futures',
  marginRules,
  instruments: instrumentsOf(id, [
    { ...linear, symbol: 'XBTUSDTM', base: 'BTC', contractSize: 0.001 },
    { ...linear, symbol: 'ETHUSDTM', base: 'ETH', contractSize: 0.01 },
  ]),
}
