import { venueId } from '../venue.ts'
import { answerTo } from '../wire/answer-to.ts'
import { decimal } from '../wire/decimal.ts'
import { listingOf } from '../wire/listing.ts'
import { asText } from '../wire/read-json.ts'
import type { ListedInstrument, Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'
import type { Fields } from '../wire/rows.ts'

export const HTX = venueId('htx')

/**
 * The venue counts contracts "as the sum of both buy and sell sides": in trades, in candles and in
 * open interest. Half of it is what was traded or is held.
 * https://www.htx.com/en-us/opend/newApiPages/
 */
export const BOTH_SIDES = 2

/** The answer's fields, where the venue says that all went well. */
export function envelopeOf(answer: unknown, reading: Reading): Fields | undefined {
  const envelope = recordOf(reading, 'answer', answer)
  if (envelope === undefined || envelope['status'] === 'ok') return envelope
  const said = shown(envelope['err-msg'] ?? envelope['err_msg'] ?? envelope['status'])
  return trouble(reading, 'refused', `the venue refuses the request: ${said}, must be status ok`)
}

/** Swaps alone; the address lists dated futures only where they are asked for. */
export const instruments = (): Read<readonly ListedInstrument[]> =>
  answerTo({ path: '/linear-swap-api/v1/swap_contract_info', weight: 1 }, (answer, reading) => {
    const envelope = envelopeOf(answer, reading)
    const rows = envelope && rowsOf(reading, 'data', envelope['data'])
    return rows?.flatMap((row) => takeListing(reading, row) ?? [])
  })

/** `contract_size` is base coins, whatever the page says of "USDT of one contract". */
function takeListing(reading: Reading, row: Fields): ListedInstrument | undefined {
  if ((row['business_type'] ?? 'swap') !== 'swap') return undefined
  const [base, quote] = asText(row['contract_code'])?.split('-') ?? []
  return listingOf(reading, HTX, {
    symbol: row['contract_code'],
    base,
    quote,
    contract: 'linear',
    contractSize: row['contract_size'],
    tickSize: row['price_tick'],
    trading: decimal(row['contract_status']) === 1,
    listedAt: listingDay(row['create_date']),
  })
}

/** A day written as 20211202; undefined for anything else. */
function listingDay(value: unknown): number | undefined {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(asText(value) ?? '') ?? []
  return year === undefined ? undefined : Date.UTC(Number(year), Number(month) - 1, Number(day))
}
