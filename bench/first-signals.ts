/**
 * The first reading of an instrument's signals, which walks through weeks: how long it takes, and how
 * long its longest piece holds the loop up that answers everybody else. The map is made before.
 *
 *   npx tsx bench/first-signals.ts            30 days of minutes
 *   npx tsx bench/first-signals.ts 8 5        so many days, of so many minutes a candle
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { makeMap } from '../src/cli/history/make-map.ts'
import { DAY, MINUTE } from '../src/market/units.ts'
import { createCatalogue } from '../src/server/market/catalogue.ts'
import { createMapShelf } from '../src/server/map/map-shelf.ts'
import { memorySource } from '../src/server/market/market.ts'
import { createSignalsDesk } from '../src/server/signals/signals-desk.ts'
import { simulatedMarket } from '../src/sim/simulated-market.fixture.ts'

const [days = 30, minutes = 1] = process.argv.slice(2).map(Number)

const data = simulatedMarket(1, days, minutes * MINUTE)
const { id } = data.instrument
const model = { id: 'isotherm', name: 'Isotherm', description: 'The model.' }
const catalogue = createCatalogue(
  [memorySource(data, { simulated: true, fingerprint: 'bench' })],
  [model],
  createMapShelf(makeMap, 1e9),
)
const { map } = await catalogue.map(id, 'isotherm')
const fail = (error: unknown): never => {
  throw error
}
const desk = createSignalsDesk({ catalogue, onError: fail })

const ms = (nanoseconds: number): string => `${(nanoseconds / 1e6).toFixed(0)} ms`

async function measured(name: string, work: () => Promise<unknown>): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  delay.enable()
  await work()
  delay.disable()
  const { user, system } = process.cpuUsage(cpu)
  const took = performance.now() - began
  console.log(
    `${name}: ${took.toFixed(0)} ms, ${((user + system) / 1000).toFixed(0)} ms of CPU; ` +
      `the loop was held up ${ms(delay.percentile(50))} (p50), ${ms(delay.percentile(99))} (p99), ${ms(delay.max)} at most`,
  )
}

console.log(`${days} days of candles of ${minutes} min`)
await measured('the newest, for the first time', () => desk.newest(id, 'isotherm'))
await measured('the same again', () => desk.newest(id, 'isotherm'))
await measured('of a past time', () => desk.at(id, 'isotherm', map.to - DAY / 2))
const range = { from: map.to - 7 * DAY, to: map.to, interval: 60 * MINUTE }
await measured('the history of a week', () => desk.history(id, 'isotherm', range))
desk.close()
