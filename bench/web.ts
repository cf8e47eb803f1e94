/**
 * What a frame of the page costs while it is dragged and zoomed, in Chromium without a graphics card:
 * the product, and pages that draw the same as candles alone, as rectangles cell by cell and with
 * ECharts; and how fast frames follow each other. Pages take turns within a round. Then what a cold load takes. Run `npm run build` first;
 * needs the benchmark's market in ../shared.
 *
 *   npx tsx bench/web.ts [--rounds 3] [--only candles,product] [--load-only]
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { ROUTES } from '../src/api/routes.ts'
import { candlesSchema } from '../src/api/schema.ts'
import type { Tile } from '../src/heatmap/tile-codec.ts'
import { decodeTile } from '../src/heatmap/tile-codec.ts'
import { memorySource } from '../src/server/market/market.ts'
import { openPage, settled, startBrowser } from '../test/browser/browser.ts'
import { leaveChart, pointAt } from '../test/browser/crosshair.ts'
import { startPageServer } from '../test/browser/page-server.ts'
import type { FrameWork } from './frame-work.ts'
import { framesOfDrag } from './frame-rate.ts'
import { MOVED, frameWork } from './frame-work.ts'
import { generatedBars } from './generated-bars.ts'
import { coldLoad } from './cold-load.ts'
import type { Sight } from './web-cases.ts'
import { COMPARISONS, cellsInSight, drawnMarket, servePages } from './web-cases.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    'load-only': { type: 'boolean', default: false },
  },
})
const SIZE = { width: 1600, height: 1250 }
const INSTRUMENT = 'simulated:BENCH'
const NEAR = `instrument=${INSTRUMENT}&range=24h&bar=60000&axis=log&tape=off`
const FAR = `instrument=${INSTRUMENT}&range=7d&bar=300000&axis=log&tape=off`
/** Movements of the mouse, or turns of its wheel, at most; a slow page gets as many as fit the time. */
const STEPS = 90
const LONGEST_MS = 10_000

const history = await generatedBars(60 * 1440)
const { instrument, candles, openInterest } = history
const source = memorySource(
  { instrument, candles, openInterest },
  { simulated: true, fingerprint: 'bench' },
)
const folder = fileURLToPath(new URL('../dist/web', import.meta.url))
const server = await startPageServer([source], { page: folder, hasHistory: true })
const browser = await startBrowser()

const plotOf = async (page: Page) => {
  const box = (await page.locator('.chart, body').last().boundingBox())!
  return { ...box, width: box.width - 80, height: box.height - 40 }
}

/** Opens the product and moves it to a view that is full of cells: further in or out, higher prices. */
async function openProduct(hash: string, turns: number, axis: number, tiles: Map<string, Tile>) {
  const { page } = await openPage(browser, SIZE)
  // The loader gives functions names by one of its own, which a function sent to a page lacks there.
  await page.addInitScript('globalThis.__name = (named) => named')
  page.on('response', (answer) => {
    const { pathname } = new URL(answer.url())
    if (!pathname.includes('/tiles/') || !answer.ok()) return
    void answer.body().then(
      (body) => tiles.set(pathname, decodeTile(body)),
      () => {},
    )
  })
  if (hash.includes('bubbles=on')) await bubblesFor(page)
  await page.goto(`${server.url}/#${hash}`)
  await settled(page)
  const plot = await plotOf(page)
  const [x, y] = [plot.x + plot.width / 2, plot.y + plot.height / 3]
  await page.mouse.move(plot.x + plot.width * 0.9, y)
  for (let i = 0; i < Math.abs(turns); i++) {
    // oxlint-disable-next-line no-await-in-loop -- as a hand does
    await page.mouse.wheel(0, 100 * Math.sign(turns))
    // oxlint-disable-next-line no-await-in-loop -- older candles are asked for
    await settled(page)
  }
  await drag(page, [x + plot.width / 2 + 30, y], [x + plot.width / 2 + 30, y + axis])
  await drag(page, [x, y], [x + 330, y])
  await settled(page)
  return page
}

async function drag(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  await page.mouse.move(...from)
  await page.mouse.down()
  await page.mouse.move(...to, { steps: 8 })
  await page.mouse.up()
}

