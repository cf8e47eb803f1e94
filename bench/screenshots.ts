/**
 * Pictures of every view, in both themes, at the size of a desk and of a phone: the product as it is
 * started on a history, in Chromium. Run `npm run build` first.
 *
 *   npx tsx bench/screenshots.ts --history DIR [--instrument ID] [--at TIME] [--out docs/images] [--only VIEW]
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { Page } from 'playwright-core'
import { startBrowser } from '../test/browser/browser.ts'
import { startProduct } from './product.ts'

const { values } = parseArgs({
  options: {
    history: { type: 'string' },
    instrument: { type: 'string', default: 'binance:ETHUSDT' },
    at: { type: 'string', default: '2024-08-05T00:00Z' },
    out: { type: 'string', default: 'docs/images' },
    only: { type: 'string' },
  },
})
if (values.history === undefined) throw new Error('--history DIR names the history to show')

const MAP = '.chart-area[aria-busy="false"]'
const MAIN = 'main[aria-busy="false"]'

/** Each view, its address, and what is there once it is shown. */
const VIEWS = [
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
  { name: 'scoreboard', hash: 'page=scores', ready: '.score-detail [data-field="scored"]' },
  { name: 'methodology', hash: 'page=methodology', ready: MAIN },
  { name: 'data-sources', hash: 'page=sources', ready: MAIN },
] as const

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

const { url, stop } = await startProduct({}, ['--history', values.history])
const browser = await startBrowser()
try {
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
      for (const { name, hash, ready } of VIEWS) {
        if (values.only !== undefined && values.only !== name) continue
        const page = await context.newPage()
        await page.goto(`${url}/#instrument=${values.instrument}&${hash}`)
        await page.locator(ready).first().waitFor({ timeout: 120_000 })
        await page.waitForLoadState('networkidle')
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
  await stop()
}
