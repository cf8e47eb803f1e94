/**
 * Pictures of every view, in both themes, at the size of a desk and of a phone: the product as it is
 * started on a history, in Chromium. Run `npm run build` first.
 *
 *   npx tsx bench/screenshots.ts --history DIR [--instrument ID] [--at TIME] [--out docs/images] [--only VIEW]
 *
 * What no recorded history can show:
 *
 *   npx tsx bench/screenshots.ts --simulated DIR    a history of `isotherm simulate`
 *   npx tsx bench/screenshots.ts --venues URL       a product that runs over test/stand-in/serve.ts, with
 *                                                   rules of alerts
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { Page } from 'playwright-core'
import { startBrowser } from '../test/browser/browser.ts'
import { ROUTES } from '../src/api/routes.ts'
import { candlesSchema } from '../src/api/schema.ts'
import { HOUR } from '../src/market/units.ts'
import { startProduct } from './product.ts'

const { values } = parseArgs({
  options: {
    history: { type: 'string' },
    simulated: { type: 'string' },
    venues: { type: 'string' },
    instrument: { type: 'string', default: 'binance:ETHUSDT' },
    at: { type: 'string', default: '2024-08-05T00:00Z' },
    out: { type: 'string', default: 'docs/images' },
    only: { type: 'string' },
  },
})
const folder = values.history ?? values.simulated
if (folder === undefined && values.venues === undefined)
  throw new Error('--history DIR, --simulated DIR or --venues URL names what to show')

const MAP = '.chart-area[aria-busy="false"]'
const MAIN = 'main[aria-busy="false"]'

interface PicturedView {
  readonly name: string
  readonly hash: string
  /** What is there once it is shown. */
  readonly ready: string
  /** Whether it is of a server that answers to keys alone. */
  readonly keyed?: boolean
  /** What is done before the page is opened, */
  readonly before?: (url: string) => Promise<void>
  /** and before the picture is taken. */
  readonly prepare?: (page: Page) => Promise<void>
}

const OF_HISTORY: readonly PicturedView[] = [
  { name: 'heatmap', hash: 'range=30d&low=0.05', ready: MAP },
  { name: 'delta', hash: 'range=30d&side=delta', ready: MAP },
  { name: 'leverage', hash: 'range=7d&bands=50x.100x&palette=cividis', ready: MAP },
  { name: 'range-end', hash: 'range=30d&end=low', ready: MAP },
  {
    name: 'panes',
    hash: 'range=7d&panes=volume.oi.liquidations.rsi&ema=21.50&low=0.05',
    ready: MAP,
  },
  { name: 'playback', hash: `range=30d&at=${values.at}&later=on`, ready: MAP },
  { name: 'liquidation-map', hash: 'page=levels', ready: MAIN },
  { name: 'rolling-year', hash: 'page=year', ready: MAIN },
  { name: 'signals', hash: 'page=signals', ready: MAIN },
  {
    name: 'paper',
    hash: 'page=paper',
    ready: '[data-paper]',
    before: notePaper,
    prepare: (page) => upTo(page, '#paper-notes'),
  },
  { name: 'scoreboard', hash: 'page=scores', ready: '.score-detail [data-field="scored"]' },
  { name: 'methodology', hash: 'page=methodology', ready: MAIN },
  { name: 'data-sources', hash: 'page=sources', ready: MAIN },
  { name: 'log-in', hash: 'page=map', ready: '.log-in[open]', keyed: true },
]

const SIMULATED = 'instrument=simulated:BTCUSD-SIM'
const OF_SIMULATED: readonly PicturedView[] = [
  {
    name: 'bubbles',
    hash: `${SIMULATED}&range=3d&bubbles=on&panes=liquidations&low=0.05`,
    ready: MAP,
  },
]

const BTC = 'instrument=binance:BTCUSDT'
const OF_VENUES: readonly PicturedView[] = [
  { name: 'venues', hash: `${BTC}&range=3d&venues=all&tape=off`, ready: MAP },
  {
    name: 'coin-signals',
    hash: `${BTC}&page=signals`,
    ready: '[data-coin-cluster]',
    prepare: (page) => upTo(page, '#signals-coin'),
  },
  { name: 'alerts', hash: 'page=alerts', ready: '.alerts-list > [data-severity]' },
  { name: 'venues-map', hash: `${BTC}&page=levels&venues=all&stack=venue`, ready: MAIN },
  {
    name: 'ladder',
    hash: `${BTC}&range=24h&venues=all&without=hyperliquid:BTC&dom=on&tape=off`,
    ready: MAP,
    prepare: (page) =>
      page
        .locator('[data-field="rests"]', { hasText: /\$[1-9]/ })
        .first()
        .waitFor({ timeout: 60_000 }),
  },
  {
    name: 'measured',
    hash: 'instrument=hyperliquid:BTC&range=12h&bar=60000&tape=off',
    ready: MAP,
    prepare: zoomIn,
  },
]

const VIEWS =
  values.history !== undefined
    ? OF_HISTORY
    : values.simulated !== undefined
      ? OF_SIMULATED
      : OF_VENUES

