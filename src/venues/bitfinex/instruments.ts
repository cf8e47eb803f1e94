import { venueId } from '../venue.ts'
import { answerTo } from '../wire/answer-to.ts'
import { positive } from '../wire/decimal.ts'
import { listingOf } from '../wire/listing.ts'
import { asList, asText } from '../wire/read-json.ts'
import type { ListedInstrument, Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import { listOf } from '../wire/rows.ts'

export const BITFINEX = venueId('bitfinex')

/** A request costs one of 30 a minute where the page names no other limit. */
export const WEIGHT = 1

/** `tBTCF0:USTF0`: base, quote. Those that begin with TEST are paper. */
const PAIR = /^t(?!TEST)([A-Z0-9]+)F0:([A-Z0-9]+)F0$/

/** The venue's own names of coins. */
const COINS: ReadonlyMap<string, string> = new Map([['UST', 'USDT']])

/**
 * The status of all derivatives is their list. A symbol here cannot hold a colon: `BTCF0-USTF0`
 * stands for the venue's `tBTCF0:USTF0`, which remains its name on the wire.
 * https://docs.bitfinex.com/reference/rest-public-derivatives-status
 */
export const instruments = (): Read<readonly ListedInstrument[]> =>
  answerTo({ path: '/v2/status/deriv?keys=ALL', weight: WEIGHT }, (answer, reading) => {
    const listed = listOf(reading, 'derivatives', answer).flatMap(
      (row) => takeListing(reading, row) ?? [],
    )
    return listed.length > 0 ? listed : trouble(reading, 'drift', 'derivatives: none could be used')
  })

/** Field of a REST row; a row of the socket lacks the first field, the symbol. */
const MARK_PRICE = 15

function takeListing(reading: Reading, row: unknown): ListedInstrument | undefined {
  const fields = asList(row)
  if (fields === undefined)
    return trouble(reading, 'malformed', `derivatives: ${shown(row)} must be a JSON list`)
  const wireName = asText(fields[0])
  if (wireName === undefined)
    return trouble(reading, 'drift', `derivatives: symbol is ${shown(fields[0])}, must be a text`)
  const [, base, quote] = PAIR.exec(wireName) ?? []
  if (base === undefined || quote === undefined) return undefined
  return listingOf(reading, BITFINEX, {
    symbol: wireName.slice(1).replace(':', '-'),
    wireName,
    base: COINS.get(base) ?? base,
    quote: COINS.get(quote) ?? quote,
    contract: 'linear',
    contractSize: 1,
    tickSize: stepAt(fields[MARK_PRICE]),
    trading: true,
  })
}

/**
 * Prices have five significant digits, so their step moves with them: it is that of the mark price.
 * https://docs.bitfinex.com/docs/introduction#price-precision
 */
function stepAt(markPrice: unknown): number | undefined {
  const price = positive(markPrice)
  return price === undefined ? undefined : Number(`1e${Math.floor(Math.log10(price)) - 4}`)
}
