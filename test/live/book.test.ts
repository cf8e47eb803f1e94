import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { bookSchema } from '../../src/api/book.ts'
import type { BookAnswer } from '../../src/api/book.ts'
import { formatUsd } from '../../src/api/format.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { violationsIn } from '../browser/axe-page.ts'
import { openPage, settled, startBrowser } from '../browser/browser.ts'
import { dataFolder, isBuilt, startProduct, startVenues, until } from './whole-chain.ts'

const IDS = ['binance:BTCUSDT', 'bybit:BTCUSDT']

describe.runIf(isBuilt)('order books over stand-in venues', () => {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser?.close())

  test('a book comes when it is asked for, is on the page as the API tells it, and is hidden once its venue is gone', async () => {
    const venues = await startVenues('binance', 'bybit')
    const product = await startProduct(await dataFolder(), venues.flags)
    const map = `${product.url}/api/v1/map?instrument=bybit:BTCUSDT&model=isotherm`
    await until<{ readonly version?: string }>(map, ({ version }) => version !== undefined)
    const first = await fetch(`${product.url}${ROUTES.book}?instrument=${IDS[0]}`)
    expect(first.status).toBe(503)
    for (const id of IDS) {
      const url = `${product.url}${ROUTES.book}?instrument=${id}&zoom=1`
      // oxlint-disable-next-line no-await-in-loop
      const book = bookSchema.parse(
        // oxlint-disable-next-line no-await-in-loop
        await until<Partial<BookAnswer>>(url, ({ inSync }) => inSync === true),
      )
      expect(book.bestBid!).toBeLessThan(book.bestAsk!)
      const bids = book.bins.reduce((sum, { bidUsd }) => sum + bidUsd, 0)
      expect(bids).toBeCloseTo(book.total.bidUsd, 3)
      expect(bids).toBeGreaterThan(0)
    }

    const { page, errors } = await openPage(browser!)
    onTestFinished(() => page.close())
    const answers: BookAnswer[] = []
    page.on('response', (response) => {
      if (!response.url().includes(`${ROUTES.book}?`) || response.status() !== 200) return
      void response.json().then(
        (body) => answers.push(bookSchema.parse(body)),
        () => undefined,
      )
    })
    await page.goto(`${product.url}/#instrument=bybit:BTCUSDT&range=12h&dom=on`)
    await settled(page)
    const rests = page.locator('.ladder [data-field="rests"]', { hasText: /\$[1-9]/ })
    await rests.first().waitFor()
    const held = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.ladder-row')].map((row) => ({
        bin: Number(row.dataset['bin']),
        text: row.querySelector('[data-field="rests"]')!.textContent,
      })),
    )
    const isOf = ({ bins }: BookAnswer): boolean => {
      const byBin = new Map(bins.map((one) => [one.bin, one]))
      return held.every(({ bin, text }) => {
        const { bidUsd = 0, askUsd = 0 } = byBin.get(bin) ?? {}
        const sides = [bidUsd, askUsd].filter((usd) => usd > 0).map(formatUsd)
        return sides.length === 0 ? text === '–' || text === '$0' : text === sides.join(' / ')
      })
    }
    await expect.poll(() => answers.some(isOf), { timeout: 10_000 }).toBe(true)
    expect(await page.evaluate(() => location.hash)).toContain('dom=on')

    for (const size of [
      { width: 390, height: 844 },
      { width: 1440, height: 900 },
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      await page.setViewportSize(size)
      // oxlint-disable-next-line no-await-in-loop
      expect(await violationsIn(page, '.ladder')).toEqual([])
    }

    venues.switchOff('bybit')
    await rests.first().waitFor({ state: 'detached', timeout: 40_000 })
    expect(await page.locator('[data-field="ladder-foot"]').innerText()).toMatch(/not in step/)
    await page.getByRole('button', { name: 'DOM: order book' }).click()
    expect(await page.locator('.ladder').count()).toBe(0)
    expect(errors.filter((error) => !error.includes('503'))).toEqual([])
  }, 180_000)
})