/** Scrolls a page that is read from top to bottom to what the picture is of. */
async function upTo(page: Page, what: string): Promise<void> {
  // What comes above it meanwhile would move it.
  await page.waitForLoadState('networkidle')
  await page.locator(what).evaluate((element) => element.scrollIntoView())
}

/** Notes a short and a long on paper about where price was, and a formation, once. */
async function notePaper(url: string): Promise<void> {
  const { instrument } = values
  const time = Date.parse(values.at)
  const asked = { instrument, interval: `${HOUR}`, from: `${time - 8 * HOUR}`, to: `${time}` }
  const answer = await fetch(`${url}${ROUTES.candles}?${new URLSearchParams(asked).toString()}`)
  const price = candlesSchema.parse(await answer.json()).close.at(-1)!
  const near = (share: number): number => Number((price * share).toFixed(2))
  const common = { instrument, usd: 10_000, risk: 0.01 }
  const below = { entry: near(0.999), stop: near(1.04), target: near(0.86) }
  const above = { entry: near(0.98), stop: near(0.94), target: near(1.03) }
  const notes = [
    { kind: 'formation', id: 'gap', instrument, time, label: 'vacuum-gap' },
    { kind: 'trade', id: 'below', time, ...common, side: 'short', ...below, label: 'dense-wall' },
    { kind: 'trade', id: 'above', time, ...common, side: 'long', ...above, label: 'dense-wall' },
  ]
  for (const note of notes) {
    const body = JSON.stringify(note)
    const headers = { 'content-type': 'application/json' }
    // oxlint-disable-next-line no-await-in-loop -- in this order
    const sent = await fetch(`${url}${ROUTES.paper}`, { method: 'POST', headers, body })
    // oxlint-disable-next-line no-await-in-loop -- it has failed
    if (!sent.ok) throw new Error(`the note was refused: ${await sent.text()}`)
  }
}

/** A venue that has been followed since an hour ago has no map of what was before. */
async function zoomIn(page: Page): Promise<void> {
  const plot = (await page.locator('.chart').boundingBox())!
  // About where the newest bar is, which stays there.
  const newest = plot.width < 760 ? 0.765 : 0.835
  await page.mouse.move(plot.x + plot.width * newest, plot.y + plot.height / 2)
  for (let i = 0; i < 24; i++) await page.mouse.wheel(0, -120)
  await page.mouse.move(2, 2)
}

const SIZES = [
  { size: 'desk', width: 1440, height: 900, deviceScaleFactor: 1 },
  { size: 'phone', width: 390, height: 844, deviceScaleFactor: 2 },
] as const
const THEMES = ['dark', 'light'] as const

/** A screenshot as WebP: a third of the bytes of PNG, which a repository keeps for ever. */
async function pictureOf(page: Page): Promise<Buffer> {
  const shot = await loadImage(await page.screenshot())
  const canvas = createCanvas(shot.width, shot.height)
  canvas.getContext('2d').drawImage(shot, 0, 0)
  return canvas.encode('webp', 82)
}

const STOPPED = async () => undefined
const SHOWN = VIEWS.filter(({ name }) => values.only === undefined || values.only === name)
const { url, stop } =
  folder === undefined
    ? { url: values.venues!, stop: STOPPED }
    : await startProduct({}, ['--history', folder])
const keyed =
  folder !== undefined && SHOWN.some((view) => view.keyed === true)
    ? await startProduct({}, ['--history', folder, '--require-key'])
    : { url, stop: STOPPED }
const browser = await startBrowser()
try {
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (const { before } of SHOWN) await before?.(url)
  mkdirSync(values.out, { recursive: true })
  for (const { size, ...viewport } of SIZES)
    for (const colorScheme of THEMES) {
      const { deviceScaleFactor, ...box } = viewport
      const context = await browser.newContext({
        viewport: box,
        deviceScaleFactor,
        colorScheme,
        reducedMotion: 'reduce',
      })
      for (const { name, hash, ready, prepare, keyed: isKeyed } of SHOWN) {
        const page = await context.newPage()
        const origin = isKeyed === true ? keyed.url : url
        await page.goto(`${origin}/#${hash}&instrument=${values.instrument}`)
        await page.locator(ready).first().waitFor({ timeout: 120_000 })
        await prepare?.(page)
        // What is live goes on asking, and what wants a key leaves answers unread.
        if (folder !== undefined && isKeyed !== true) await page.waitForLoadState('networkidle')
        else await page.waitForTimeout(2_000)
        await page.locator(ready).first().waitFor({ timeout: 120_000 })
        await page.evaluate(
          `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`,
        )
        const file = join(values.out, `${name}-${size}-${colorScheme}.webp`)
        const picture = await pictureOf(page)
        writeFileSync(file, picture)
        console.log(`${file}: ${(picture.length / 1024).toFixed(0)} kB`)
        await page.close()
      }
      await context.close()
    }
} finally {
  await browser.close()
  await keyed.stop()
  await stop()
}
