import { venueId } from '../venue.ts'
import { answerTo } from '../wire/answer-to.ts'
import { listingOf } from '../wire/listing.ts'
import type { ListedInstrument, Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'
import type { Fields } from '../wire/rows.ts'

export const DERIBIT = venueId('deribit')

export const API = '/api/v2/public'

/** Credits that most requests cost. https://docs.deribit.com/articles/rate-limits */
export const CREDITS = 500

/** The `result` of an answer, where the venue gives one. */
export function resultOf(answer: unknown, reading: Reading): unknown {
  const envelope = recordOf(reading, 'answer', answer)
  if (envelope === undefined) return undefined
  if (envelope['result'] !== undefined) return envelope['result']
  const error = envelope['error']
  return error === undefined
    ? trouble(reading, 'drift', 'answer: field result is missing')
    : trouble(reading, 'refused', `the venue refuses the request: ${shown(error)}`)
}

/** https://docs.deribit.com/api-reference/market-data/public-get_instruments */
export const instruments = (): Read<readonly ListedInstrument[]> =>
  answerTo(
    { path: `${API}/get_instruments?currency=any&kind=future&expired=false`, weight: CREDITS },
    (answer, reading) => {
      const result = resultOf(answer, reading)
      if (result === undefined) return undefined
      return rowsOf(reading, 'instruments', result).flatMap(
        (row) => takeListing(reading, row) ?? [],
      )
    },
  )

/** `reversed` contracts are inverse; their contract size is in USD, that of `linear` ones in coins. */
function takeListing(reading: Reading, row: Fields): ListedInstrument | undefined {
  if (row['settlement_period'] !== 'perpetual') {
    if (row['settlement_period'] === undefined)
      trouble(
        reading,
        'drift',
        `instrument ${shown(row['instrument_name'])}: field settlement_period is missing`,
      )
    return undefined
  }
  const type = row['instrument_type']
  if (type !== 'reversed' && type !== 'linear')
    return trouble(
      reading,
      'drift',
      `instrument ${shown(row['instrument_name'])}: instrument_type is ${shown(type)}, must be reversed or linear`,
    )
  return listingOf(reading, DERIBIT, {
    symbol: row['instrument_name'],
    base: row['base_currency'],
    quote: row['quote_currency'],
    contract: type === 'reversed' ? 'inverse' : 'linear',
    contractSize: row['contract_size'],
    tickSize: row['tick_size'],
    trading: row['is_active'] === true,
    listedAt: row['creation_timestamp'],
  })
}
