import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { DAY, SECOND } from '../../src/market/units.ts'
import { REGIMES } from '../../src/sim/market/regime.ts'
import type { Fault, FaultScript } from '../../src/sim/stand-in/fault.ts'
import { openStandIn, type StandIn } from '../../src/sim/stand-in/stand-in.ts'
import { STAND_IN_VENUES, standInWire } from '../../src/sim/stand-in/venues.ts'
import { findReader } from '../../src/venues/readers.ts'
import { serveStandIns } from './loopback-server.ts'
import { playedStandIns } from './played-stand-ins.ts'

/**
 * `npx tsx test/stand-in/serve.ts [--port N] [--seed S] [--script FILE] [--only binance,okx]
 *    [--past DAYS] [--ahead DAYS] [--regime NAME] [--chance]`
 *
 * Serves all stand-in venues on one port of this machine, each under its name, until it is stopped,
 * and prints the flags that point Isotherm at them. Bitcoin plays a run of the simulator at all of
 * them, which takes about half a second of computing a day and venue; the other coins, and with
 * `--chance` bitcoin too, move by chance about waves. A script is JSON as in `fault.ts`; its times count
 * from the start, and it holds for every venue. Lines on the standard input do something at once:
 * `reset binance`, `vanish okx`, `freeze`, `thaw`.
 */

/** Busy enough to watch: trades all the time, a liquidation every few seconds. */
const LIVELY = { tradesPerSecond: 3, liquidationsPerMinute: 6, movePerMinute: 0.0012 }

/** Some hours of activity; older entries leave the ledger. */
const KEEP = 200_000

/** Only the outline is checked: the script is written by hand, for a moment. */
const scriptSchema = z.object({
  faults: z.array(
    z.custom<Fault>((each) => typeof each === 'object' && each !== null && 'kind' in each),
  ),
})

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9900' },
    seed: { type: 'string', default: '1' },
    script: { type: 'string' },
    only: { type: 'string', default: STAND_IN_VENUES.join(',') },
    past: { type: 'string', default: '2' },
    ahead: { type: 'string', default: '1' },
    regime: { type: 'string', default: 'mixed' },
    chance: { type: 'boolean', default: false },
  },
})

const script: FaultScript =
  values.script === undefined
    ? { faults: [] }
    : scriptSchema.parse(JSON.parse(readFileSync(values.script, 'utf8')))

const names = values.only.split(',')
const seed = Number(values.seed)
const common = { seed, publishEvery: SECOND / 5, keep: KEEP, script }
const standIns: Record<string, StandIn> = values.chance ? byChance() : played()

function byChance(): Record<string, StandIn> {
  const options = { ...common, start: Date.now(), rates: LIVELY }
  return Object.fromEntries(
    names.map((name) => [name, openStandIn({ ...options, wire: standInWire(name) })]),
  )
}

function played(): Record<string, StandIn> {
  const regime = REGIMES.find((one) => one === values.regime)
  if (regime === undefined) throw new RangeError(`--regime is one of ${REGIMES.join(', ')}`)
  const [past, ahead] = [Number(values.past), Number(values.ahead)]
  const end = new Date(Date.now() + ahead * DAY).toISOString().slice(0, 16)
  console.log(`Simulating ${past} days of the past and some to come, until ${end}Z`)
  return playedStandIns({ ...common, names, past, ahead, regime, rates: LIVELY })
}

const server = await serveStandIns(standIns, Number(values.port))
console.log(`Stand-in venues on 127.0.0.1:${server.port}. Point Isotherm at them with`)
console.log(
  Object.keys(standIns)
    .flatMap((venue) => flagsOf(venue))
    .join(' \\\n'),
)

/** One flag per host of the venue's reader; what a host's own URL has as a path stays. */
function flagsOf(venue: string): string[] {
  const hosts = Object.entries(findReader(venue)?.hosts ?? {})
  return hosts.map(([name, [first]]) => {
    const { protocol, pathname } = new URL(first)
    const base = server.url(venue, protocol === 'wss:' ? 'ws' : 'http')
    return `  --venue-url ${venue}.${name}=${base}${pathname.replace(/\/$/, '')}`
  })
}

process.stdin.on('data', (data) => {
  for (const line of data.toString('utf8').split('\n')) obey(line.trim().split(' '))
})

function obey([word = '', venue]: string[]): void {
  if (word === 'freeze') server.freeze()
  else if (word === 'thaw') server.thaw()
  else if (word === 'reset') server.killPeers(venue)
  else if (word === 'vanish') {
    for (const [name, standIn] of Object.entries(standIns)) {
      if (venue === undefined || venue === name) standIn.provoke({ kind: 'vanish', at: 0 })
    }
  } else if (word !== '') console.error(`"${word}" is none of reset, vanish, freeze, thaw`)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.close().then(() => process.exit(0)))
}
