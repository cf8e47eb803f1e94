import { z } from 'zod'
import { quoted } from '../../api/quoted.ts'
import type { MarginRule } from '../../market/margin-rule.ts'
import { marginRuleAt } from '../../market/margin-rule.ts'
import { quantity, sideSign } from '../../market/units.ts'
import type { Funds, OtherPosition } from '../../margin/balance.ts'
import type { LiquidationQuery } from '../../margin/liquidation-price.ts'
import { liquidationPrice } from '../../margin/liquidation-price.ts'
import { findVenue, VENUES } from '../../venues/registry.ts'
import { reasonOf } from './liqprice-answer.ts'
import { oneTier } from './liqprice-question.ts'

const positive = z.number().positive()
const side = z.enum(['long', 'short'])
const rate = z.number().min(0).lt(1)

const otherSchema = z.object({
  side,
  size: positive,
  entry: positive,
  mark: positive,
  mmr: rate,
  cum: z.number().min(0).nullish(),
})

/** One row: a position, with the rate and deduction of its tier. null is "not given". */
export const rowSchema = z.object({
  id: z.string().min(1).max(200),
  venue: z.string(),
  contract: z.enum(['linear', 'inverse']),
  mode: z.enum(['isolated', 'cross']),
  side,
  entry: positive.nullish(),
  leverage: positive.nullish(),
  size: positive,
  margin: z.number().nullish(),
  mmr: rate.nullish(),
  cum: z.number().min(0).nullish(),
  fee: rate.nullish(),
  formula: z.string().nullish(),
  contract_size: positive.nullish(),
  tick: positive.nullish(),
  wallet_balance: z.number().nullish(),
  other_positions: z.array(otherSchema).nullish(),
  raw_usd: z.number().nullish(),
  max_leverage: z.number().min(1).nullish(),
  oracle: positive.nullish(),
  equity: z.number().nullish(),
  mark: positive.nullish(),
  total_mark_value: positive.nullish(),
  maint_margin: z.number().min(0).nullish(),
  adjust_factor: rate.nullish(),
})

export type Row = z.infer<typeof rowSchema>

/** A day on which the historical rule that a row's `formula` names was in force. */
const HISTORICAL: Readonly<Record<string, string>> = {
  bybit_pre_2025_09: '2025-09-01',
  bybit_inverse_pre_2025_09: '2025-09-01',
  bybit_inverse_cross_2019: '2019-06-01',
  kucoin_pre_2025_05_22: '2025-05-21',
  bitmex_integer: '2026-09-22',
}

/** The venue's rule in force now, or the historical one that `formula` names. */
function ruleOf({ venue: id, contract, mode, formula }: Row): MarginRule {
  const venue = findVenue(id)
  if (venue === undefined)
    throw new RangeError(
      `venue ${quoted(id)}: must be one of ${VENUES.map((one) => one.id).join(', ')}`,
    )
  const day = HISTORICAL[formula ?? '']
  const rule = marginRuleAt(venue.marginRules, {
    contract,
    marginMode: mode,
    ...(day === undefined ? {} : { time: Date.parse(day) }),
  })
  if (rule !== undefined) return rule
  throw new RangeError(`mode ${mode}: ${id} has no rule for it with ${contract} contracts`)
}

/** The price from which the position's money is counted: its entry, or where its equity is stated. */
function startOf(row: Row): number {
  const start = (row.equity == null ? undefined : row.oracle) ?? sharedMark(row) ?? row.entry
  if (start == null) throw new RangeError('entry null: must be a number above 0')
  return start
}

const sharedMark = (row: Row): number | null | undefined =>
  row.total_mark_value == null ? undefined : row.mark

function fundsOf(row: Row, start: number, size: number): Funds {
  // Hyperliquid's rawUsd is what is left when the position's value is taken off its equity.
  const rawWallet =
    row.raw_usd == null ? undefined : row.raw_usd + sideSign(row.side) * size * start
  const wallet = rawWallet ?? row.equity ?? row.wallet_balance ?? row.margin
  if (wallet == null && row.leverage == null)
    throw new RangeError('margin null: must be a number where leverage is null')
  const others = row.other_positions?.map(
    (other): OtherPosition => ({
      side: other.side,
      quantity: quantity(other.size * (row.contract === 'inverse' ? (row.contract_size ?? 1) : 1)),
      entry: other.entry,
      mark: other.mark,
      maintenanceRate: other.mmr,
      deduction: other.cum ?? 0,
    }),
  )
  return {
    ...(row.leverage == null ? {} : { leverage: row.leverage }),
    ...(wallet == null ? {} : { wallet }),
    ...(others === undefined ? {} : { others }),
    ...(row.total_mark_value == null ? {} : { totalMarkValue: row.total_mark_value }),
  }
}

/** The question of a row. Throws a RangeError where the row does not hold together. */
export function queryOf(row: Row): LiquidationQuery {
  const rule = ruleOf(row)
  const start = startOf(row)
  const size = row.size * (row.contract === 'inverse' ? (row.contract_size ?? 1) : 1)
  const stated = row.mmr ?? (row.max_leverage == null ? undefined : 1 / (2 * row.max_leverage))
  if (stated === undefined && row.adjust_factor == null && row.maint_margin == null)
    throw new RangeError('mmr null: must be a fraction from 0 to below 1')
  if (row.fee != null && row.fee > 0 && rule.fee.treatment === 'none')
    throw new RangeError(`fee ${row.fee}: must be 0, it plays no part in the rule ${rule.id}`)
  return {
    rule: row.cum == null || row.cum === 0 ? rule : { ...rule, deduction: true },
    contract: row.contract,
    marginMode: row.mode,
    side: row.side,
    entry: start,
    quantity: quantity(size),
    funds: fundsOf(row, start, size),
    tiers: oneTier(row.contract, stated ?? 0, row.cum ?? 0, 'batch'),
    ...(row.fee == null ? {} : { feeRate: row.fee }),
    ...(row.tick == null ? {} : { tickSize: row.tick }),
    ...(row.adjust_factor == null ? {} : { adjustFactor: row.adjust_factor }),
    ...(row.maint_margin == null ? {} : { statedMaintenance: row.maint_margin }),
  }
}

/** What is printed for a row; `error` or `reason` says why there is no price. */
export interface RowAnswer {
  readonly id: string | null
  readonly liquidationPriceExact: number | null
  readonly liquidationPrice: number | null
  readonly reason?: string
  readonly error?: string
}

/** Answers one row of a batch; what is wrong with it takes the place of its price. */
export function answerRow(json: unknown): RowAnswer {
  const id = (json as { id?: unknown } | null)?.id
  const none = {
    id: typeof id === 'string' ? id : null,
    liquidationPriceExact: null,
    liquidationPrice: null,
  }
  const read = rowSchema.safeParse(json)
  if (!read.success) {
    const { path, message } = read.error.issues[0]!
    return { ...none, error: `${path.join('.') || 'row'}: ${message}` }
  }
  try {
    const query = queryOf(read.data)
    const result = liquidationPrice(query)
    return result.kind === 'none'
      ? { ...none, reason: reasonOf(result, query.tiers.unit) }
      : {
          id: read.data.id,
          liquidationPriceExact: result.liquidationPriceExact,
          liquidationPrice: result.liquidationPrice,
        }
  } catch (error) {
    if (error instanceof RangeError) return { ...none, error: error.message }
    throw error
  }
}
