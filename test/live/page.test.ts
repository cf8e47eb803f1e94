import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openPage, settled, startBrowser } from '../browser/browser.ts'
import { dataFolder, isBuilt, startProduct, startVenues, until } from './whole-chain.ts'

const BTC = 'bybit:BTCUSDT'

describe.runIf(isBuilt)('the page over stand-in venues', () => {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser?.close())

  test('fault 69: the map grows, a venue that dies is stale, and its gap stays on the map', async ({
    annotate,
  }) => {
    const venues = await startVenues('bybit', 'okx')
    const product = await startProduct(await dataFolder(), venues.flags)
    // In its first seconds a market has no closed candle with open interest, and the page says so.
    const map = `${product.url}/api/v1/map?instrument=${BTC}&model=isotherm`
    await until<{ readonly version?: string }>(map, ({ version }) => version !== undefined)
    const { page, errors } = await openPage(browser!)
    onTestFinished(() => page.close())
    await page.goto(`${product.url}/#instrument=${BTC}&range=12h`)
    await page.locator('.quote[data-state="live"]').waitFor()
    await settled(page)
    const strips = page.locator('.notice.strip')
    await page.waitForFunction(() => document.querySelectorAll('.notice.strip').length === 1)
    expect(await strips.innerText()).toMatch(/Not the venues.*made up/s)

    // A liquidation reaches the tape: from the venue's frame to the page's text, told and not judged.
    await page.evaluate(() => {
      const waits: number[] = []
      Object.assign(window, { waits })
      const seen = new Set<Element>()
      new MutationObserver(() => {
        const now = Date.now()
        for (const row of document.querySelectorAll('.tape-list tbody tr'))
          if (!seen.has(row)) {
            seen.add(row)
            waits.push(now)
          }
      }).observe(document.body, { childList: true, subtree: true })
    })
    const rows = page.locator('.tape-list tbody tr')
    const atFirst = await rows.count()
    await page.waitForFunction(
      (count) => document.querySelectorAll('.tape-list tbody tr').length >= count + 3,
      atFirst,
    )
    const price = await page.locator('[data-field="last"]').innerText()
    await page.waitForFunction(
      (old) => document.querySelector('[data-field="last"]')?.textContent !== old,
      price,
    )

    venues.switchOff('bybit')
    await page.locator('.quote[data-state="stale"]').waitFor()
    await annotate(`stale: ${await page.locator('.quote .as-of').innerText()}`)
    await page.locator('[data-field="venues"]').first().click()
    const state = page.locator('[data-venue="bybit"] [data-field="state"]')
    await state.waitFor()
    expect(await state.innerText()).not.toMatch(/live/i)
    expect(await page.locator('[data-venue="okx"] [data-field="state"]').innerText()).toMatch(
      /live/i,
    )
    const left = await rows.count()

    venues.switchOn('bybit')
    await page.locator('.quote[data-state="live"]').waitFor({ timeout: 55_000 })
    await page.waitForFunction(
      (count) => document.querySelectorAll('.tape-list tbody tr').length > count,
      left,
    )
    await page.keyboard.press('Escape')
    await page.locator('[data-field="gaps"]').click()
    const gap = page.locator('.gap').first()
    await gap.waitFor()
    expect(await page.locator('.gaps').innerText()).toMatch(/certain|possible|repaired/i)
    expect(errors).toEqual([])
  }, 180_000)
})
