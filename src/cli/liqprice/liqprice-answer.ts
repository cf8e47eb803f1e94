import type { Liquidation, NoLiquidation } from '../../margin/liquidation-price.ts'
import { liquidationPrice } from '../../margin/liquidation-price.ts'
import type { Question } from './liqprice-question.ts'
import { unitName } from './liqprice-tiers.ts'

const isoDay = (time: number | undefined): string | null =>
  time === undefined ? null : new Date(time).toISOString().slice(0, 10)

/** Everything the command says, as one JSON value. Unknown is null; an endless tier has cap "Infinity". */
export function answer(question: Question): Answer {
  const { query, tiers, symbol, asked, notes } = question
  const { rule, contract, marginMode, side, entry, funds } = query
  const result = liquidationPrice(query)
  const found = result.kind === 'liquidation' ? result : undefined
  return {
    venue: rule.venue,
    symbol,
    contract,
    marginMode,
    side,
    entry,
    quantity: asked,
    quantityUnit:
      contract === 'linear'
        ? unitName(question.instrument, 'base')
        : `contracts of ${query.contractSize} ${unitName(question.instrument, 'quote')}`,
    leverage: funds.leverage ?? null,
    liquidationPrice: found?.liquidationPrice ?? null,
    liquidationPriceExact: found?.liquidationPriceExact ?? null,
    bankruptcyPrice: result.bankruptcyPrice ?? null,
    ...(result.kind === 'none'
      ? { reason: reasonOf(result, unitName(question.instrument, tiers.unit)) }
      : {}),
    tier: found === undefined ? null : tierOf(found, question),
    maintenanceMargin: found?.maintenanceMargin ?? null,
    closingFee: found?.closingFee ?? null,
    money: unitName(question.instrument, contract === 'linear' ? 'quote' : 'base'),
    rule: {
      id: rule.id,
      name: rule.name,
      since: isoDay(rule.since),
      until: isoDay(rule.until),
      source: rule.sources,
      unconfirmed: rule.unconfirmed,
    },
    notes: [...notes, ...(found === undefined ? [] : notesOn(found))],
  }
}

interface TierAnswer {
  /** From 1. */
  readonly number: number
  readonly floor: number
  readonly cap: number | 'Infinity' | null
  readonly unit: string
  readonly notional: number
  readonly maintenanceRate: number
  readonly deduction: number
  readonly maxLeverage: number | null
  readonly asOf: string | null
  readonly source: string
}

export interface Answer {
  readonly venue: string
  readonly symbol: string
  readonly contract: string
  readonly marginMode: string
  readonly side: string
  readonly entry: number
  readonly quantity: number
  readonly quantityUnit: string
  readonly leverage: number | null
  readonly liquidationPrice: number | null
  readonly liquidationPriceExact: number | null
  readonly bankruptcyPrice: number | null
  readonly reason?: string
  readonly tier: TierAnswer | null
  readonly maintenanceMargin: number | null
  readonly closingFee: number | null
  readonly money: string
  readonly rule: {
    readonly id: string
    readonly name: string
    readonly since: string | null
    readonly until: string | null
    readonly source: readonly string[]
    readonly unconfirmed: readonly string[]
  }
  readonly notes: readonly string[]
}

/** Why there is no liquidation price, in a sentence. */
export const reasonOf = ({ reason, cap }: NoLiquidation, unit: string): string =>
  reason === 'never'
    ? 'no price above 0 liquidates this position'
    : `the notional is beyond the known risk tiers, which end at ${cap} ${unit}`

function tierOf(
  { tier, tierIndex, notional, maintenanceMargin }: Liquidation,
  question: Question,
): TierAnswer {
  const { query, tiers } = question
  const byFactor = query.adjustFactor !== undefined && query.funds.leverage !== undefined
  const rate = byFactor ? query.adjustFactor / query.funds.leverage : tier.maintenanceRate
  return {
    number: tierIndex + 1,
    floor: tier.floor,
    cap: tier.cap === Infinity ? 'Infinity' : (tier.cap ?? null),
    unit: unitName(question.instrument, tiers.unit),
    notional,
    maintenanceRate: tier.rateSlope === undefined ? rate : maintenanceMargin / notional,
    deduction: query.rule.deduction ? tier.deduction : 0,
    maxLeverage: tier.maxLeverage ?? null,
    asOf: isoDay(tiers.asOf),
    source: tiers.source,
  }
}

function notesOn({ tier, belowMaintenanceAtEntry }: Liquidation): string[] {
  const notes: string[] = []
  if (belowMaintenanceAtEntry)
    notes.push('the margin is below the maintenance margin already at the entry price')
  if (tier.cap === undefined)
    notes.push('where this risk tier ends is not known: a large position may be in a higher one')
  return notes
}

/** The answer as lines for a reader. */
export function answerText(one: Answer): string {
  const { tier, rule } = one
  const rows: [string, string][] = [
    ['liquidationPrice', String(one.liquidationPrice ?? `none: ${one.reason}`)],
    ['liquidationPriceExact', String(one.liquidationPriceExact ?? 'none')],
    ['bankruptcyPrice', String(one.bankruptcyPrice ?? 'none')],
    ['tier', tier === null ? 'none' : tierText(tier)],
    ...(tier === null ? [] : [['tiers', tiersText(tier)] satisfies [string, string]]),
    [
      'maintenanceMargin',
      one.maintenanceMargin === null ? 'none' : `${one.maintenanceMargin} ${one.money}`,
    ],
    ['rule', `${rule.id}, ${period(rule)}: ${rule.name}`],
    ...rule.source.map((source): [string, string] => ['source', source]),
    ...rule.unconfirmed.map((text): [string, string] => ['unconfirmed', text]),
    ['quantity', `${one.quantity} ${one.quantityUnit}`],
    ...one.notes.map((note): [string, string] => ['note', note]),
  ]
  return `${rows.map(([name, value]) => `${name.padEnd(22)} ${value}`).join('\n')}\n`
}

function period({ since, until }: Answer['rule']): string {
  const from = since === null ? 'start not recorded' : `since ${since}`
  return until === null ? from : `${from}, until ${until}`
}

function tierText({ number, floor, cap, unit, ...tier }: TierAnswer): string {
  const to = cap === 'Infinity' ? 'without end' : `to ${cap ?? 'an unknown edge'}`
  return `${number}: from ${floor} ${to} ${unit}, maintenance rate ${tier.maintenanceRate}, deduction ${tier.deduction}`
}

const tiersText = ({ asOf, source }: TierAnswer): string =>
  asOf === null ? source : `as of ${asOf}: ${source}`
