/**
 * Writes a history of Hyperliquid's BTC, ETH, SOL, HYPE and DOGE from April 2025 to March 2026 out of
 * ../shared/data/multivenue-2025-1h, for `isotherm magnet --history DIR`:
 *
 *   npx tsx bench/recorded-year.ts DIR
 *
 * Open interest is Hyperliquid's own, in USD there; here it is in coins, at the price of its hour. The
 * set has that venue's candles of the first 1,000 hours alone. So prices are those of Bybit, hour by
 * hour, and volume is Bybit's times the share that Hyperliquid had of it in those hours; nothing
 * earlier is written, so that the share is of the past.
 */
import { join } from 'node:path'
import type { MarketEvent } from '../src/market/event.ts'
import type { Instrument } from '../src/market/instrument.ts'
import { instrumentSchema } from '../src/market/schema.ts'
import { HOUR, quantity } from '../src/market/units.ts'
import { openDuck, parquet, readDoubles } from '../src/store/duck.ts'
import type { Duck } from '../src/store/duck.ts'
import { openHistory } from '../src/store/history.ts'

const DATA = join(import.meta.dirname, '../../shared/data/multivenue-2025-1h')
const COINS = ['BTC', 'ETH', 'SOL', 'HYPE', 'DOGE']

/**
 * From October 2025 on many hours give a second value, mostly a twelfth of the first, and some hours
 * wild ones. The value of an hour is the nearest to that of the hour before; one that is off by more
 * than this factor is none. (On 10 October 2025 the open interest of DOGE fell by half in an hour.)
 */
const MOST_CHANGE = 4

const [directory] = process.argv.slice(2)
if (directory === undefined) throw new Error('say where to: npx tsx bench/recorded-year.ts DIR')

const candles = parquet([join(DATA, 'candles.parquet')])
const interest = parquet([join(DATA, 'open-interest-hyperliquid.parquet')])

async function eventsOf(
  { reader }: Duck,
  { id, venue, base }: Instrument,
): Promise<readonly MarketEvent[]> {
  const of = (one: string) => `SELECT * FROM ${candles} WHERE coin = '${base}' AND venue = '${one}'`
  const [[known], [own], [theirs]] = (await readDoubles(
    reader,
    `SELECT epoch_ms(max(h.timestamp))::DOUBLE, sum(h.v), sum(b.v)
     FROM (${of('hyperliquid')}) h JOIN (${of('bybit')}) b USING (timestamp)`,
  )) as readonly [Float64Array, Float64Array, Float64Array]
  const share = own! / theirs!
  const [time, open, high, low, close, volume] = (await readDoubles(
    reader,
    `SELECT epoch_ms(timestamp)::DOUBLE t, o, h, l, c, v FROM (${of('bybit')})
     WHERE t > ${known} ORDER BY t`,
  )) as readonly [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const header = (exchangeTime: number) =>
    ({ venue, instrument: id, exchangeTime, receivedTime: exchangeTime }) as const
  const events: MarketEvent[] = Array.from(time, (openTime, i) => ({
    ...header(openTime + HOUR),
    type: 'candle',
    openTime,
    interval: HOUR,
    open: open[i]!,
    high: high[i]!,
    low: low[i]!,
    close: close[i]!,
    volume: quantity(volume[i]! * share),
  }))
  const prices = new Map(Array.from(time, (openTime, i) => [openTime + HOUR, close[i]!]))
  const { usd, refused } = await interestUsd(reader, base)
  for (const [at, value] of usd) {
    const price = prices.get(at)
    if (price === undefined) continue
    const openInterest = quantity(value / price)
    events.push({ ...header(at), type: 'open-interest', openInterest })
  }
  console.log(
    `${id}: ${time.length} hours, volume ${(100 * share).toFixed(1)} % of Bybit's, ` +
      `${refused} hours without a value of open interest near that before`,
  )
  return events
}

/** Open interest in USD by full hour. */
async function interestUsd(reader: Duck['reader'], coin: string) {
  const [time, value] = (await readDoubles(
    reader,
    `SELECT epoch_ms(timestamp)::DOUBLE t, oi_usd FROM ${interest}
     WHERE coin = '${coin}' AND oi_usd > 0 AND t % ${HOUR} = 0 ORDER BY t, oi_usd`,
  )) as readonly [Float64Array, Float64Array]
  const byHour = new Map<number, number[]>()
  time.forEach((at, i) => byHour.set(at, [...(byHour.get(at) ?? []), value[i]!]))
  const usd = new Map<number, number>()
  let last: number | undefined
  let refused = 0
  for (const [at, values] of byHour) {
    const off = (one: number) => (last === undefined ? 0 : Math.abs(Math.log(one / last)))
    const nearest = values.reduce((a, b) => (off(b) < off(a) ? b : a))
    if (off(nearest) > Math.log(MOST_CHANGE)) refused++
    else usd.set(at, (last = nearest))
  }
  return { usd, refused }
}

const duck = await openDuck(directory)
const history = await openHistory(directory)
try {
  for (const coin of COINS) {
    const instrument = instrumentSchema.parse({
      id: `hyperliquid:${coin}`,
      venue: 'hyperliquid',
      symbol: coin,
      base: coin,
      quote: 'USD',
      contract: 'linear',
      contractSize: 1,
      tickSize: 1e-5,
    })
    // oxlint-disable-next-line no-await-in-loop -- one connection reads and writes
    await history.append(await eventsOf(duck, instrument), [instrument])
  }
} finally {
  await history.close()
  duck.close()
}
