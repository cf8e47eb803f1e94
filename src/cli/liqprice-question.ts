import { parseInstrumentId } from '../market/instrument.ts'
import type { ContractKind } from '../market/instrument.ts'
import type { MarginMode, MarginRule } from '../market/margin-rule.ts'
import { marginRuleAt } from '../market/margin-rule.ts'
import { riskTiersAt } from '../market/risk-tier.ts'
import { quantity } from '../market/units.ts'
import type { LiquidationQuery } from '../margin/liquidation-price.ts'
import { tierAtEntry } from '../margin/tier-at-entry.ts'
import { nearest } from '../api/nearest.ts'
import { findInstrument, findVenue, VENUES } from '../venues/registry.ts'
import type { KnownInstrument, Venue } from '../venues/venue.ts'
import type { Flags } from './liqprice-flags.ts'
import {
  ABOVE_0,
  BadInput,
  dateFlag,
  FEE,
  FROM_0,
  LEVERAGE,
  numberFlag,
  RATE,
  required,
  shown,
  wordFlag,
} from './liqprice-flags.ts'
import type { Tiers } from './liqprice-tiers.ts'
import { readTiers, unitName, unitOf } from './liqprice-tiers.ts'

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

/** Turns flags into a question. Throws BadInput on anything that is not as it should be. */
export function readQuestion(flags: Flags, readFile: (path: string) => string): Question {
  const notes: string[] = []
  const venue = readVenue(flags)
  const ownTiers = flags.values.has('mmr') || flags.values.has('tiers')
  const { symbol, instrument } = readSymbol(flags, venue, ownTiers || usesFactor(flags), notes)
  const contract = readContract(flags, venue, instrument)
  const side = required('side', wordFlag(flags, 'side', ['long', 'short']), 'long or short')
  const entry = required('entry', numberFlag(flags, 'entry', ABOVE_0), 'the entry price')
  const marginMode = wordFlag(flags, 'margin-mode', ['isolated', 'cross']) ?? 'isolated'
  const time = dateFlag(flags, 'as-of')
  const rule = readRule(venue, contract, marginMode, time)
  const funds = readFunds(flags, marginMode, rule)
  const asked = numberFlag(flags, 'quantity', ABOVE_0) ?? 1
  const contractSize = numberFlag(flags, 'contract-size', ABOVE_0) ?? instrument?.contractSize
  const tiers = readTiersOf(flags, contract, instrument, rule, time, readFile, notes)
  if (contractSize === undefined && (contract === 'inverse' || tiers.unit === 'contracts'))
    throw new BadInput(
      `--contract-size is missing: give the ${contract === 'inverse' ? 'quote USD' : 'base coins'} per contract of ${shown(symbol)}`,
    )
  const tickSize = numberFlag(flags, 'tick', ABOVE_0) ?? instrument?.tickSize
  if (
    tickSize === undefined &&
    (rule.rounding.kind === 'tick' || rule.rounding.kind === 'plus-tick')
  )
    notes.push(`the tick of ${symbol} is not known here, so the price is not rounded; give --tick`)
  const feeRate = numberFlag(flags, 'fee', FEE)
  if (feeRate !== undefined && rule.fee.treatment === 'none')
    notes.push(`--fee ${feeRate} changes nothing: the fee plays no part in the rule ${rule.id}`)
  const adjustFactor = numberFlag(flags, 'adjust-factor', RATE)
  const query: LiquidationQuery = {
    rule: flags.values.has('deduction') ? { ...rule, deduction: true } : rule,
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

const usesFactor = (flags: Flags): boolean => flags.values.has('adjust-factor')

function readVenue(flags: Flags): Venue {
  const id = required('venue', flags.values.get('venue'), 'an exchange, like binance')
  const venue = findVenue(id)
  if (venue !== undefined) return venue
  const ids = VENUES.map((one) => String(one.id))
  throw new BadInput(`--venue ${shown(id)}: ${didYouMean(id, ids)}must be one of ${ids.join(', ')}`)
}

function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  return near.length > 0 ? `did you mean ${near.join(' or ')}? ` : ''
}

function readSymbol(
  flags: Flags,
  venue: Venue,
  ownTiers: boolean,
  notes: string[],
): { readonly symbol: string; readonly instrument: KnownInstrument | undefined } {
  const symbol = required('symbol', flags.values.get('symbol'), "the venue's symbol, like BTCUSDT")
  const instrument = findInstrument(venue, symbol)
  if (instrument !== undefined) return { symbol, instrument }
  const known = venue.instruments.map((one) => one.symbol)
  if (ownTiers && parseInstrumentId(`${venue.id}:${symbol}`) !== undefined) {
    notes.push(`${symbol} is not among the known symbols of ${venue.id}; taken as given`)
    return { symbol, instrument }
  }
  const list = known.length > 0 ? `one of ${known.join(', ')}, or another ` : 'given '
  throw new BadInput(
    `--symbol ${shown(symbol)}: ${didYouMean(symbol, known)}at ${venue.id} it must be ${list}with --mmr or --tiers`,
  )
}

function readContract(
  flags: Flags,
  venue: Venue,
  instrument: KnownInstrument | undefined,
): ContractKind {
  const inverse = flags.switches.has('inverse')
  if (inverse && instrument?.contract === 'linear')
    throw new BadInput(`--inverse: ${instrument.id} is a linear contract; leave it out`)
  const contract = instrument?.contract ?? (inverse ? 'inverse' : 'linear')
  if (!venue.marginRules.some((rule) => rule.contracts.includes(contract)))
    throw new BadInput(
      contract === 'inverse'
        ? `--inverse: only linear contracts of ${venue.id} are known`
        : `--inverse is missing: only inverse contracts of ${venue.id} are known`,
    )
  return contract
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
    throw new BadInput(
      `--margin-mode ${marginMode}: for ${contract} contracts of ${venue.id} it must be ${modes.join(' or ')}`,
    )
  const periods = ofContract
    .filter((one) => one.marginModes.includes(marginMode))
    .map(
      ({ id, since, until }) =>
        `${id}${since === undefined ? '' : ` from ${isoDay(since)}`}${until === undefined ? '' : ` until ${isoDay(until)}`}`,
    )
  const asked = time === undefined ? ' is missing' : ` ${isoDay(time)}`
  throw new BadInput(`--as-of${asked}: must be within a rule of ${venue.id}: ${periods.join(', ')}`)
}

function readFunds(
  flags: Flags,
  marginMode: MarginMode,
  rule: MarginRule,
): LiquidationQuery['funds'] {
  const leverage = numberFlag(flags, 'leverage', LEVERAGE)
  const wallet = numberFlag(flags, 'wallet', ABOVE_0)
  const extraMargin = numberFlag(flags, 'extra-margin', FROM_0)
  if (marginMode === 'cross') {
    required('wallet', wallet, 'the wallet balance of the account, with --margin-mode cross')
    if (extraMargin !== undefined)
      throw new BadInput('--extra-margin: only with --margin-mode isolated; add it to --wallet')
  } else if (wallet === undefined) {
    required('leverage', leverage, LEVERAGE.allowed)
  } else if (rule.isolatedMargin === 'initial' && leverage !== undefined) {
    throw new BadInput(
      `--wallet ${wallet}: rule ${rule.id} takes the margin from --leverage; give what was added with --extra-margin, or leave --leverage out`,
    )
  }
  return {
    ...(leverage === undefined ? {} : { leverage }),
    ...(wallet === undefined ? {} : { wallet }),
    ...(extraMargin === undefined ? {} : { extraMargin }),
  }
}

function readTiersOf(
  flags: Flags,
  contract: ContractKind,
  instrument: KnownInstrument | undefined,
  rule: MarginRule,
  time: number | undefined,
  readFile: (path: string) => string,
  notes: string[],
): Tiers {
  const path = flags.values.get('tiers')
  const rate = numberFlag(flags, 'mmr', RATE)
  const deduction = numberFlag(flags, 'deduction', FROM_0)
  if (usesFactor(flags)) {
    if (rule.maintenanceRate !== 'adjust-factor')
      throw new BadInput(`--adjust-factor: the rule ${rule.id} has none; give --mmr`)
    if (path !== undefined || rate !== undefined)
      throw new BadInput('--adjust-factor: not together with --mmr or --tiers')
    required('leverage', flags.values.get('leverage'), `${LEVERAGE.allowed}, for the adjust factor`)
  }
  if (path !== undefined && rate !== undefined)
    throw new BadInput(`--mmr ${rate}: not together with --tiers`)
  if (deduction !== undefined && rate === undefined)
    throw new BadInput(`--deduction ${deduction}: only together with --mmr`)
  if (path !== undefined) return readTiers(path, contract, readFile)
  if (rate !== undefined || usesFactor(flags))
    return oneTier(
      contract,
      rate ?? 0,
      deduction ?? 0,
      rate === undefined ? 'adjust-factor' : 'mmr',
    )
  const table = riskTiersAt(instrument?.riskTiers ?? [], time)
  if (table === undefined) {
    const factor = rule.maintenanceRate === 'adjust-factor' ? '--adjust-factor, ' : ''
    throw new BadInput(
      `--symbol ${instrument?.symbol}: no risk tiers of it are known here; give ${factor}--mmr or --tiers`,
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
  throw new BadInput(
    `--leverage ${leverage}: must be at most ${limit} in the risk tier of a notional of ${start.notional} ${unitName(instrument, tiers.unit)}`,
  )
}
