/**
 * How long `isotherm score` works on an instrument once its files are imported, by CPU time of this
 * process: npx tsx bench/score.ts [days] [minutes a candle] (default: the three cases of the README).
 * The history is generated and lies in a temporary folder.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LearntInHistory } from '../src/cli/weights/learnt-elsewhere.ts'
import { scoreInstrument } from '../src/cli/score/score-instrument.ts'
import type { MarketEvent } from '../src/market/event.ts'
import { instrumentSchema } from '../src/market/schema.ts'
import { normal, seededRandom } from '../src/market/seeded-random.ts'
import { DAY, HOUR, MINUTE, quantity } from '../src/market/units.ts'
import { openHistory } from '../src/store/history.ts'

const START = Date.UTC(2025, 0, 1)
const instrument = instrumentSchema.parse({
  id: 'binance:ETHUSDT',
  venue: 'binance',
  symbol: 'ETHUSDT',
  base: 'ETH',
  quote: 'USDT',
  contract: 'linear',
  contractSize: 1,
  tickSize: 0.01,
})

/** Candles of a random walk, open interest by the hour, and liquidations that grow with the range. */
function* events(days: number, interval: number): Generator<MarketEvent> {
  const random = seededRandom(3)
  const bars = HOUR / interval
  const step = 0.006 / Math.sqrt(bars)
  let close = 3_000
  for (let hour = 0; hour < days * 24; hour++) {
    const began = close
    let [high, low] = [close, close]
    for (let i = 0; i < bars; i++) {
      const openTime = START + hour * HOUR + i * interval
      const open = close
      close = open * Math.exp(step * normal(random))
      const wide = 1 + 0.3 * step * Math.abs(normal(random))
      const bar = { high: Math.max(open, close) * wide, low: Math.min(open, close) / wide }
      high = Math.max(high, bar.high)
      low = Math.min(low, bar.low)
      const volume = (40_000 / bars) * (0.3 + random() ** 2)
      yield {
        ...header(openTime + interval),
        type: 'candle',
        openTime,
        interval,
        open,
        close,
        ...bar,
        volume: quantity(volume),
        takerBuyVolume: quantity(volume * (0.4 + 0.2 * random())),
      }
    }
    const end = START + (hour + 1) * HOUR
    const openInterest = quantity(1e6 * (1 + 0.05 * Math.sin(hour / 30)))
    yield { ...header(end), type: 'open-interest', openInterest }
    const liquidated = (away: number) => quantity(4_000 * away * -Math.log(1 - random()))
    yield {
      ...header(end),
      type: 'liquidation-total',
      interval: HOUR,
      longQuantity: liquidated(1 - low / began),
      shortQuantity: liquidated(high / began - 1),
    }
  }
}

const header = (time: number) => ({
  venue: instrument.venue,
  instrument: instrument.id,
  exchangeTime: time,
  receivedTime: time,
})

async function measure(days: number, interval: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'isotherm-bench-score-'))
  const history = await openHistory(folder)
  try {
    await history.append(events(days, interval), [instrument])
    const [stored] = await history.instruments()
    const before = process.cpuUsage()
    const began = performance.now()
    const range = { from: undefined, to: START + days * DAY, firstScoredDay: 20 }
    const elsewhere = new LearntInHistory(history, range)
    const score = await scoreInstrument(history, stored!, range, elsewhere)
    const wall = (performance.now() - began) / 1_000
    const { user, system } = process.cpuUsage(before)
    const peak = process.resourceUsage().maxRSS / 1_024
    const { rows } = score!.models['isotherm']!
    console.log(
      `${days} days of ${interval / MINUTE} min: ${((user + system) / 1e6).toFixed(1)} s CPU, ` +
        `${wall.toFixed(1)} s, ${rows} rows scored, peak ${peak.toFixed(0)} MB`,
    )
  } finally {
    await history.close()
    rmSync(folder, { recursive: true })
  }
}

const [days, minutes] = process.argv.slice(2).map(Number)
const cases: readonly (readonly [number, number])[] =
  days === undefined
    ? [
        [61, 60],
        [365, 60],
        [365, 1],
      ]
    : [[days, minutes ?? 60]]
// oxlint-disable-next-line no-await-in-loop -- one at a time, so that times mean something
for (const [length, interval] of cases) await measure(length, interval * MINUTE)
