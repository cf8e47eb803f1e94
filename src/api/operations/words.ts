import { BUCKETS, MAX_ZOOM } from '../../heatmap/grid.ts'

/** What parameters and fields mean, once for all operations that have them. */

interface ParameterWords {
  readonly says: string
  /** As JSON Schema, where that cannot be read off the parameter's own schema. */
  readonly schema?: Readonly<Record<string, unknown>>
}

const length = { type: 'integer', enum: [...BUCKETS] }
const instrument = {
  type: 'string',
  pattern: '^[a-z0-9][a-z0-9-]{0,30}:[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$',
}
const whole = { type: 'integer' }

export const PARAMETER_WORDS: Readonly<Record<string, ParameterWords>> = {
  instrument: {
    says: "`venue:symbol` in the venue's own spelling, like `binance:BTCUSDT`.",
    schema: instrument,
  },
  venue: {
    says: 'Id of a venue, like `binance`.',
    schema: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,30}$' },
  },
  model: { says: 'An id of the models that `instruments` lists.' },
  from: { says: 'Begin of the range in UTC milliseconds, included.' },
  to: { says: 'End of the range in UTC milliseconds, not included.' },
  time: { says: 'UTC milliseconds.' },
  interval: { says: 'Length of a bucket in milliseconds.', schema: length },
  bucket: { says: 'Length of a column in milliseconds.', schema: length },
  zoom: {
    says: 'Bins join 2^zoom bins of 0.05 % of the price.',
    schema: { type: 'integer', minimum: 0, maximum: MAX_ZOOM },
  },
  step: { says: 'Width of a bin as a price, instead of `zoom`.' },
  rows: { says: 'Bins on each side of the best prices, at most.' },
  price: { says: 'A price in the quote of the instrument.' },
  priceFrom: { says: 'Lowest price of the levels that are listed; given with `priceTo`.' },
  priceTo: { says: 'The levels that are listed lie below this price; given with `priceFrom`.' },
  side: {
    says: 'Whose positions are closed: those of longs as price falls, of shorts as it rises.',
  },
  usd: { says: 'USD of an order that sets it off, instead of `price`.' },
  horizon: { says: 'How long the frame is to be held.' },
  by: { says: 'What levels are broken down by.' },
  cumulative: { says: 'What is summed on the way to a level.' },
  order: { says: 'Which come first.' },
  position: { says: 'The side of the positions that were closed; both where it is absent.' },
  minUsd: { says: 'The smallest USD notional that is listed.' },
  limit: { says: 'Rows of one answer, at most.' },
  format: { says: 'The answer as a table instead of JSON; docs/data-files.md lists the columns.' },
  channels: {
    says: 'Types of messages that are followed, parted by commas; all but `signals` where it is absent.',
  },
  columnEvery: { says: 'Least time between two columns in milliseconds.' },
  after: {
    says: 'The `cursor` of the last message that was heard: what came after it is told again.',
  },
  cursor: { says: 'The `next` of the answer before, to read on after it.' },
  version: { says: "The `version` of the map's descriptor." },
  planes: { says: 'Cells by side, or by side and leverage band.' },
  x: { says: 'Number of the tile in time: a tile holds 256 columns.', schema: whole },
  y: { says: 'Number of the tile in price: a tile holds 256 bins.', schema: whole },
}

const MILLIS = 'Milliseconds.'
const OF_PRICE = 'Fraction of the price.'

/** Fields whose names do not say their unit. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  openTime: 'UTC milliseconds.',
  asOf: 'UTC milliseconds.',
  interval: MILLIS,
  length: MILLIS,
  age: MILLIS,
  candleInterval: MILLIS,
  volume: "In the instrument's quantity: base coins of a linear contract, USD of an inverse one.",
  takerBuyVolume: "In the instrument's quantity; null is unknown.",
  openInterest: "In the instrument's quantity, one side counted.",
  quantity: "In the instrument's quantity.",
  fundingRate: 'Fraction of notional that longs pay shorts for the interval.',
  known: 'The part of which it is known, 0 to 1.',
  distance: OF_PRICE,
  move: OF_PRICE,
  factor: '90 % ÷ middle of one level, and middle ÷ 10 %.',
  discount: '1 − realised ÷ predicted: by so much the dollars of the map are too high.',
  bucketFrom: 'UTC milliseconds.',
}

const [FIRST, LAST] = [1_230_768_000_000, 4_102_444_800_000]

type JsonSchema = Readonly<Record<string, unknown>>

/** Whether it is a time of the API, or one that may be unknown. */
const isTime = ({ minimum, maximum, anyOf }: JsonSchema): boolean =>
  (minimum === FIRST && maximum === LAST) || (Array.isArray(anyOf) && anyOf.some(isTime))

/** The unit of a field of an answer, or what it means; undefined where its name says it. */
export function fieldWords(name: string, schema: JsonSchema): string | undefined {
  if (isTime(schema)) return 'UTC milliseconds.'
  if (name.endsWith('Usd') && schema.type !== 'object') return 'USD notional.'
  return FIELD_WORDS[name]
}
