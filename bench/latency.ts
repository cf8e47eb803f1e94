/**
 * How long a liquidation takes from the venue's socket to the browser: a stand-in venue, the product
 * as it is started, and Chromium, all on this machine. Run `npm run build` first.
 *
 *   npx tsx bench/latency.ts [--events 300]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openStandIn } from '../src/sim/stand-in/stand-in.ts'
import { standInWire } from '../src/sim/stand-in/venues.ts'
import { startBrowser } from '../test/browser/browser.ts'
import { serveStandIns } from '../test/stand-in/loopback-server.ts'

const { values } = parseArgs({ options: { events: { type: 'string', default: '300' } } })
const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

/** What the page's own script notes of each liquidation: times in milliseconds of this machine. */
interface Noted {
  readonly happened: number
  readonly received: number
  readonly message: number
  readonly painted: number
}

/** Runs in the page before its own scripts; a text, because the loader adds its own names to functions. */
const WATCH = `
  window.noted = []
  window.WebSocket = class extends WebSocket {
    constructor(address, protocols) {
      super(address, protocols)
      this.addEventListener('message', ({ data }) => {
        const message = Date.now()
        const told = JSON.parse(data)
        if (told.type !== 'liquidations') return
        requestAnimationFrame(() => requestAnimationFrame(() => {
          const painted = Date.now()
          for (const { time, receivedTime } of told.liquidations)
            window.noted.push({ happened: time, received: receivedTime, message, painted })
        }))
      })
    }
  }
`

function line(what: string, waits: readonly number[]): void {
  const sorted = [...waits].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]
  console.log(`${what.padEnd(46)} p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms`)
}

const venues = {
  bybit: openStandIn({
    wire: standInWire('bybit'),
    seed: 3,
    start: Date.now(),
    rates: { tradesPerSecond: 20, liquidationsPerMinute: 300, movePerMinute: 0.002 },
    publishEvery: 20,
    keep: 100_000,
    script: { faults: [] },
  }),
}
const server = await serveStandIns(venues)
const folder = mkdtempSync(join(tmpdir(), 'isotherm-latency-'))
writeFileSync(join(folder, 'isotherm.json'), '{"backfillDays": 1, "instruments": ["BTC", "ETH"]}')
const product = spawn(
  process.execPath,
  [
    MAIN,
    'serve',
    '--data',
    folder,
    '--port',
    '0',
    '--venue',
    'bybit',
    '--venue-url',
    `bybit.rest=${server.url('bybit', 'http')}`,
    '--venue-url',
    `bybit.socket=${server.url('bybit', 'ws')}`,
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
const url = await new Promise<string>((told) => {
  let out = ''
  product.stdout.on('data', (data: Buffer) => {
    out += data.toString()
    const address = / is at (http:\S+)\n/.exec(out)?.[1]
    if (address !== undefined) told(address)
  })
})
const browser = await startBrowser()
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.addInitScript(WATCH)
  await page.goto(`${url}/#instrument=bybit:BTCUSDT&range=12h`)
  const count = Number(values.events)
  // The page's policy refuses text that is made into code, which waiting for a condition would need.
  let noted: readonly Noted[] = []
  while (noted.length < count) {
    await new Promise((next) => setTimeout(next, 500))
    noted = await page.evaluate<readonly Noted[]>('window.noted')
  }
  console.log(`${noted.length} liquidations`)
  line(
    'venue to our socket',
    noted.map(({ happened, received }) => received - happened),
  )
  line(
    'our socket to the event in the browser',
    noted.map(({ received, message }) => message - received),
  )
  line(
    'our socket to the screen',
    noted.map(({ received, painted }) => painted - received),
  )
} finally {
  await browser.close()
  const ended = once(product, 'exit')
  product.kill('SIGTERM')
  await ended
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}
