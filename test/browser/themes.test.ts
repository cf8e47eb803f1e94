import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { bookSchema } from '../../src/api/book.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { binEdge, binOf } from '../../src/market/price-bin.ts'
import { DARK, LIGHT } from '../../src/web/theme/theme.ts'
import { violationsInThemes as wrongIn } from './axe-page.ts'
import { pixelsOf, settled } from './browser.ts'
import { LIVE_MARKET, liquidationOf, livePages, soon } from './open-live.ts'
import { scoreOf, serveScores } from './scoreboard-answers.ts'

const MAP = '.chart-area[aria-busy="false"]'
const MAIN = 'main[aria-busy="false"]'

/** Where playback stands: a bar of the market's. */
const MOMENT = LIVE_MARKET.candles.openTime[2_000]!

/** Every page of the app, and what is there once it is shown. */
const PAGES = [
  { hash: 'range=12h', ready: MAP },
  {
    hash: 'range=12h&panes=volume.liquidations.rsi&ema=20.50&bubbles=on&low=0.1&high=0.9',
    ready: MAP,
  },
  { hash: 'range=12h&side=delta', ready: MAP },
  { hash: `range=12h&at=${MOMENT}`, ready: MAP },
  { hash: 'page=levels', ready: MAIN },
  { hash: 'page=levels&stack=venue&venues=all&table=on', ready: MAIN },
  { hash: 'page=scores', ready: '.score-detail' },
  { hash: 'page=signals', ready: MAIN },
  { hash: 'page=year', ready: MAIN },
  { hash: 'page=year&year=table', ready: MAIN },
  { hash: 'page=methodology', ready: MAIN },
  { hash: 'page=sources', ready: MAIN },
] as const

/** Buttons that open a sheet over the page on a phone. */
const SHEETS = ['Map settings', 'Liquidations'] as const

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]

