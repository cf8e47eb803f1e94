import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { mapSchema } from '../../src/api/schema.ts'
import type { CellAnswer } from '../../src/api/schema.ts'
import { openSource } from '../../src/cli/history/open-source.ts'
import { historySource } from '../../src/server/market/market.ts'
import type { RunningServer } from '../../src/server/start-server.ts'
import type { History } from '../../src/store/history.ts'
import { NOT_CALIBRATED, formatRange } from '../../src/web/words/dollar-words.ts'
import { openPage, settled, startBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import { readTooltip, walkTo } from './crosshair.ts'
import { startPageServer } from './page-server.ts'
import { NO_RECORDED_MARKETS, hasRecordedMarkets } from './recorded-market.ts'
import { exactCell } from './shown-map.ts'

const DATA = fileURLToPath(new URL('../../../shared/data/binance-usdm-2024-1h', import.meta.url))
const title = hasRecordedMarkets ? 'the ranges of amounts' : NO_RECORDED_MARKETS

describe.skipIf(!hasRecordedMarkets)(title, () => {
  let folder = ''
  let built = ''
  let history: History
  let server: RunningServer
  let browser: Browser
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isotherm-ranges-'))
    built = await buildPage()
    history = await openSource(DATA, folder, { out: () => {}, err: () => {}, readFile: () => '' })
    const options = { page: built, hasHistory: true }
    server = await startPageServer([historySource(history)], options)
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
    await history?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const text = (page: Page, field: string) => page.locator(`[data-field="${field}"]`).innerText()

  async function show(page: Page, instrument: string): Promise<void> {
    await page.goto(`${server.url}/#instrument=${instrument}&model=isotherm&range=30d`)
    await settled(page)
  }

  async function exactUnder(page: Page, instrument: string): Promise<CellAnswer> {
    await page.locator('.tooltip[data-exact="yes"]').waitFor()
    return exactCell(server.url, (await readTooltip(page))!, 'isotherm', instrument)
  }

  test.each([
    ['a wide screen', { width: 1440, height: 900 }],
    ['a phone', { width: 390, height: 844 }],
  ])('the tooltip shows those that the API tells: %s', async (_, size) => {
    const { page, errors } = await openPage(browser, size)
    await show(page, 'binance:ETHUSDT')
    await walkTo(page, Date.parse('2024-08-15T06:00Z'), 2_500)
    const { low, high, columnTotal, band } = await exactUnder(page, 'binance:ETHUSDT')
    expect(band.basis).toBe('learnt')
    expect(await text(page, 'long-range')).toBe(formatRange(low.longUsd, high.longUsd))
    expect(await text(page, 'short-range')).toBe(formatRange(low.shortUsd, high.shortUsd))
    const { low: least, high: most } = columnTotal
    expect((await text(page, 'total-range')).replaceAll(/\s/g, '')).toBe(
      formatRange(least.longUsd, most.longUsd) + formatRange(least.shortUsd, most.shortUsd),
    )
    expect(errors).toEqual([])
    await page.close()
  })

  test('where nothing is learnt there is none, and the page says what that means', async () => {
    const { page, errors } = await openPage(browser)
    await show(page, 'binance:SOLUSDT')
    await walkTo(page, Date.parse('2024-08-15T06:00Z'), 140)
    expect((await exactUnder(page, 'binance:SOLUSDT')).band.basis).toBe('default')
    expect(await text(page, 'basis')).toBe(NOT_CALIBRATED)
    expect(await text(page, 'dollars')).toBe(NOT_CALIBRATED)
    expect(await page.locator('[data-field="long-range"]').count()).toBe(0)
    expect(errors).toEqual([])
    await page.close()
  })

  test('the line by the legend has its reason, what was measured, and the way to the scores', async () => {
    const { page, errors } = await openPage(browser)
    await page.route(`**${ROUTES.map}?*`, async (route) => {
      const map = mapSchema.parse(await (await route.fetch()).json())
      await route.fulfill({
        json: { ...map, discount: { value: 0.078, low: -0.007, high: 0.159 } },
      })
    })
    await show(page, 'binance:ETHUSDT')
    expect(await text(page, 'dollars')).toMatch(
      /^Dollars ×÷[\d.]+ per 0\.2% · measured 8% too high \[−1%, 16%\]$/,
    )
    await page.setViewportSize({ width: 390, height: 844 })
    const line = (await page.locator('.dollars .trigger').boundingBox())!
    const axis = (await page.locator('.chart tr').first().locator('td').last().boundingBox())!
    expect(line.x + line.width).toBeLessThanOrEqual(axis.x)
    await page.locator('.dollars .trigger').click()
    expect(await page.locator('.dollar-reasons').innerText()).toContain('8 times in 10')
    await page.getByRole('button', { name: 'Open the Scoreboard' }).click()
    await page.waitForURL(/page=scores/)
    expect(errors.filter((error) => !error.includes(ROUTES.scores))).toEqual([])
    await page.close()
  })
})
