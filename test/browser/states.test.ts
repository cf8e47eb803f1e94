import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { HOUR } from '../../src/market/units.ts'
import type { MarketData } from '../../src/server/market/market.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { openPage, pixelsOf, settled, startBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import { leaveChart, walkTo } from './crosshair.ts'
import { startPageServer } from './page-server.ts'
import { hasRecordedMarkets, recordedMarket } from './recorded-market.ts'

describe('the page when things are missing', () => {
  let built = ''
  let browser: Browser

  beforeAll(async () => {
    built = await buildPage()
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
  })

  const simulated = () =>
    memorySource(simulatedMarket(1, 30, HOUR), { simulated: true, fingerprint: 'simulated' })

  async function open(url: string) {
    const opened = await openPage(browser)
    onTestFinished(() => opened.page.close())
    await opened.page.goto(url)
    return opened
  }

  test('without history it says so, and marks the simulated market as one', async () => {
    const notice = 'There is no history. Start with: npm start -- --history DIR'
    const options = { page: built, hasHistory: false, notice }
    const server = await startPageServer([simulated()], options)
    onTestFinished(() => server.close())
    const { page, errors } = await open(server.url)
    await settled(page)
    expect(await page.locator('.watermark').innerText()).toMatch(/^simulated$/i)
    expect(await page.locator('.top .badge').innerText()).toMatch(/^simulated$/i)
    expect(await page.getByRole('note').innerText()).toContain(notice)
    await page.setViewportSize({ width: 390, height: 844 })
    const badge = (await page.locator('.top .badge').boundingBox())!
    const settings = (await page.getByRole('button', { name: 'Map settings' }).boundingBox())!
    expect(badge.x + badge.width).toBeLessThanOrEqual(settings.x)
    expect(settings.x + settings.width).toBeLessThanOrEqual(390)
    expect(errors).toEqual([])
  })

  test('with no instrument at all it gives the server’s notice', async () => {
    const notice = 'There is nothing here yet.'
    const options = { page: built, hasHistory: false, notice }
    const server = await startPageServer([{ markets: () => Promise.resolve([]) }], options)
    onTestFinished(() => server.close())
    const { page, errors } = await open(server.url)
    expect(await page.locator('.empty').innerText()).toContain(notice)
    expect(errors).toEqual([])
  })

  test('a server that goes is missed, the picture kept, and its return noticed', async () => {
    const options = { page: built, hasHistory: true }
    const first = await startPageServer([simulated()], options)
    const { page } = await open(first.url)
    await settled(page)
    const max = await page.locator('[data-field="max"]').innerText()
    await first.close()
    await page.getByRole('radio', { name: '7 days' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'the server does not answer' })
    await alert.waitFor()
    expect(await alert.innerText()).toMatch(
      /Data of [\d:]+ UTC, \d+ s old\. Trying again in \d+ s\./,
    )
    expect(await page.locator('.app.stale').count()).toBe(1)
    expect(await page.locator('.chart canvas').count()).toBeGreaterThan(0)

    const second = await startPageServer([simulated()], {
      ...options,
      port: Number(new URL(first.url).port),
    })
    onTestFinished(() => second.close())
    await alert.waitFor({ state: 'detached' })
    await settled(page)
    expect(await page.locator('.app.stale').count()).toBe(0)
    expect(await page.locator('[data-field="max"]').innerText()).not.toBe(max)
  })

  test('a refusal of the server is shown in its own words', async () => {
    const server = await startPageServer([simulated()], { page: built, hasHistory: true })
    onTestFinished(() => server.close())
    const { page } = await openPage(browser)
    onTestFinished(() => page.close())
    const detail = '<b>no map</b> of this instrument'
    const problem = { type: 'about:blank', title: 'No map', status: 409, code: 'no-map', detail }
    await page.route('**/api/v1/map?*', (route) =>
      route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify(problem),
      }),
    )
    await page.goto(server.url)
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.innerText()).toContain(detail)
    expect(await alert.locator('b').count()).toBe(0)
    expect(await alert.locator('code').innerText()).toBe('no-map')
  })

  test.runIf(hasRecordedMarkets)('hours without market data are hatched', async () => {
    const missing = { from: Date.parse('2024-08-12T00:00Z'), to: Date.parse('2024-08-13T12:00Z') }
    const source = memorySource(withoutBars(recordedMarket('BTCUSDT'), missing), {
      simulated: false,
      fingerprint: 'gap',
    })
    const server = await startPageServer([source], { page: built, hasHistory: true })
    onTestFinished(() => server.close())
    const { page } = await open(`${server.url}/#range=30d&bar=14400000`)
    await settled(page)
    const price = 52_000
    const inside = await walkTo(page, Date.parse('2024-08-12T14:00Z'), price)
    const outside = await walkTo(page, Date.parse('2024-08-15T14:00Z'), price)
    await leaveChart(page)
    const down = (at: { x: number; y: number }) =>
      Array.from({ length: 32 }, (_, i) => ({ x: at.x, y: at.y + i }))
    const colours = await pixelsOf(page, [...down(inside), ...down(outside)])
    const brightness = colours.map((colour) => Math.max(...colour))
    const spread = (values: number[]) => Math.max(...values) - Math.min(...values)
    // Hatching alternates every few pixels, cells of the map change slowly.
    const turns = (values: number[]) =>
      values.filter((value, i) => i > 0 && Math.abs(value - values[i - 1]!) > 12).length
    expect(spread(brightness.slice(0, 32))).toBeGreaterThan(30)
    expect(turns(brightness.slice(0, 32))).toBeGreaterThanOrEqual(8)
    expect(turns(brightness.slice(32))).toBeLessThan(8)
  })
})

/** The market as if nothing had been recorded in a span of time. */
function withoutBars(data: MarketData, span: { from: number; to: number }): MarketData {
  const kept = [...data.candles.openTime.keys()].filter((i) => {
    const time = data.candles.openTime[i]!
    return time < span.from || time >= span.to
  })
  const pick = (column: Float64Array) => Float64Array.from(kept, (i) => column[i]!)
  const { candles, openInterest } = data
  return {
    instrument: data.instrument,
    candles: {
      interval: candles.interval,
      openTime: pick(candles.openTime),
      open: pick(candles.open),
      high: pick(candles.high),
      low: pick(candles.low),
      close: pick(candles.close),
      volume: pick(candles.volume),
      takerBuyVolume: pick(candles.takerBuyVolume),
    },
    openInterest: { time: pick(openInterest.time), value: pick(openInterest.value) },
  }
}
