/**
 * A storm: so many liquidations a second, each larger than a rule asks for, through the watch, the rules
 * and an outbox on a real disk to two channels that take all at once. Paced in real time in one thread, as
 * a server would be told them: 100 times a second. Tells CPU time, loop delay and what became of all.
 *
 *   npx tsx bench/alerts.ts                  10,000 a second for 10 s, 20 instruments, 20 rules
 *   npx tsx bench/alerts.ts 10000 10 20 20   liquidations a second, seconds, instruments, rules
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Channel } from '../src/alerts/channel.ts'
import { openAlerts } from '../src/alerts/open-alerts.ts'
import type { LiquidationInfo } from '../src/api/live.ts'
import { nodeDisk } from '../src/journal/node-disk.ts'
import { nodeClock } from '../src/journal/ports.ts'
import type { Instrument } from '../src/market/instrument.ts'
import { parseInstrumentId, parseVenueId } from '../src/market/instrument.ts'
import { SECOND, quantity } from '../src/market/units.ts'
import { AlertWatch, LOOK_EVERY } from '../src/server/alerts/alert-watch.ts'
import { createLive } from '../src/server/live/live.ts'
import type { Live } from '../src/server/live/live.ts'
import { rulesOf } from '../src/signals/alerts/alerts.fixture.ts'

const [perSecond = 10_000, seconds = 10, count = 20, ruleCount = 20] = process.argv
  .slice(2)
  .map(Number)

const EVERY = 10
const venue = parseVenueId('testvenue')!
const instruments = Array.from(
  { length: count },
  (_, i): Instrument => ({
    id: parseInstrumentId(`testvenue:C${i}USD`)!,
    venue,
    symbol: `C${i}USD`,
    base: `C${i}`,
    quote: 'USD',
    contract: 'linear',
    contractSize: 1,
    tickSize: 0.1,
  }),
)

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

// Half of the rules ask for single liquidations, half for cascades.
const rules = rulesOf(
  ...Array.from({ length: ruleCount }, (_, i) => ({
    when:
      i % 2 === 0
        ? { kind: 'liquidation', minUsd: 1_000 + i }
        : { kind: 'cascade', minUsdPerMinute: 1e6 * i },
    cooldownMinutes: 0,
  })),
)

const live = createLive(instruments)
live.setReady()
const begun = Date.now()
live.push(
  instruments.map(({ id: instrument }) => ({
    type: 'trade',
    venue,
    instrument,
    exchangeTime: begun,
    receivedTime: begun,
    price: 100,
    quantity: quantity(1),
    takerSide: 'buy',
  })),
)

/** Tells the watch; what else a live market does with an event is measured by bench/ingest.ts. */
let tell: Parameters<Live['onMessage']>[0] = () => {}
const told = new Map<string, number>()
const channels = ['one', 'other'].map(
  (name): Channel => ({
    name,
    wantsPicture: false,
    send({ alerts }) {
      told.set(name, (told.get(name) ?? 0) + alerts.length)
      return Promise.resolve({ result: 'delivered' })
    },
  }),
)
const folder = await mkdtemp(join(tmpdir(), 'isotherm-bench-'))
const alerts = await openAlerts({
  disk: nodeDisk(folder),
  clock: nodeClock,
  rules,
  channels,
  publicUrl: undefined,
  pictureOf: () => Promise.resolve(undefined),
  secrets: [],
})
let decided = 0
alerts.onTold((news) => (decided += news.length))
const watch = new AlertWatch({
  live: {
    market: live.market,
    ready: true,
    venues: () => [],
    onMessage(call) {
      tell = call
      return () => {}
    },
  },
  rules,
  offer: (situation) => alerts.offer(situation),
  scores: undefined,
  signals: { follow: () => () => {} },
  now: Date.now,
})

let sent = 0
let taking = 0
const liquidationAt = (time: number): LiquidationInfo => ({
  instrument: instruments[sent++ % count]!.id,
  id: String(sent),
  ordinal: 0,
  time,
  receivedTime: time,
  position: sent % 3 === 0 ? 'short' : 'long',
  price: 100,
  priceKind: 'fill',
  quantity: 20 + (sent % 5_000),
  notionalUsd: 100 * (20 + (sent % 5_000)),
  suspect: null,
})

const delay = monitorEventLoopDelay({ resolution: 1 })
const looking = setInterval(() => watch.look(), LOOK_EVERY)
const before = cpuMs()
delay.enable()
const start = performance.now()
await new Promise<void>((done) => {
  const pacing = setInterval(() => {
    const elapsed = Math.min(performance.now() - start, seconds * SECOND)
    const due = Math.floor((elapsed * perSecond) / SECOND)
    const time = Date.now()
    const liquidations = Array.from({ length: due - sent }, () => liquidationAt(time))
    const from = cpuMs()
    tell({ type: 'liquidations', liquidations })
    taking += cpuMs() - from
    if (elapsed < seconds * SECOND) return
    clearInterval(pacing)
    done()
  }, EVERY)
})
clearInterval(looking)
watch.look()
await alerts.settled()
const settledAfter = performance.now() - start - seconds * SECOND
delay.disable()
const cpu = cpuMs() - before
const ms = (nanoseconds: number): string => (nanoseconds / 1e6).toFixed(1)
const { waiting, dead, dropped } = alerts.health()
process.stdout.write(
  [
    `${sent} liquidations in ${seconds} s of ${count} instruments, ${ruleCount} rules`,
    `CPU ${((cpu / seconds / SECOND) * 100).toFixed(0)} % of a core, ${((1_000 * cpu) / sent).toFixed(2)} µs a liquidation, of it ${((1_000 * taking) / sent).toFixed(2)} µs to take it`,
    `loop delay p50 ${ms(delay.percentile(50))}, p99 ${ms(delay.percentile(99))}, most ${ms(delay.max)} ms`,
    `all is decided ${settledAfter.toFixed(0)} ms after the last`,
    `${decided} alerts decided; told ${[...told].map(([name, all]) => `${name} ${all}`).join(', ')}; waiting ${waiting}, dead ${dead}, situations dropped ${dropped}, liquidations not looked at ${watch.dropped}`,
    '',
  ].join('\n'),
)
watch.close()
await alerts.close()
await rm(folder, { recursive: true })
