import { parseInstrumentId } from '../../market/instrument.ts'
import type { ContractKind } from '../../market/instrument.ts'
import type { MarginMode, MarginRule } from '../../market/margin-rule.ts'
import { marginRuleAt } from '../../market/margin-rule.ts'
import { riskTiersAt } from '../../market/risk-tier.ts'
import { quantity } from '../../market/units.ts'
import type { LiquidationQuery } from '../../margin/liquidation-price.ts'
import { tierAtEntry } from '../../margin/tier-at-entry.ts'
import { findInstrument } from '../../venues/registry.ts'
import type { KnownInstrument, Venue } from '../../venues/venue.ts'
import { didYouMean } from '../command/flag-values.ts'
import type { LiqpriceFlags } from './liqprice-flags.ts'
import type { Tiers } from './liqprice-tiers.ts'
import { readTiers, unitName, unitOf } from './liqprice-tiers.ts'
import { wrongFlag } from '../command/read-flags.ts'

/** A question to the solver, and what its answer must mention. */
export interface Question {
  readonly symbol: string
  /** The known instrument, which names its currencies. */
  readonly instrument?: KnownInstrument
  readonly query: LiquidationQuery
  readonly tiers: Tiers
  /** Contracts or coins as asked for. */
  readonly asked: number
  readonly notes: readonly string[]
}

const isoDay = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** Turns flags into a question. Throws a UsageError on anything that is not as it should be. */
export function readQuestion(flags: LiqpriceFlags, readFile: (path: string) => string): Question {
  const notes: string[] = []
  const venue = needed(flags, 'venue', 'an exchange, like binance')
  const { symbol, instrument } = readSymbol(flags, venue, notes)
  const contract = readContract(flags, venue, instrument)
  const side = needed(flags, 'side', 'long or short')
  const entry = needed(flags, 'entry', 'the entry price')
  const marginMode = flags['margin-mode'] ?? 'isolated'
  const time = flags['as-of']
  const rule = readRule(venue, contract, marginMode, time)
  const funds = readFunds(flags, marginMode, rule)
  const asked = flags.quantity ?? 1
  const contractSize = flags['contract-size'] ?? instrument?.contractSize
  const tiers = readTiersOf(flags, contract, instrument, rule, time, readFile, notes)
  if (contractSize === undefined && (contract === 'inverse' || tiers.unit === 'contracts'))
    throw missing(
      'contract-size',
      `the ${contract === 'inverse' ? 'quote USD' : 'base coins'} per contract of ${symbol}`,
    )
  const tickSize = flags.tick ?? instrument?.tickSize
  if (
    tickSize === undefined &&
    (rule.rounding.kind === 'tick' || rule.rounding.kind === 'plus-tick')
  )
    notes.push(`the tick of ${symbol} is not known here, so the price is not rounded; give --tick`)
  const feeRate = flags.fee
  if (feeRate !== undefined && rule.fee.treatment === 'none')
    notes.push(`--fee ${feeRate} changes nothing: the fee plays no part in the rule ${rule.id}`)
  const adjustFactor = flags['adjust-factor']
  const query: LiquidationQuery = {
    rule: flags.deduction !== undefined ? { ...rule, deduction: true } : rule,
    contract,
    marginMode,
    side,
    entry,
    quantity: quantity(contract === 'inverse' ? asked * contractSize! : asked),
    funds,
    tiers,
    ...(contractSize === undefined ? {} : { contractSize }),
    ...(tickSize === undefined ? {} : { tickSize }),
    ...(feeRate === undefined ? {} : { feeRate }),
    ...(adjustFactor === undefined ? {} : { adjustFactor }),
  }
  checkLeverage(query, instrument, tiers)
  return { symbol, ...(instrument === undefined ? {} : { instrument }), query, tiers, asked, notes }
}

const missing = (name: string, what: string): Error =>
  wrongFlag(name, undefined, `is missing: give ${what}`)

/** The value of a flag that must be given. */
function needed<Name extends keyof LiqpriceFlags>(
  flags: LiqpriceFlags,
  name: Name,
  what: string,
): NonNullable<LiqpriceFlags[Name]> {
  const value = flags[name]
  if (value === undefined) throw missing(name, what)
  return value as NonNullable<LiqpriceFlags[Name]>
}

function readSymbol(
  flags: LiqpriceFlags,
  venue: Venue,
  notes: string[],
): { readonly symbol: string; readonly instrument: KnownInstrument | undefined } {
  const symbol = needed(flags, 'symbol', "the venue's symbol, like BTCUSDT")
  const instrument = findInstrument(venue, symbol)
  if (instrument !== undefined) return { symbol, instrument }
  const ownTiers = (['mmr', 'tiers', 'adjust-factor'] as const).some(
    (name) => flags[name] !== undefined,
  )
  if (ownTiers && parseInstrumentId(`${venue.id}:${symbol}`) !== undefined) {
    notes.push(`${symbol} is not among the known symbols of ${venue.id}; taken as given`)
    return { symbol, instrument }
  }
  const known = venue.instruments.map((one) => one.symbol)
  const list = known.length > 0 ? `one of ${known.join(', ')}, or another ` : 'given '
  throw wrongFlag(
    'symbol',
    symbol,
    `must be ${list}with --mmr or --tiers, at ${venue.id}${didYouMean(symbol, known)}`,
  )
}

