/**
 * What the product holds in memory over hours: as it is started, over stand-in venues on this machine
 * whose connections are reset again and again and which burst now and then, with a page that watches.
 * Prints memory every ten minutes, and its slope after the first quarter; ends with 1 where that is 1
 * MB an hour or more and the run was 6 hours or longer. Run `npm run build` first.
 * `test/live/memory.test.ts` is the short form.
 *
 *   npx tsx bench/long-soak.ts [--hours 72] [--every 10] [--reset 5] [--venues binance,bybit,okx]
 */
import { parseArgs } from 'node:util'
import { WebSocket } from 'ws'
import type { StandInServer } from '../src/sim/stand-in/server.ts'
import { openStandIn } from '../src/sim/stand-in/stand-in.ts'
import { STAND_IN_VENUES, standInWire } from '../src/sim/stand-in/venues.ts'
import { serveStandIns } from '../test/stand-in/loopback-server.ts'
import { venueFlags } from '../test/stand-in/venue-flags.ts'
import { startProduct } from './product.ts'

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '72' },
    /** Minutes between two lines. */
    every: { type: 'string', default: '10' },
    /** Seconds between two resets of all connections of one venue. */
    reset: { type: 'string', default: '5' },
    venues: { type: 'string', default: STAND_IN_VENUES.join(',') },
  },
})
const HOUR = 3_600_000
const MOST_PER_HOUR = 1

const names = values.venues.split(',')
const venues = Object.fromEntries(
  names.map((name, i) => {
    const wire = standInWire(name)
    const rates = { tradesPerSecond: 5, liquidationsPerMinute: 10, movePerMinute: 0.001 }
    const times = { start: Date.now(), publishEvery: 200, keep: 20_000 }
    return [name, openStandIn({ wire, seed: 62 + i, rates, ...times, script: { faults: [] } })]
  }),
)
let connects = 0
const counted = Object.entries(venues).map(([name, venue]): [string, StandInServer] => [
  name,
  {
    connect(...given) {
      connects++
      return venue.connect(...given)
    },
    request: (...given) => venue.request(...given),
    nextDue: () => venue.nextDue(),
    tick: (now) => venue.tick(now),
  },
])
const server = await serveStandIns(Object.fromEntries(counted))
const flags = venueFlags(server, names)

const { url, stop } = await startProduct({ backfillDays: 1 }, flags)

/** A page that comes, watches, and goes. */
function visit(): void {
  const page = new WebSocket(`${url.replace('http', 'ws')}/api/v1/live`)
  const first = standInWire(names[0]!).instruments[0]!.symbol
  const watch = { op: 'watch', instrument: `${names[0]}:${first}`, model: 'isotherm', zoom: 2 }
  page.on('open', () => page.send(JSON.stringify(watch)))
  page.on('error', () => undefined)
  setTimeout(() => page.terminate(), 45_000)
}

/** MB of memory. */
interface Reading {
  readonly hour: number
  readonly rss: number
  readonly heap: number
}

async function read(began: number): Promise<Reading> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const megabytes = (name: string) =>
    Number(new RegExp(`^isotherm_${name} (\\S+)$`, 'm').exec(text)?.[1]) / 2 ** 20
  return {
    hour: (Date.now() - began) / HOUR,
    rss: megabytes('process_resident_memory_bytes'),
    heap: megabytes('nodejs_heap_size_used_bytes'),
  }
}

/** MB an hour by least squares. */
function slopeOf(readings: readonly Reading[]): number {
  const mean = (of: (one: Reading) => number) =>
    readings.reduce((sum, one) => sum + of(one), 0) / readings.length
  const [hour, rss] = [mean((one) => one.hour), mean((one) => one.rss)]
  const spread = readings.reduce((sum, one) => sum + (one.hour - hour) ** 2, 0)
  return readings.reduce((sum, one) => sum + (one.hour - hour) * (one.rss - rss), 0) / spread
}

const began = Date.now()
const ends = began + Number(values.hours) * HOUR
let turn = 0
const reset = setInterval(
  () => server.killPeers(names[turn++ % names.length]),
  Number(values.reset) * 1_000,
)
const burst = setInterval(() => {
  for (const name of names) {
    const { symbol } = standInWire(name).instruments[0]!
    venues[name]!.provoke({
      kind: 'burst',
      at: 0,
      about: 'trade',
      symbol,
      count: 2_000,
      form: 'batch',
    })
  }
}, 60_000)
const visits = setInterval(visit, 60_000)
visit()

const readings: Reading[] = []
try {
  while (Date.now() < ends) {
    // oxlint-disable-next-line no-await-in-loop -- time passes
    await new Promise((next) => setTimeout(next, Number(values.every) * 60_000))
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const now = await read(began)
    readings.push(now)
    const told = [now.rss, now.heap].map((one) => one.toFixed(1).padStart(7))
    console.log(
      `${now.hour.toFixed(2).padStart(6)} h  RSS ${told[0]} MB  heap ${told[1]} MB  ${connects} connections`,
    )
  }
  const rest = readings.slice(Math.floor(readings.length / 4))
  if (rest.length < 3) console.log('too few readings to tell a slope')
  else {
    const slope = slopeOf(rest)
    console.log(
      `${slope.toFixed(2)} MB an hour after the first quarter; ${MOST_PER_HOUR} is the bound`,
    )
    // Within an hour or two the collector of garbage alone moves more than that.
    if (Number(values.hours) < 6) console.log('too short a run to judge by')
    else if (slope >= MOST_PER_HOUR) process.exitCode = 1
  }
} finally {
  for (const timer of [reset, burst, visits]) clearInterval(timer)
  await stop()
  await server.close()
}
process.exit()
