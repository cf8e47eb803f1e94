import type { ContractKind } from '../../market/instrument.ts'
import { venueId } from '../venue.ts'
import { answerTo } from '../wire/answer-to.ts'
import { decimal } from '../wire/decimal.ts'
import { listingOf } from '../wire/listing.ts'
import { asText } from '../wire/read-json.ts'
import type { ListedInstrument, Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { rowsOf } from '../wire/rows.ts'
import { dataOf } from './answer.ts'

export const OKX = venueId('okx')

/** All perpetual swaps, linear and inverse, in one answer. */
export const listings = (): Read<readonly ListedInstrument[]> =>
  answerTo({ path: '/api/v5/public/instruments?instType=SWAP', weight: 1 }, (answer, reading) => {
    const data = dataOf(reading, 'instruments', answer)
    if (data === undefined) return undefined
    const rows = rowsOf(reading, 'instruments.data', data)
    const listed = rows.flatMap((row) => swapOf(reading, row) ?? [])
    return listed.length === 0 ? undefined : listed
  })

const CONTRACTS: ReadonlyMap<unknown, ContractKind> = new Map([
  ['linear', 'linear'],
  ['inverse', 'inverse'],
])

function swapOf(reading: Reading, row: Fields): ListedInstrument | undefined {
  const what = `instrument ${shown(row['instId'])}`
  const contract = CONTRACTS.get(row['ctType'])
  if (contract === undefined)
    return trouble(reading, 'unknown', `${what}: ctType is ${shown(row['ctType'])}`)
  const [base, quote] = asText(row['uly'])?.split('-') ?? []
  // The value of a contract counts base coins (linear) or US dollars (inverse); nothing else is known.
  const unit = contract === 'linear' ? base : quote
  if (row['ctValCcy'] !== unit)
    return trouble(
      reading,
      'malformed',
      `${what}: ctValCcy ${shown(row['ctValCcy'])} is not ${shown(unit)}`,
    )
  const [value, multiplier] = [decimal(row['ctVal']), decimal(row['ctMult'])]
  return listingOf(reading, OKX, {
    symbol: row['instId'],
    base,
    quote,
    contract,
    contractSize: value === undefined || multiplier === undefined ? undefined : value * multiplier,
    tickSize: row['tickSz'],
    trading: row['state'] === 'live',
    listedAt: row['listTime'],
  })
}