/** 300 invented liquidations over what is in sight, which a stored history has none of. */
async function bubblesFor(page: Page): Promise<void> {
  await page.route(`**${ROUTES.pastLiquidations}?*`, (route) => {
    const query = new URL(route.request().url()).searchParams
    const [from, to] = [Number(query.get('from')), Number(query.get('to'))]
    const times = [...candles.openTime]
    const rows = times.flatMap((time, i) => (time >= from && time < to ? [i] : []))
    const liquidations = Array.from({ length: 300 }, (_, i) => {
      const row = rows[Math.floor((i * rows.length) / 300)]!
      const price = i % 2 === 0 ? candles.low[row]! : candles.high[row]!
      return {
        instrument: INSTRUMENT,
        id: null,
        ordinal: i,
        time: candles.openTime[row]!,
        receivedTime: candles.openTime[row]!,
        position: i % 2 === 0 ? 'long' : 'short',
        price,
        priceKind: 'fill',
        quantity: 1,
        notionalUsd: 1000 * (1 + ((i * 7919) % 300)),
        suspect: null,
      }
    })
    return route.fulfill({ json: { liquidations, next: null } })
  })
}

async function sightOf(page: Page): Promise<Sight> {
  const plot = await plotOf(page)
  const at = (x: number, y: number) => pointAt(page, plot.x + x, plot.y + y)
  const [x, y] = [plot.width / 2, plot.height / 2]
  const sight = {
    lowest: await at(x, plot.height - 4),
    highest: await at(x, 4),
    oldest: await at(4, y),
    newest: await at(plot.width - 4, y),
  }
  await leaveChart(page)
  return sight
}

async function steps(step: (i: number) => Promise<void>): Promise<void> {
  const began = Date.now()
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (let i = 0; i < STEPS && Date.now() - began < LONGEST_MS; i++) await step(i)
}

/** What moving a page costs, and how fast its frames follow each other where it moves itself. */
interface Moved {
  readonly pan: FrameWork
  readonly zoom: FrameWork
  readonly frames: readonly number[]
}

/** Drags to and fro, then zooms in and out about the middle. */
async function move(page: Page): Promise<Moved> {
  await page.bringToFront()
  const plot = await plotOf(page)
  const [x, y] = [plot.x + plot.width / 2, plot.y + plot.height / 2]
  await page.mouse.move(x, y)
  const pan = await frameWork(browser, page, async () => {
    await page.mouse.down()
    await steps(async (i) => {
      await page.mouse.move(x + 240 * Math.sin((i / 45) * 2 * Math.PI), y)
      await frameOf(page)
    })
    await page.mouse.up()
  })
  const zoom = await frameWork(browser, page, () =>
    steps(async (i) => {
      await page.mouse.wheel(0, Math.floor(i / 15) % 2 === 0 ? -100 : 100)
      await frameOf(page)
    }),
  )
  return { pan, zoom, frames: await framesOfDrag(page, x, y) }
}

/** Until the page has drawn: every input then is of a frame of its own, on slow pages too. */
const frameOf = (page: Page): Promise<unknown> =>
  page.evaluate(
    (mark) =>
      new Promise<void>((drawn) =>
        requestAnimationFrame(() => {
          performance.mark(mark)
          drawn()
        }),
      ),
    MOVED,
  )

const at = (share: number, of: readonly number[]): number =>
  of.toSorted((a, b) => a - b)[Math.floor(share * (of.length - 1))] ?? Number.NaN
const median = (of: readonly number[]) => at(0.5, of)

interface Case {
  readonly name: string
  readonly base: string
  readonly open: () => Promise<Page>
}

