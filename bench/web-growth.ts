/**
 * Whether an open page grows: the product as it is started over stand-in venues on this machine that
 * are busy, and a page with tape, bubbles and panes that watches for some minutes. Prints the page's
 * heap after its garbage is collected, its nodes and listeners, and their slopes after the first
 * quarter, in which caches and lists of bounded length fill. Ends with 1 above a bound. Run
 * `npm run build` first. `test/browser/growth.test.ts` is the short form.
 *
 *   npx tsx bench/web-growth.ts [--minutes 10] [--every 30] [--venues bybit,binance]
 */
import { parseArgs } from 'node:util'
import { openStandIn } from '../src/sim/stand-in/stand-in.ts'
import { standInWire } from '../src/sim/stand-in/venues.ts'
import { startBrowser } from '../test/browser/browser.ts'
import type { PageWeight } from '../test/browser/page-weight.ts'
import { pageScales } from '../test/browser/page-weight.ts'
import { serveStandIns } from '../test/stand-in/loopback-server.ts'
import { venueFlags } from '../test/stand-in/venue-flags.ts'
import { startProduct } from './product.ts'
import { slopeOf } from './slope.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    /** Seconds between two readings. */
    every: { type: 'string', default: '30' },
    venues: { type: 'string', default: 'bybit,binance' },
  },
})
const MINUTE = 60_000

/** Growth in ten minutes that is let pass: a bar a minute and the tiles of new columns are kept. */
const MOST_IN_TEN_MINUTES = { heap: 2 * 2 ** 20, nodes: 100, listeners: 20 } as const

const rates = { tradesPerSecond: 20, liquidationsPerMinute: 60, movePerMinute: 0.002 }
const names = values.venues.split(',')
const server = await serveStandIns(
  Object.fromEntries(
    names.map((name, i) => {
      const times = { start: Date.now(), publishEvery: 200, keep: 50_000 }
      return [name, openStandIn({ wire: standInWire(name), seed: 71 + i, rates, ...times })]
    }),
  ),
)
const product = await startProduct(
  { backfillDays: 1, instruments: ['BTC', 'ETH'] },
  venueFlags(server, names),
)
const browser = await startBrowser()
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const first = `${names[0]}:${standInWire(names[0]!).instruments[0]!.symbol}`
  // The page comes before the first candles and open interest do.
  const tile = page.waitForResponse((answer) => answer.url().includes('/tiles/') && answer.ok(), {
    timeout: 5 * MINUTE,
  })
  await page.goto(
    `${product.url}/#instrument=${first}&range=12h&bar=60000&bubbles=on&tape-of=all&ema=21&panes=volume.oi.liquidations`,
  )
  await tile
  const weigh = await pageScales(page)
  const readings: (PageWeight & { readonly at: number })[] = []
  const began = Date.now()
  while (Date.now() - began < Number(values.minutes) * MINUTE) {
    // oxlint-disable-next-line no-await-in-loop -- time passes
    await new Promise((next) => setTimeout(next, Number(values.every) * 1000))
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const weight = await weigh()
    const at = (Date.now() - began) / MINUTE
    readings.push({ at, ...weight })
    const heap = (weight.heap / 2 ** 20).toFixed(2).padStart(7)
    console.log(
      `${at.toFixed(1).padStart(5)} min  heap ${heap} MB  ${weight.nodes} nodes  ${weight.listeners} listeners`,
    )
  }
  const rest = readings.slice(Math.floor(readings.length / 4))
  for (const what of ['heap', 'nodes', 'listeners'] as const) {
    const most = MOST_IN_TEN_MINUTES[what]
    const slope = 10 * slopeOf(rest.map((one) => ({ at: one.at, value: one[what] })))
    console.log(`${what}: ${slope.toFixed(0)} in ten minutes; ${most} is the bound`)
    if (!(slope <= most)) process.exitCode = 1
  }
} finally {
  await browser.close()
  await product.stop()
  await server.close()
}
process.exit()
