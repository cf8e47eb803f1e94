/**
 * How far price has to go to the largest liquidation levels, from a running Isotherm:
 * `npx tsx examples/typescript/levels.ts binance:BTCUSDT [http://127.0.0.1:8420]`
 */

const [instrument = 'binance:BTCUSDT', server = 'http://127.0.0.1:8420'] = process.argv.slice(2)
const HOUR = 3_600_000
const SHOWN = 3

export interface CandleRow {
  readonly open_time: string
  readonly high_price: number
  readonly low_price: number
  readonly close_price: number
}

export interface LevelRow {
  readonly time: string
  readonly from_price: number
  readonly to_price: number
  readonly long_usd: number
  readonly long_usd_low: number
  readonly long_usd_high: number
  readonly short_usd: number
  readonly short_usd_low: number
  readonly short_usd_high: number
}

/** An answer as a table, a row a line. A refusal is thrown in the server's own words. */
async function rows<Row>(path: string, query: Readonly<Record<string, string>>): Promise<Row[]> {
  const asked = new URLSearchParams({ ...query, format: 'ndjson' })
  const answer = await fetch(`${server}/api/v1/${path}?${asked.toString()}`)
  const text = await answer.text()
  if (!answer.ok) throw new Error((JSON.parse(text) as { readonly detail: string }).detail)
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as Row)
}

const dollars = (usd: number): string =>
  usd.toLocaleString('en', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 })

const levels = await rows<LevelRow>('levels', {
  instrument,
  model: 'isotherm',
  time: 'newest',
  zoom: '2',
})
const [first] = levels
if (first === undefined) throw new Error(`the map of ${instrument} holds nothing`)

const end = Date.parse(first.time)
const range = { from: String(end - 25 * HOUR), to: String(end) }
const candles = await rows<CandleRow>('candles', { instrument, interval: String(HOUR), ...range })
const price = candles.at(-1)?.close_price
if (price === undefined) throw new Error(`${instrument} has no candles of the last day`)

const high = Math.max(...candles.map((one) => one.high_price))
const low = Math.min(...candles.map((one) => one.low_price))
const isSimulated = instrument.startsWith('simulated')
console.log(`${instrument}${isSimulated ? ' (SIMULATED)' : ''} at ${price}, ${first.time}`)
console.log(`moved ${((high / low - 1) * 100).toFixed(2)} % in a day`)

for (const side of ['short', 'long'] as const) {
  const largest = levels.toSorted((a, b) => b[`${side}_usd`] - a[`${side}_usd`]).slice(0, SHOWN)
  for (const level of largest) {
    const middle = (level.from_price + level.to_price) / 2
    const away = `${((middle / price - 1) * 100).toFixed(2)} %`
    const between = `${dollars(level[`${side}_usd_low`])} to ${dollars(level[`${side}_usd_high`])}`
    console.log(
      `${side}s at ${middle.toPrecision(6)} (${away}): ${dollars(level[`${side}_usd`])}, ${between}`,
    )
  }
}