/** One view: what the product shows, and the pages that draw the same. */
async function view(
  name: string,
  hash: string,
  turns: number,
  axis: number,
  among: readonly string[],
) {
  const tiles = new Map<string, Tile>()
  const first = await openProduct(hash, turns, axis, tiles)
  const sight = await sightOf(first)
  const bar = Number(/bar=(\d+)/.exec(hash)![1])
  const shown = (sight.newest.bucketTo - sight.oldest.bucketFrom) / bar
  const levels = Math.log(sight.highest.priceTo / sight.lowest.priceFrom) / Math.log1p(0.0005)
  console.log(
    `${name}: ${shown} bars × ${Math.round(levels)} price levels, drawn as ${cellsInSight(sight).join(' × ')} cells`,
  )
  const from = sight.oldest.bucketFrom - 3000 * bar
  const query = new URLSearchParams({
    instrument: INSTRUMENT,
    interval: String(bar),
    from: String(Math.max(candles.openTime[0]!, from)),
    to: String(sight.newest.bucketTo + 3000 * bar),
  })
  const answer = candlesSchema.parse(
    await (await fetch(`${server.url}${ROUTES.candles}?${query}`)).json(),
  )
  const pages = await servePages(drawnMarket(answer, [...tiles.values()], sight))
  await first.close()
  const product = (more: string) => () => openProduct(`${hash}${more}`, turns, axis, new Map())
  const cases: Case[] = [
    ...COMPARISONS.map((page) => ({
      name: page,
      base: 'candles',
      open: () => pages.open(browser, page, SIZE),
    })),
    { name: 'product', base: 'candles', open: product('') },
    { name: 'product with 300 bubbles', base: 'product', open: product('&bubbles=on') },
    { name: 'product with 4 panes', base: 'product', open: product('&panes=volume.oi.cvd.rsi') },
  ].filter((one) => among.includes(one.name))
  const rounds: Map<string, Moved>[] = []
  for (let round = 0; round < Number(values.rounds); round++) {
    const measured = new Map<string, Moved>()
    for (const one of cases) {
      // oxlint-disable-next-line no-await-in-loop -- pages take turns
      const page = await one.open()
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      measured.set(one.name, await move(page))
      // oxlint-disable-next-line no-await-in-loop -- one page at a time
      await page.close()
    }
    rounds.push(measured)
  }
  await pages.close()
  for (const way of ['pan', 'zoom'] as const) {
    console.log(
      `\n| ${name}, ${way} | main thread p50 / p95 ms | all threads ms | movement to movement p50 / p95 ms | p50 ÷ candles |`,
    )
    console.log('|---|---|---|---|---|')
    for (const one of cases) {
      const of = (read: (work: FrameWork) => number, of = one.name) =>
        rounds.map((round) => read(round.get(of)![way]))
      const told = (read: (work: FrameWork) => number) => median(of(read)).toFixed(1)
      const own = of(({ main }) => median(main))
      const alone = of(({ main }) => median(main), 'candles')
      const ratio = median(own.map((work, i) => work / alone[i]!)).toFixed(2)
      console.log(
        `| ${one.name} | ${told(({ main }) => median(main))} / ${told(({ main }) => at(0.95, main))} | ${told(({ all }) => all)} | ${told(({ intervals }) => median(intervals))} / ${told(({ intervals }) => at(0.95, intervals))} | ${ratio} |`,
      )
    }
  }
  console.log(`\n| ${name}, dragging itself | frame to frame p50 / p95 ms | within 17.5 ms |`)
  console.log('|---|---|---|')
  for (const one of cases) {
    const of = rounds.flatMap((round) => round.get(one.name)!.frames)
    const held = of.filter((ms) => ms <= 17.5).length / of.length
    const told = `${median(of).toFixed(1)} / ${at(0.95, of).toFixed(1)}`
    console.log(`| ${one.name} | ${told} | ${Math.round(100 * held)} % |`)
  }
}

const chosen = (all: readonly string[]) =>
  values.only === '' ? all : all.filter((one) => values.only.split(',').includes(one))
const NEAR_CASES = [
  'candles',
  'product',
  'product with 300 bubbles',
  'product with 4 panes',
  'rectangles',
  'echarts',
]
try {
  await coldLoad(browser, `${server.url}/#${NEAR}`, SIZE)
  if (!values['load-only']) {
    await view('A day by minute', NEAR, -2, 380, chosen(NEAR_CASES))
    await view('30 days by 5 minutes', FAR, 13, 250, chosen(['candles', 'product']))
  }
} finally {
  await browser.close()
  await server.close()
}
process.exit()
