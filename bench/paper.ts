/**
 * Open trades on paper, followed for the first time through days of minutes of a market that chance
 * made: as the server follows them, and bar by bar as `followEntry` says it. CPU time.
 *
 *   npx tsx bench/paper.ts                 500 trades, 5 days
 *   npx tsx bench/paper.ts 100 30          so many trades and days
 */
import { DAY, MINUTE } from '../src/market/units.ts'
import { createPaperDesk } from '../src/server/paper/paper-desk.ts'
import { memorySource } from '../src/server/market/market.ts'
import { followEntry } from '../src/signals/paper/follow-entry.ts'
import { paperNoteSchema } from '../src/signals/paper/paper-note.ts'
import type { PaperEntry } from '../src/signals/paper/paper-records.ts'
import { noted } from '../src/signals/paper/paper-trade.ts'
import type { PaperTrade } from '../src/signals/paper/paper-trade.ts'
import { simulatedMarket } from '../src/sim/simulated-market.fixture.ts'

const [trades = 500, days = 5] = process.argv.slice(2).map(Number)

const data = simulatedMarket(1, days, MINUTE)
const { candles, instrument } = data
const [low, high] = [Math.min(...candles.low), Math.max(...candles.high)]
const time = candles.openTime[0]!

/** Half of them wait for an entry that price never comes to, half are entered at once and stay open. */
const entries = Array.from({ length: trades }, (_, i): PaperEntry => {
  const price = candles.open[0]!
  const waits = i % 2 === 0
  const more = 1 + i / 1e4
  const prices = waits
    ? { side: 'short', entry: high * more * 1.01, stop: high * more * 1.02, target: low * 0.9 }
    : { side: 'long', entry: price, stop: low * 0.99, target: high * more * 1.02 }
  const note = paperNoteSchema.parse({
    id: `trade-${i}`,
    instrument: instrument.id,
    time,
    usd: 1_000,
    label: 'bench',
    ...prices,
  })
  const noted = { type: 'noted', kind: 'trade', note, written: time, inHindsight: false } as const
  return { number: i, noted: { ...noted, text: '', book: null, risk: null }, amended: [] }
})

const cpuMs = async (work: () => unknown): Promise<number> => {
  const { user, system } = process.cpuUsage()
  await work()
  const since = process.cpuUsage({ user, system })
  return (since.user + since.system) / 1000
}

const [market] = await memorySource(data, { simulated: true, fingerprint: 'bench' }).markets()
const desk = createPaperDesk({ market: () => Promise.resolve(market!) })
const byDesk = await cpuMs(() => desk.fates(entries))
const again = await cpuMs(() => desk.fates(entries))
const fates = await desk.fates(entries)

const plain: PaperTrade[] = []
const byBar = await cpuMs(() => {
  const bars = Array.from(candles.openTime, (openTime, i) => {
    const { interval, open, high, low, close } = candles
    return { openTime, interval, open: open[i]!, high: high[i]!, low: low[i]!, close: close[i]! }
  })
  for (const { noted: record } of entries) {
    if (record.kind !== 'trade') continue
    plain.push(
      bars.reduce<PaperTrade>((now, bar) => followEntry(now, bar, undefined), noted(record.note)),
    )
  }
})
const same = fates.every(
  (fate, i) => fate.kind === 'trade' && JSON.stringify(fate.trade) === JSON.stringify(plain[i]),
)
const open = plain.filter(({ state }) => state === 'open').length
console.log(`${trades} trades through ${days} days of minutes (${(days * DAY) / MINUTE} candles)`)
console.log(`${open} open and ${trades - open} waiting at the end`)
console.log(
  `CPU ms: bar by bar ${byBar.toFixed(0)}, by the desk ${byDesk.toFixed(0)}, again ${again.toFixed(0)}`,
)
console.log(`the same of each trade: ${same ? 'yes' : 'NO'}`)
