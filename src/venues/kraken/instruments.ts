import type { ContractKind, Instrument } from '../../market/instrument.ts'
import type { RiskTier, RiskTierTable } from '../../market/risk-tier.ts'
import { venueId } from '../venue.ts'
import { answerTo } from '../wire/answer-to.ts'
import { amountField, positiveField } from '../wire/fields.ts'
import { listingOf } from '../wire/listing.ts'
import { asText } from '../wire/read-json.ts'
import type { ListedInstrument, Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'
import type { Fields } from '../wire/rows.ts'

export const KRAKEN = venueId('kraken')

/** https://docs.kraken.com/api-reference/instrument-details/get-instruments */
const PATH = '/derivatives/api/v3/instruments'

/** The answer's fields, where the venue says that all went well. */
export function envelopeOf(answer: unknown, reading: Reading): Fields | undefined {
  const envelope = recordOf(reading, 'answer', answer)
  if (envelope === undefined || (envelope['result'] ?? 'success') === 'success') return envelope
  const said = shown(envelope['error'] ?? envelope['errors'] ?? envelope['result'])
  return trouble(reading, 'refused', `the venue refuses the request: ${said}`)
}

/** One answer holds the instruments and their margin schedules. */
const read = <Value>(
  take: (reading: Reading, rows: readonly Fields[]) => Value | undefined,
): Read<Value> =>
  answerTo({ path: PATH, weight: 1 }, (answer, reading) => {
    const envelope = envelopeOf(answer, reading)
    const rows = envelope && rowsOf(reading, 'instruments', envelope['instruments'])
    return rows && take(reading, rows)
  })

export const instruments = (): Read<readonly ListedInstrument[]> =>
  read((reading, rows) => rows.flatMap((row) => takeListing(reading, row) ?? []))

/**
 * Perpetuals are PF (linear, sizes in coins) and PI (inverse, sizes in USD); FI and FF are dated and
 * IN and RR are indices.
 */
const PERPETUAL = /^(PF|PI)_/i

const kindOf = (symbol: string): ContractKind | undefined => {
  const [, prefix] = PERPETUAL.exec(symbol) ?? []
  return prefix === undefined ? undefined : prefix.toUpperCase() === 'PI' ? 'inverse' : 'linear'
}

/** The venue's own names of coins. */
const COINS: ReadonlyMap<string, string> = new Map([
  ['XBT', 'BTC'],
  ['XDG', 'DOGE'],
])

function takeListing(reading: Reading, row: Fields): ListedInstrument | undefined {
  const symbol = asText(row['symbol'])
  if (symbol === undefined)
    return trouble(reading, 'drift', `instrument: symbol is ${shown(row['symbol'])}`)
  const contract = kindOf(symbol)
  if (contract === undefined) return undefined
  // Older rows name the pair in the symbol alone: PF_XBTUSD.
  const [coin, currency] = asText(row['pair'])?.split(':') ?? [
    symbol.slice(3, -3),
    symbol.slice(-3),
  ]
  const base = asText(row['base']) ?? coin
  return listingOf(reading, KRAKEN, {
    symbol: symbol.toUpperCase(),
    base: base && (COINS.get(base.toUpperCase()) ?? base.toUpperCase()),
    quote: (asText(row['quote']) ?? currency)?.toUpperCase(),
    contract,
    contractSize: row['contractSize'],
    tickSize: row['tickSize'],
    trading: row['tradeable'] === true,
    listedAt: Date.parse(asText(row['openingDate']) ?? ''),
  })
}

export const riskTiers = ({ symbol, contract }: Instrument): Read<RiskTierTable> =>
  read((reading, rows) => {
    const row = rows.find((one) => asText(one['symbol'])?.toUpperCase() === symbol)
    if (row === undefined) return trouble(reading, 'drift', `instruments: no entry for ${symbol}`)
    return takeTiers(reading, row, contract)
  })

/**
 * Levels begin at a number of contracts, or for linear ones of newer rows at a value in USD. The rate
 * of a level holds for the whole position: the page shows no deduction.
 */
function takeTiers(
  reading: Reading,
  row: Fields,
  contract: ContractKind,
): RiskTierTable | undefined {
  const levels = rowsOf(reading, 'marginLevels', row['marginLevels'])
  const inUsd = levels.some((level) => level['numNonContractUnits'] !== undefined)
  const from = inUsd ? 'numNonContractUnits' : 'contracts'
  const read = levels.map((level) => ({
    floor: amountField(reading, 'level', level, from),
    initial: positiveField(reading, 'level', level, 'initialMargin'),
    maintenance: positiveField(reading, 'level', level, 'maintenanceMargin'),
  }))
  const tiers: RiskTier[] = []
  for (const [i, { floor, initial, maintenance }] of read.entries()) {
    const cap = i + 1 < read.length ? read[i + 1]?.floor : Number.POSITIVE_INFINITY
    if (
      floor === undefined ||
      initial === undefined ||
      maintenance === undefined ||
      cap === undefined
    )
      return undefined
    if (
      floor !== (tiers.at(-1)?.cap ?? 0) ||
      cap <= floor ||
      maintenance < (tiers.at(-1)?.maintenanceRate ?? 0)
    )
      return trouble(
        reading,
        'malformed',
        `level from ${floor}: must begin at 0, rise, and not lower the rate`,
      )
    tiers.push({
      floor,
      cap,
      maintenanceRate: maintenance,
      maxLeverage: Number((1 / initial).toPrecision(6)),
      deduction: 0,
    })
  }
  if (tiers.length === 0) return trouble(reading, 'drift', 'marginLevels: no level')
  const unit = inUsd || contract === 'inverse' ? 'quote' : 'contracts'
  return {
    unit,
    asOf: reading.receivedTime,
    source: `https://futures.kraken.com${PATH} (marginLevels)`,
    tiers,
  }
}