describe('in both themes', () => {
  const { open } = livePages()

  /** Opens each menu that can be and has not been, and gives what is wrong in it. */
  async function wrongInMenus(page: Page, checked: Set<string>): Promise<string[]> {
    const found: string[] = []
    const triggers = page.locator('button[aria-haspopup="dialog"]:visible:enabled')
    for (let i = 0; i < (await triggers.count()); i++) {
      const trigger = triggers.nth(i)
      const name = (await trigger.getAttribute('aria-label')) ?? ''
      if (checked.has(name)) continue
      checked.add(name)
      await trigger.click()
      const panel = page.locator('.popover > [role="dialog"]')
      await panel.waitFor()
      const wrong = await wrongIn(page, '.popover > [role="dialog"]')
      found.push(...wrong.map((one) => `${name}: ${one}`))
      await page.keyboard.press('Escape')
      await panel.waitFor({ state: 'detached' })
    }
    return found
  }

  test.each(SIZES)('axe finds nothing wrong at $width px', { timeout: 240_000 }, async (size) => {
    const { page, live, errors } = await open({
      size,
      before: (one) => serveScores(one, [scoreOf(LIVE_MARKET.instrument.id, 0.199)]),
    })
    const checked = new Set<string>()
    const found: string[] = []
    const check = async (where: string): Promise<void> => {
      const wrong = [...(await wrongIn(page)), ...(await wrongInMenus(page, checked))]
      found.push(...wrong.map((one) => `${where}: ${one}`))
    }
    live.say({ type: 'liquidations', liquidations: [liquidationOf(live)] })
    for (const { hash, ready } of PAGES) {
      await page.goto('about:blank')
      await page.goto(`${live.url}/#${hash}`)
      await page.locator(ready).waitFor()
      await check(hash)
    }
    for (const sheet of size.width < 760 ? SHEETS : []) {
      await page.goto('about:blank')
      await page.goto(`${live.url}/#range=12h`)
      await settled(page)
      await page.getByRole('button', { name: sheet, exact: true }).click()
      await check(sheet)
    }
    expect(found).toEqual([])
    // The map of this market is a made one, which rules cannot read: that is refused, and the browser tells.
    const refused = `422 (Unprocessable Entity) (${live.url}${ROUTES.signals}?`
    expect(errors.filter((text) => !text.includes(refused))).toEqual([])
  })

  /** Answers with a book that rests thinly around a price, so that the ladder has all that it can show. */
  async function serveBook(page: Page, price: number, begin: number): Promise<void> {
    let time = begin
    await page.route(`**${ROUTES.book}?*`, (route) => {
      const query = new URL(route.request().url()).searchParams
      const zoom = Number(query.get('zoom'))
      const own = binOf(price, zoom)
      // It is asked for once a second.
      time += 1_000
      const bins = [-3, -2, -1, 0, 1, 2, 3].map((at) => {
        const bidUsd = at <= 0 ? 1 + at * at : 0
        const askUsd = at >= 0 ? 2 + at * at : 0
        const [priceFrom, priceTo] = [binEdge(own + at, zoom), binEdge(own + at + 1, zoom)]
        return { bin: own + at, priceFrom, priceTo, bidBase: 1, askBase: 1, bidUsd, askUsd }
      })
      const json = bookSchema.parse({
        instrument: query.get('instrument'),
        time,
        exchangeTime: time,
        receivedTime: time,
        inSync: true,
        zoom,
        step: null,
        bestBid: price,
        bestAsk: price,
        reach: { from: binEdge(own - 30, zoom), to: binEdge(own + 30, zoom) },
        bins,
        total: { bidBase: 4, bidUsd: 20, askBase: 4, askUsd: 20 },
      })
      return route.fulfill({ json })
    })
  }

  test.each(SIZES)(
    'axe finds nothing wrong in the key list, the picture’s button and the ladder at $width px',
    async (size) => {
      const { page, live, errors } = await open({ size, hash: 'range=12h&dom=on&tape=off' })
      await serveBook(page, live.openBar().open, live.hello.time)
      await page
        .locator('[data-field="rests"]', { hasText: /\$[1-9]/ })
        .first()
        .waitFor()
      await page.locator('.ladder-row [data-field="levels"]', { hasText: '$' }).first().waitFor()
      await page.locator('.ladder-row [data-field="thin"]').first().waitFor()
      expect(await wrongIn(page, '.ladder')).toEqual([])

      const said = page.locator('.picture-said[data-shown="true"]')
      await page.getByRole('button', { name: 'Close order book' }).click()
      const button = page.getByRole('button', { name: 'Save picture' })
      if (size.width < 760) await page.getByRole('button', { name: 'Map settings' }).click()
      await button.click({ modifiers: ['Shift'] })
      await said.waitFor()
      // It goes after a while, before axe would have looked at all of the page.
      expect(await wrongIn(page, '.picture-said')).toEqual([])
      if (size.width < 760) await page.getByRole('button', { name: 'Done' }).click()

      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
      expect(await wrongIn(page, 'dialog.keyboard')).toEqual([])
      await page.keyboard.press('Escape')

      // Where there is nothing to take a picture of.
      await page.goto('about:blank')
      await page.goto(`${live.url}/#page=levels&table=on`)
      await page.locator(MAIN).waitFor()
      await expect.poll(() => button.isDisabled()).toBe(true)
      expect(await wrongIn(page)).toEqual([])
      expect(errors.filter((error) => !error.includes(ROUTES.book))).toEqual([])
    },
  )

  const rgbOf = (colour: string): number[] =>
    [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
  const ground = (page: Page): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.querySelector('.stage')!).backgroundColor)

  test('the theme follows the system, or what is chosen, without a reload', async () => {
    const { page, errors } = await open({ hash: 'range=12h&panes=volume' })
    const plot = (await page.locator('.chart').boundingBox())!
    // Beside the prices, of the chart and of the pane: all of it is canvas.
    const places = [3, plot.height - 60].map((y) => ({ x: plot.x + plot.width - 3, y: plot.y + y }))
    const seen = async () => await pixelsOf(page, places)
    await soon(seen).toEqual([rgbOf(DARK.plot), rgbOf(DARK.plot)])
    await page.emulateMedia({ colorScheme: 'light' })
    await soon(seen).toEqual([rgbOf(LIGHT.plot), rgbOf(LIGHT.plot)])
    await page.getByRole('button', { name: 'Theme: System' }).click()
    await page.getByRole('option', { name: 'Dark' }).click()
    await soon(seen).toEqual([rgbOf(DARK.plot), rgbOf(DARK.plot)])
    expect(await ground(page)).toBe(`rgb(${rgbOf(DARK.plot).join(', ')})`)
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.getByRole('button', { name: 'Theme: Dark' }).click()
    await page.getByRole('option', { name: 'Light' }).click()
    await soon(seen).toEqual([rgbOf(LIGHT.plot), rgbOf(LIGHT.plot)])
    expect(errors).toEqual([])

    // Without the app: what is there before it has come is not of the other theme.
    await page.route('**/assets/*.js', (route) => route.abort())
    await page.reload({ waitUntil: 'domcontentloaded' })
    const body = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await soon(body).toBe('rgb(245, 246, 248)')
  })
})
