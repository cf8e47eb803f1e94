import type { ContractKind, Instrument } from '../../market/instrument.ts'
import type { RiskTierTable } from '../../market/risk-tier.ts'
import { riskTierTableSchema } from '../../market/schema.ts'
import { wrongFlag } from '../command/read-flags.ts'

/** Risk tiers to compute with; those of a file or of flags need not have a date. */
export type Tiers = Omit<RiskTierTable, 'asOf'> & { readonly asOf?: number }

/** Tiers counted as the contract's value is: quote for a linear contract, coin for an inverse one. */
export const unitOf = (contract: ContractKind): RiskTierTable['unit'] =>
  contract === 'linear' ? 'quote' : 'base'

/** Name of the unit of an amount: the currency where the instrument is known. */
export function unitName(
  instrument: Pick<Instrument, 'base' | 'quote'> | undefined,
  unit: RiskTierTable['unit'],
): string {
  return unit === 'contracts' ? unit : (instrument?.[unit] ?? `${unit} currency`)
}

/** Reads a JSON file that a flag names. */
export function readJson(
  flag: 'tiers' | 'batch',
  path: string,
  readFile: (path: string) => string,
): unknown {
  let text: string
  try {
    text = readFile(path)
  } catch (error) {
    const cause =
      error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read'
    throw wrongFlag(flag, path, `must be a readable file (${cause})`)
  }
  try {
    return JSON.parse(text)
  } catch {
    throw wrongFlag(flag, path, 'must be a JSON file')
  }
}

/** Risk tiers of a file: a table, or its tiers alone. The format is in docs/margin.md. */
export function readTiers(
  path: string,
  contract: ContractKind,
  readFile: (path: string) => string,
): Tiers {
  const json = readJson('tiers', path, readFile)
  const alone = Array.isArray(json)
  const result = alone
    ? riskTierTableSchema.shape.tiers.safeParse(json)
    : riskTierTableSchema.safeParse(json)
  if (!result.success) {
    const { path: where, message } = result.error.issues[0]!
    const field = where.length > 0 ? `${where.join('.')}: ` : ''
    const what = `${field}${message.replaceAll('\n', ' ')}`
    throw wrongFlag('tiers', path, `must be a table of risk tiers: ${what}`)
  }
  const table = result.data
  return Array.isArray(table)
    ? { unit: unitOf(contract), source: `file ${path}`, tiers: table }
    : table
}
