/**
 * All signals of many instruments at each minute, on one core: the model takes the minute's bar, the
 * map is read around the price, and the run says clusters, ratios and patterns. Each instrument is a
 * market of its own that chance made. CPU time, so that neighbours on the machine count less.
 *
 *   npx tsx bench/signals.ts                 100 instruments, 4 days of past, 120 minutes
 *   npx tsx bench/signals.ts 20 31 120       so many instruments, days of past, minutes
 */
import { DAY, MINUTE } from '../src/market/units.ts'
import type { Millis } from '../src/market/units.ts'
import { modelSpec } from '../src/model/models.ts'
import { PositionMap } from '../src/pipeline/position-map.ts'
import { SignalReader } from '../src/pipeline/signal-readings.ts'
import { SignalRun } from '../src/signals/signal-run.ts'
import { simulatedMarket } from '../src/sim/simulated-market.fixture.ts'

const [instruments = 100, days = 4, minutes = 120] = process.argv.slice(2).map(Number)

const distanceAt = (_side: 'long' | 'short', leverage: number) =>
  leverage <= 125 ? 1 / leverage - 0.0045 : undefined

/** Both sides of an hour, so that the significance of clusters is known. */
const realised = (time: Millis, side: number) => 2e5 * (1.1 + Math.sin(time / DAY + side)) ** 2

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const markets = Array.from({ length: instruments }, (_, i) => {
  const source = { ...simulatedMarket(i + 1, days + (minutes * MINUTE) / DAY, MINUTE), distanceAt }
  const map = new PositionMap(source, modelSpec('isotherm', distanceAt))
  const { candles, openInterest } = source
  return {
    start: candles.openTime[0]! + days * DAY,
    reader: new SignalReader(map, { candles, openInterest, realised }),
    run: new SignalRun(),
  }
})

for (const { reader, run, start } of markets) {
  const reading = reader.at(start)
  if (reading !== undefined) run.push(reading)
}

const rounds: number[] = []
let [reading, saying, clusters, states] = [0, 0, 0, 0]
for (let minute = 1; minute <= minutes; minute++) {
  const before = cpuMs()
  for (const { reader, run, start } of markets) {
    const from = cpuMs()
    const read = reader.at(start + minute * MINUTE)
    const between = cpuMs()
    if (read === undefined) throw new Error(`an instrument has no reading at minute ${minute}`)
    clusters += run.push(read).clusters.length
    states++
    reading += between - from
    saying += cpuMs() - between
  }
  rounds.push(cpuMs() - before)
}

const ascending = rounds.toSorted((a, b) => a - b)
const at = (share: number) => ascending[Math.floor(share * (ascending.length - 1))]!
const each = (ms: number) => (ms / states).toFixed(2)
console.log(`${instruments} instruments, ${days} days of past, ${minutes} minutes`)
console.log(`CPU ms an instrument and minute: ${each(reading + saying)}`)
console.log(`  the minute's bar and the reading ${each(reading)}, what it says ${each(saying)}`)
console.log(
  `CPU ms a minute of all: median ${at(0.5).toFixed(0)}, 95 % ${at(0.95).toFixed(0)}, most ${at(1).toFixed(0)}`,
)
console.log(
  `  ${((100 * at(0.5)) / MINUTE).toFixed(2)} % of one core; ${(clusters / states).toFixed(1)} clusters an instrument`,
)
console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)
