import { z } from 'zod'
import type { GivenMap } from '../../pipeline/given-maps.ts'
import { standingUntil } from './other-map-times.ts'

const number = z.union([z.number(), z.string().regex(/\d/).transform(Number)])
const above0 = number.pipe(z.number().positive())
const index = z.int().min(0)

/** The heatmap that CoinGlass API v4 answers with, whole or its `data` alone. */
const heatmapSchema = z.object({
  y_axis: z.array(above0).min(1),
  liquidation_leverage_data: z.array(z.tuple([index, index, number.pipe(z.number().min(0))])),
  price_candlesticks: z
    .array(z.tuple([number.pipe(z.int().positive()), above0, above0, above0, above0], z.unknown()))
    .min(2),
})
type Heatmap = z.infer<typeof heatmapSchema>

/** What the heatmap comes in; an answer without one has another code than 0. */
const answerSchema = z.object({
  code: z.union([z.string(), z.number()]).optional(),
  msg: z.string().optional(),
  data: z.unknown().optional(),
})

/** Times before this are seconds: as milliseconds they lie in 1973 or before. */
const SECONDS_BELOW = 1e11

/**
 * Reads maps out of a CoinGlass liquidation heatmap (API v4: `y_axis`, `liquidation_leverage_data`,
 * `price_candlesticks`), one per candle. A column is what is known when its candle ends, so it stands
 * from then until the next one ends. Levels below that candle's close are longs, others are shorts.
 * Throws with the row and its value.
 */
export function coinglassMaps(text: string): readonly GivenMap[] {
  const { y_axis: prices, liquidation_leverage_data: cells, price_candlesticks } = read(text)
  rising('y_axis', prices)
  const times = price_candlesticks.map(([time]) => (time < SECONDS_BELOW ? time * 1_000 : time))
  rising('price_candlesticks', times)
  const usd = times.map(() => new Float64Array(prices.length))
  cells.forEach(([x, y, value], row) => {
    const column = usd[x]
    if (column === undefined) throw beyond(row, 'x', x, times.length, 'price_candlesticks')
    if (y >= prices.length) throw beyond(row, 'y', y, prices.length, 'y_axis')
    column[y]! += value
  })
  const ends = standingUntil(times)
  const until = standingUntil(ends)
  const price = Float64Array.from(prices)
  return price_candlesticks.map(([, , , , close], x) => ({
    from: ends[x]!,
    to: until[x]!,
    price,
    longUsd: usd[x]!.map((value, y) => (price[y]! < close ? value : 0)),
    shortUsd: usd[x]!.map((value, y) => (price[y]! < close ? 0 : value)),
  }))
}

function read(text: string): Heatmap {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new Error(`it is no JSON: ${(error as Error).message}`, { cause: error })
  }
  const answer = answerSchema.safeParse(json).data
  if (answer?.code !== undefined && `${answer.code}` !== '0')
    throw new Error(`it is an answer with code ${answer.code}: ${answer.msg ?? 'no message'}`)
  const heatmap = heatmapSchema.safeParse(answer?.data ?? json, { reportInput: true })
  if (heatmap.success) return heatmap.data
  const { path, message, input } = heatmap.error.issues[0]!
  const [list = 'the heatmap', row, ...rest] = path.map(String)
  const where = row === undefined ? list : `${list} row ${row}${rest.map((i) => `[${i}]`).join('')}`
  throw new Error(
    input === undefined ? `${where} is missing` : `${where}: ${shown(input)} is wrong: ${message}`,
  )
}

/** A value of a file, cut short. */
const shown = (value: unknown): string => {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

function rising(list: string, values: readonly number[]): void {
  const row = values.findIndex((value, i) => i > 0 && !(value > values[i - 1]!))
  if (row >= 0) throw new Error(`${list} row ${row}: ${values[row]} is not above the one before`)
}

const beyond = (row: number, axis: string, index: number, length: number, list: string): Error =>
  new Error(
    `liquidation_leverage_data row ${row}: ${axis} ${index} is beyond the ${length} rows of ${list}`,
  )
