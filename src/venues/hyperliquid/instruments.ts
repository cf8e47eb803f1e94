import type { Instrument } from '../../market/instrument.ts'
import type { RiskTierTable } from '../../market/risk-tier.ts'
import type { TierRow } from '../venue.ts'
import { riskTierTable, venueId } from '../venue.ts'
import { answerTo } from '../wire/answer-to.ts'
import { decimal, positive } from '../wire/decimal.ts'
import { listingOf } from '../wire/listing.ts'
import { asList, asRecord } from '../wire/read-json.ts'
import type { ListedInstrument, Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { rowsOf, recordOf } from '../wire/rows.ts'
import { COMMON_WEIGHT, info } from './info.ts'

export const HYPERLIQUID = venueId('hyperliquid')

/**
 * Most decimals of a perpetual's price, less those of its size, is the finest step it may have;
 * five significant digits make it coarser for prices of several digits.
 * https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/tick-and-lot-size
 */
const PRICE_DECIMALS = 6

/** The perpetuals of the venue itself; those of builders' own exchanges (`xyz:SP500`) are not among them. */
export const instruments = (): Read<readonly ListedInstrument[]> =>
  answerTo(info({ type: 'meta' }, COMMON_WEIGHT), (answer, reading) => {
    const rows = universeOf(answer, reading)
    return rows?.flatMap((row) => takeListing(reading, row) ?? [])
  })

function takeListing(reading: Reading, row: Fields): ListedInstrument | undefined {
  const sizeDecimals = decimal(row['szDecimals'])
  return listingOf(reading, HYPERLIQUID, {
    symbol: row['name'],
    base: row['name'],
    quote: 'USDC',
    contract: 'linear',
    contractSize: 1,
    tickSize: sizeDecimals === undefined ? undefined : stepOf(PRICE_DECIMALS - sizeDecimals),
    trading: row['isDelisted'] !== true,
  })
}

/** 10^-decimals without the noise of a power: 0.1, not 0.10000000000000002. */
const stepOf = (decimals: number): number => Number(`1e${-decimals}`)

/** The risk tiers in force, which the venue tells together with its list of instruments. */
export const riskTiers = (instrument: Instrument): Read<RiskTierTable> =>
  answerTo(info({ type: 'meta' }, COMMON_WEIGHT), (answer, reading) => {
    const row = universeOf(answer, reading)?.find(({ name }) => name === instrument.symbol)
    if (row === undefined)
      return trouble(reading, 'drift', `meta: no entry in universe for ${instrument.symbol}`)
    return takeTiers(reading, asRecord(answer) ?? {}, row)
  })

/**
 * A margin table holds [lower bound, highest leverage]; an instrument whose table is not among them
 * has one tier at its own highest leverage (tables below 50 are those).
 * Maintenance rate: half of 1 / highest leverage.
 * https://hyperliquid.gitbook.io/hyperliquid-docs/trading/margin-tiers
 */
function takeTiers(reading: Reading, meta: Fields, row: Fields): RiskTierTable | undefined {
  const table = asList(meta['marginTables'])
    ?.map(asList)
    .find((entry) => entry !== undefined && entry[0] === row['marginTableId'])
  const listed = asList(asRecord(table?.[1])?.['marginTiers'])
  const tiers = listed ?? [{ lowerBound: 0, maxLeverage: row['maxLeverage'] }]
  const read = tiers.map((tier) => ({
    floor: decimal(asRecord(tier)?.['lowerBound']),
    leverage: positive(asRecord(tier)?.['maxLeverage']),
  }))
  const rows = read.map(({ leverage }, i): TierRow | undefined => {
    const cap = i + 1 < read.length ? read[i + 1]?.floor : Number.POSITIVE_INFINITY
    return leverage === undefined || cap === undefined ? undefined : [cap, 50 / leverage, leverage]
  })
  const whole = rows.filter((tier) => tier !== undefined)
  const rising = whole.every(([cap], i) => (cap ?? 0) > (i === 0 ? 0 : (whole[i - 1]?.[0] ?? 0)))
  if (whole.length === 0 || whole.length < rows.length || read[0]?.floor !== 0 || !rising)
    return trouble(
      reading,
      'malformed',
      `meta: margin tiers of ${shown(row['name'])} are ${shown(tiers)}, must be rising lower bounds from 0 with a leverage above 0 each`,
    )
  const source = 'meta.marginTables of https://api.hyperliquid.xyz/info'
  return riskTierTable({ unit: 'quote', asOf: reading.receivedTime, source }, 'cumulative', whole)
}

function universeOf(answer: unknown, reading: Reading): readonly Fields[] | undefined {
  const meta = recordOf(reading, 'meta', answer)
  return meta && rowsOf(reading, 'meta: universe', meta['universe'])
}