function readContract(
  { inverse }: LiqpriceFlags,
  venue: Venue,
  instrument: KnownInstrument | undefined,
): ContractKind {
  if (inverse && instrument?.contract === 'linear')
    throw wrongFlag('inverse', undefined, `must be left out: ${instrument.id} is a linear contract`)
  const contract = instrument?.contract ?? (inverse ? 'inverse' : 'linear')
  if (venue.marginRules.some((rule) => rule.contracts.includes(contract))) return contract
  const [be, known] =
    contract === 'inverse' ? ['must be left out', 'linear'] : ['is missing', 'inverse']
  throw wrongFlag('inverse', undefined, `${be}: only ${known} contracts of ${venue.id} are known`)
}

function readRule(
  venue: Venue,
  contract: ContractKind,
  marginMode: MarginMode,
  time: number | undefined,
): MarginRule {
  const rule = marginRuleAt(venue.marginRules, {
    contract,
    marginMode,
    ...(time === undefined ? {} : { time }),
  })
  if (rule !== undefined) return rule
  const ofContract = venue.marginRules.filter((one) => one.contracts.includes(contract))
  const modes = [...new Set(ofContract.flatMap((one) => one.marginModes))]
  if (!modes.includes(marginMode))
    throw wrongFlag(
      'margin-mode',
      marginMode,
      `must be ${modes.join(' or ')} for ${contract} contracts of ${venue.id}`,
    )
  const periods = ofContract
    .filter((one) => one.marginModes.includes(marginMode))
    .map(
      ({ id, since, until }) =>
        `${id}${since === undefined ? '' : ` from ${isoDay(since)}`}${until === undefined ? '' : ` until ${isoDay(until)}`}`,
    )
  const within = `within a rule of ${venue.id}: ${periods.join(', ')}`
  if (time === undefined) throw missing('as-of', `a day ${within}`)
  throw wrongFlag('as-of', isoDay(time), `must be ${within}`)
}

function readFunds(
  flags: LiqpriceFlags,
  marginMode: MarginMode,
  rule: MarginRule,
): LiquidationQuery['funds'] {
  const { leverage, wallet, 'extra-margin': extraMargin } = flags
  if (marginMode === 'cross') {
    needed(flags, 'wallet', 'the wallet balance of the account, with --margin-mode cross')
    if (extraMargin !== undefined)
      throw wrongFlag(
        'extra-margin',
        extraMargin,
        'must be left out with --margin-mode cross: add it to --wallet',
      )
  } else if (wallet === undefined) {
    needed(flags, 'leverage', 'a number from 1 to 1000')
  } else if (rule.isolatedMargin === 'initial' && leverage !== undefined) {
    throw wrongFlag(
      'wallet',
      wallet,
      `must not be given together with --leverage, from which rule ${rule.id} takes the margin; give what was added with --extra-margin`,
    )
  }
  return {
    ...(leverage === undefined ? {} : { leverage }),
    ...(wallet === undefined ? {} : { wallet }),
    ...(extraMargin === undefined ? {} : { extraMargin }),
  }
}

function readTiersOf(
  flags: LiqpriceFlags,
  contract: ContractKind,
  instrument: KnownInstrument | undefined,
  rule: MarginRule,
  time: number | undefined,
  readFile: (path: string) => string,
  notes: string[],
): Tiers {
  const { tiers: path, mmr: rate, deduction, 'adjust-factor': factor } = flags
  if (factor !== undefined) {
    if (rule.maintenanceRate !== 'adjust-factor')
      throw wrongFlag(
        'adjust-factor',
        factor,
        `must be left out: the rule ${rule.id} has none; give --mmr`,
      )
    if (path !== undefined || rate !== undefined)
      throw wrongFlag('adjust-factor', factor, 'must not be given together with --mmr or --tiers')
    needed(flags, 'leverage', 'a number from 1 to 1000, for the adjust factor')
  }
  if (path !== undefined && rate !== undefined)
    throw wrongFlag('mmr', rate, 'must not be given together with --tiers')
  if (deduction !== undefined && rate === undefined)
    throw wrongFlag('deduction', deduction, 'must be given together with --mmr only')
  if (path !== undefined) return readTiers(path, contract, readFile)
  if (rate !== undefined || factor !== undefined)
    return oneTier(
      contract,
      rate ?? 0,
      deduction ?? 0,
      rate === undefined ? 'adjust-factor' : 'mmr',
    )
  const table = riskTiersAt(instrument?.riskTiers ?? [], time)
  if (table === undefined) {
    const byFactor = rule.maintenanceRate === 'adjust-factor' ? '--adjust-factor, ' : ''
    throw wrongFlag(
      'symbol',
      instrument?.symbol,
      `has no risk tiers that are known here: give ${byFactor}--mmr or --tiers`,
    )
  }
  if (time !== undefined && table.asOf > time)
    notes.push(
      `no risk tiers are known for ${isoDay(time)}; those of ${isoDay(table.asOf)}, the earliest known, are used`,
    )
  return table
}

/** One rate for every size, as flags give it. */
export const oneTier = (
  contract: ContractKind,
  maintenanceRate: number,
  deduction: number,
  flag: string,
): Tiers => ({
  unit: unitOf(contract),
  source: `--${flag}`,
  tiers: [{ floor: 0, cap: Infinity, maintenanceRate, deduction, maxLeverage: undefined }],
})

/** A venue opens no position above the leverage of the tier it starts in. */
function checkLeverage(
  query: LiquidationQuery,
  instrument: KnownInstrument | undefined,
  tiers: Tiers,
): void {
  const { leverage } = query.funds
  const start = tierAtEntry(query)
  const limit = start?.tier.maxLeverage
  if (leverage === undefined || start === undefined || limit === undefined || leverage <= limit)
    return
  const notional = `${start.notional} ${unitName(instrument, tiers.unit)}`
  throw wrongFlag(
    'leverage',
    leverage,
    `must be at most ${limit} in the risk tier of a notional of ${notional}`,
  )
}
