import type { ContractKind } from '../../market/instrument.ts'
import { venueId } from '../venue.ts'
import { answerTo } from '../wire/answer-to.ts'
import { listingOf } from '../wire/listing.ts'
import { asRecord, asText } from '../wire/read-json.ts'
import type { ListedInstrument, Read } from '../wire/reader.ts'
import { trouble } from '../wire/reading.ts'
import { rowsOf } from '../wire/rows.ts'
import { resultOf } from './answer.ts'

export const BYBIT = venueId('bybit')

/** Bybit's name of the two kinds: of REST categories and of the sockets' paths. */
export type Category = ContractKind

const LIMIT = 1_000

/** Perpetual futures of a category. A category has about 800 symbols, dated ones included. */
export const listings = (category: Category): Read<readonly ListedInstrument[]> =>
  answerTo(
    { path: `/v5/market/instruments-info?category=${category}&limit=${LIMIT}`, weight: 1 },
    (answer, reading) => {
      const result = resultOf(reading, 'instruments-info', answer)
      if (result === undefined) return undefined
      const rows = rowsOf(reading, 'instruments-info.list', result['list'])
      if (rows.length >= LIMIT)
        trouble(reading, 'drift', 'instruments-info: there is a second page')
      const listed = rows
        .filter(({ contractType }) => asText(contractType)?.endsWith('Perpetual'))
        .flatMap(
          (row) =>
            listingOf(reading, BYBIT, {
              symbol: row['symbol'],
              base: row['baseCoin'],
              quote: row['quoteCoin'],
              contract: category,
              // Linear contracts count coins, inverse ones US dollars.
              contractSize: 1,
              tickSize: asRecord(row['priceFilter'])?.['tickSize'],
              trading: row['status'] === 'Trading',
              listedAt: row['launchTime'],
            }) ?? [],
        )
      return listed.length === 0 ? undefined : listed
    },
  )
