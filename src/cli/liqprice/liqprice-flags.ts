import { date, decimal, filled, oneOf, venue } from '../command/flag-values.ts'
import { helpText, optional, toggle } from '../command/read-flags.ts'
import type { FlagValues } from '../command/read-flags.ts'

const above0 = decimal('a number above 0', (value) => value > 0)
const from0 = decimal('a number from 0', (value) => value >= 0)
const leverage = decimal('a number from 1 to 1000', (value) => value >= 1 && value <= 1_000)
const rate = decimal(
  'a fraction above 0 and below 1, like 0.004 for 0.4 %',
  (value) => value > 0 && value < 1,
)
const fee = decimal(
  'a fraction from 0 to below 1, like 0.0005 for 0.05 %',
  (value) => value >= 0 && value < 1,
)

/** The flags of `isotherm liqprice`. Which of them must be given depends on the others. */
export const LIQPRICE_FLAGS = {
  venue: optional('ID', 'exchange, like binance, bybit or okx', venue),
  symbol: optional('SYMBOL', "the venue's own symbol, like BTCUSDT", filled),
  side: optional('SIDE', 'long or short', oneOf('long', 'short')),
  entry: optional('PRICE', 'entry price', above0),
  leverage: optional(
    'N',
    'from 1; entry value / N is the margin of an isolated position',
    leverage,
  ),
  quantity: optional('N', 'base coins, or contracts of an inverse instrument (default: 1)', above0),
  'margin-mode': optional(
    'MODE',
    'isolated or cross (default: isolated)',
    oneOf('isolated', 'cross'),
  ),
  wallet: optional(
    'AMOUNT',
    "isolated: the position's wallet, not entry value / N; cross: balance less what others need",
    above0,
  ),
  'extra-margin': optional('AMOUNT', 'added to an isolated position after it was opened', from0),
  tiers: optional('FILE', 'risk tiers instead of the shipped ones (docs/margin.md)', filled),
  mmr: optional('RATE', 'one maintenance margin rate instead of risk tiers, a fraction', rate),
  deduction: optional('AMOUNT', 'deducted from the maintenance margin, with --mmr', from0),
  fee: optional('RATE', "taker fee instead of the venue's standard one, a fraction", fee),
  'adjust-factor': optional('RATE', 'HTX: maintenance margin rate = this / leverage', rate),
  inverse: toggle('the contract is inverse, where the symbol is not known'),
  'contract-size': optional('N', 'quote USD (inverse) or base coins (linear) per contract', above0),
  tick: optional('N', 'smallest step of the price', above0),
  'as-of': optional('DATE', 'the rule and risk tiers then in force, like 2024-06-01 (UTC)', date),
  json: toggle('the answer as JSON'),
  batch: optional(
    'FILE',
    'JSON array of positions (docs/margin.md); prints one JSON object per row',
    filled,
  ),
}

export type LiqpriceFlags = FlagValues<typeof LIQPRICE_FLAGS>

export const LIQPRICE_HELP = helpText(
  'liqprice --venue ID --symbol SYMBOL --side SIDE --entry PRICE --leverage N [flags]',
  "Computes where a venue liquidates a position, by the venue's own rule.",
  LIQPRICE_FLAGS,
)
