import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { formatPercent, formatTime, formatUsd } from '../../src/api/format.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { coinSignalsSchema, venueFailureSchema } from '../../src/api/coin-signals.ts'
import { cascadeSchema } from '../../src/api/cascade.ts'
import { setupsSchema } from '../../src/api/setups.ts'
import { signalsSchema } from '../../src/api/signals.ts'
import { openSource } from '../../src/cli/history/open-source.ts'
import { historySource } from '../../src/server/market/market.ts'
import type { RunningServer } from '../../src/server/start-server.ts'
import type { History } from '../../src/store/history.ts'
import { formatRange } from '../../src/web/words/dollar-words.ts'
import { formatLevelPrice } from '../../src/web/levels/levels-words.ts'
import { chosenCluster, sweptThrough } from '../../src/web/signals/signals-rows.ts'
import { DARK } from '../../src/web/theme/theme.ts'
import { REGIME_NAMES, formatUpDown } from '../../src/web/year/year-words.ts'
import { violationsInThemes } from './axe-page.ts'
import { openPage, pixelsOf, settled, startBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import { leaveChart, pointAt } from './crosshair.ts'
import { startPageServer } from './page-server.ts'
import { otherVenues } from './venues-of-btc.ts'
import { NO_RECORDED_MARKETS, hasRecordedMarkets } from './recorded-market.ts'

const DATA = fileURLToPath(new URL('../../../shared/data/binance-usdm-2024-1h', import.meta.url))
const title = hasRecordedMarkets ? 'signals' : NO_RECORDED_MARKETS
const ETH = 'binance:ETHUSDT'
const OF = { instrument: ETH, model: 'isotherm' }
/** A reading is made from weeks of maps. */
const SLOW = 60_000

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
  { width: 360, height: 740 },
] as const

describe.skipIf(!hasRecordedMarkets)(title, { timeout: 2 * SLOW }, () => {
  let folder = ''
  let history: History
  let server: RunningServer
  let browser: Browser
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isotherm-signals-'))
    history = await openSource(DATA, folder, { out: () => {}, err: () => {}, readFile: () => '' })
    const page = await buildPage()
    server = await startPageServer([historySource(history), ...otherVenues()], {
      page,
      hasHistory: true,
    })
    browser = await startBrowser()
  }, SLOW)
  afterAll(async () => {
    await browser?.close()
    await server?.close()
    await history?.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function answer(route: string, query: Record<string, string>): Promise<unknown> {
    const response = await fetch(
      `${server.url}${route}?${new URLSearchParams({ ...OF, ...query }).toString()}`,
    )
    expect(response.status).toBe(200)
    return response.json()
  }
  const signalsAt = async (time: number | 'newest') =>
    signalsSchema.parse(await answer(ROUTES.signals, { time: String(time) }))

  async function open(hash: string, size: { width: number; height: number }) {
    const opened = await openPage(browser, size)
    onTestFinished(() => opened.page.close())
    const asked: string[] = []
    opened.page.on('request', (request) => asked.push(request.url()))
    await opened.page.goto(`${server.url}/#instrument=${ETH}&${hash}`)
    return { ...opened, asked }
  }
  const shown = (page: Page) =>
    page.locator('main.signals[aria-busy="false"]').waitFor({ timeout: SLOW })
  const price = (value: number) => formatLevelPrice(value, 2)
  const told = (page: Page, within: string, name: string) =>
    page.locator(`${within} [data-field="${name}"]`).innerText()

  test.each(SIZES)('are told in the numbers of the API at $width px', async (size) => {
    const { page, errors } = await open('page=signals', size)
    await shown(page)
    const of = await signalsAt('newest')
    expect(of.clusters.length).toBeGreaterThan(0)
    expect(await page.locator('[data-cluster]').count()).toBe(of.clusters.length)
    for (const one of of.clusters) {
      const row = `[data-cluster="${one.id}"]`
      const lines = async (name: string) => (await told(page, row, name)).split(/\s*\n\s*|\t/)
      expect(await lines('usd')).toEqual(
        expect.arrayContaining([formatUsd(one.usd), formatRange(one.range.low, one.range.high)]),
      )
      expect(await lines('edges')).toEqual(
        expect.arrayContaining([
          `${price(one.priceFrom)} – ${price(one.priceTo)}`,
          `peak ${price(one.peakPrice)}`,
        ]),
      )
      expect(await lines('distance')).toContain(formatPercent(one.distance))
      const growth = one.growth['24h']
      expect(await lines('growth-24h')).toContain(growth === null ? '–' : formatPercent(growth))
    }
    for (const band of ['near', 'far', 'all'] as const) {
      const [ratio, within] = [of.ratios[band], `[data-band="${band}"]`]
      expect(await told(page, within, 'ratio')).toBe(formatUpDown(ratio.ratio))
      expect(await told(page, within, 'regime')).toBe(REGIME_NAMES[ratio.regime])
      expect(await told(page, within, 'above')).toBe(formatUsd(ratio.above.usd))
      expect(await told(page, within, 'below')).toBe(formatUsd(ratio.below.usd))
      expect(await told(page, within, 'since')).toContain(formatTime(ratio.since))
    }
    expect(await page.locator('[data-lack]').count()).toBe(of.lacks.length)
    expect(await page.locator('[data-formation]').count()).toBe(of.formations.length)

    // The heaviest is told of more closely, with what a sweep through it sets off.
    const chosen = chosenCluster(of.clusters, undefined)!
    const { side } = chosen
    const cascade = cascadeSchema.parse(
      await answer(ROUTES.cascade, { side, price: String(sweptThrough(chosen)) }),
    )
    expect(cascade.basis).toBe('sweep')
    await page.locator('[data-field="sweep-flow"]').waitFor()
    expect(await told(page, '.signals-detail', 'sweep-flow')).toContain(
      formatUsd(cascade.sweep!.flowUsd),
    )
    expect(await told(page, '.signals-detail', 'cascade-basis')).toContain('no walk')
    expect(await told(page, '.signals-detail', 'cascade-notice')).toBe(cascade.notice)
    const parts = page.locator('.signals-parts b')
    expect(await parts.allInnerTexts()).toEqual(chosen.byBand!.map(({ usd }) => formatUsd(usd)))

    const { setups, notice } = setupsSchema.parse(await answer(ROUTES.setups, { horizon: '1d' }))
    expect(await told(page, 'main', 'setup-notice')).toBe(notice)
    expect(await told(page, 'main', 'calendar-note')).toContain('--calendar')
    for (const { side: toward, conditions } of setups) {
      const rows = page.locator(`[data-setup="${toward}"] [data-condition]`)
      const holds = await rows.evaluateAll((all) =>
        all.map((one) => one.getAttribute('data-holds')),
      )
      expect(holds).toEqual(conditions.map((one) => String(one.holds)))
    }

    // Nothing is wider than the screen, and another cluster is chosen by keyboard.
    const over = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('main, .sheet-scroll')].map(
        (one) => one.scrollWidth - one.clientWidth,
      ),
    )
    expect(Math.max(...over)).toBeLessThanOrEqual(0)
    const other = of.clusters.find(({ id }) => id !== chosen.id)!
    await page.locator(`[data-cluster="${other.id}"] button`).focus()
    await page.keyboard.press('Enter')
    await page.locator(`[data-detail="${other.id}"]`).waitFor()
    expect(page.url()).toContain(`sweep=${other.id}`)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      expect(await violationsInThemes(page)).toEqual([])
    }
    await page.keyboard.press('Escape')
    await page.locator('.chart-area').waitFor()
    expect(errors).toEqual([])
  })

  test('of a moment that is played back are those of that moment', async () => {
    const at = Date.UTC(2024, 7, 5, 12)
    const { page, asked, errors } = await open('page=signals&at=2024-08-05T12:00Z', SIZES[0])
    await shown(page)
    const of = await signalsAt(at)
    expect(of.time).toBe(at)
    expect(await told(page, 'main', 'signals-time')).toBe(`${formatTime(at)} UTC`)
    expect(await told(page, 'main', 'signals-price')).toBe(price(of.price))
    expect(await page.locator('[data-cluster]').count()).toBe(of.clusters.length)
    // Nothing is asked of what is now.
    const routes = asked.filter((url) => /signals\?|cascade|setups/.test(url))
    expect(routes.every((url) => url.includes(`time=${at}`))).toBe(true)
    expect(routes.length).toBeGreaterThan(0)
    // Frames are of that moment as well, and a sweep without a book, which is not kept.
    await page.locator('[data-setup="long"]').waitFor({ timeout: SLOW })
    await page.locator('[data-field="sweep-flow"]').waitFor({ timeout: SLOW })
    expect(await told(page, '.signals-detail', 'cascade-basis')).toContain('past moments')
    expect(errors).toEqual([])
  })

  test.each(SIZES.slice(0, 2))('of a coin on several venues at $width px', async (size) => {
    const { page, errors } = await open('page=signals', size)
    await page.goto('about:blank')
    await page.goto(`${server.url}/#instrument=binance:BTCUSDT&page=signals`)
    await shown(page)
    const ofCoin = { coin: 'BTC', model: 'isotherm' }
    const ask = async (route: string, more: Record<string, string> = {}) => {
      const query = new URLSearchParams({ ...ofCoin, ...more }).toString()
      return (await fetch(`${server.url}${route}?${query}`)).json()
    }
    const { clusters, counts } = coinSignalsSchema.parse(await ask(ROUTES.coinSignals))
    expect(counts.map(({ venue }) => venue).toSorted()).toEqual(['binance', 'bitmex', 'okx'])
    const cards = page.locator('[data-coin-cluster]')
    await cards.first().waitFor({ timeout: SLOW })
    expect(await cards.count()).toBe(clusters.length)
    const top = clusters.at(-1)!
    expect(await cards.first().locator('.signals-parts b').allInnerTexts()).toEqual(
      top.byVenue.map(({ usd }) => formatUsd(usd)),
    )
    expect(await told(page, 'main', 'coin-note')).toContain('Not in it is Kraken PF_XBTUSD')

    await page.getByRole('radio', { name: 'As if Binance had failed' }).click()
    const failure = venueFailureSchema.parse(await ask(ROUTES.venueFailure, { venue: 'binance' }))
    const said = page.locator('[data-field="venue-failure"]')
    await said.waitFor({ timeout: SLOW })
    expect(await said.innerText()).toContain(formatUsd(failure.lostLongUsd))
    expect(await page.locator('[data-evaporates="true"]').count()).toBe(
      failure.clusters.filter(({ evaporates }) => evaporates).length,
    )
    const over = await page.evaluate(() =>
      [...document.querySelectorAll('main, .sheet-scroll')].map(
        (one) => one.scrollWidth - one.clientWidth,
      ),
    )
    expect(Math.max(...over)).toBeLessThanOrEqual(0)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      expect(await violationsInThemes(page)).toEqual([])
    }
    expect(errors).toEqual([])
  })

  test.each(SIZES.slice(0, 2))('mark the chart at their prices at $width px', async (size) => {
    const { page, errors } = await open('range=30d&marks=on', size)
    await settled(page)
    const list = page.getByRole('list', { name: 'Clusters and patterns' })
    await list.locator('li').first().waitFor({ state: 'attached', timeout: SLOW })
    const { clusters } = await signalsAt('newest')
    const words = await list.locator('li').allTextContents()
    for (const { usd } of clusters)
      expect(words.some((text) => text.endsWith(formatUsd(usd)))).toBe(true)
    await settled(page)

    // The upright line of each bracket, from edge to edge.
    const plot = await page.evaluate(() => {
      const { left, top, right, bottom } = document
        .querySelector('.chart canvas')!
        .getBoundingClientRect()
      return { left, top, right, bottom }
    })
    const x = plot.right - (size.width > 760 ? 132 : 0) - 1
    const rows = Array.from({ length: Math.floor(plot.bottom - plot.top) }, (_, y) => plot.top + y)
    const colours = await pixelsOf(
      page,
      rows.map((y) => ({ x: x - 0.5, y })),
    )
    const rgbOf = (hex: string) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16))
    const isLike = (one: readonly number[], other: readonly number[]) =>
      one.every((part, i) => Math.abs(part - other[i]!) <= 4)
    let found = 0
    for (const cluster of clusters.filter(({ significant }) => significant !== false)) {
      const colour = rgbOf(cluster.side === 'long' ? DARK.longCurve : DARK.shortCurve)
      const inside = rows.filter((_, i) => isLike(colours[i]!, colour))
      for (const y of inside) {
        const cell = await pointAt(page, plot.left + 40, y + 0.5)
        // A pixel is as high as a part of a cell: the cell there reaches into the cluster, or is next to it.
        const [from, to] = [cell.priceFrom * 0.997, cell.priceTo * 1.003]
        if (to >= cluster.priceFrom && from <= cluster.priceTo) found++
        else
          expect(
            clusters.some((one) => to >= one.priceFrom && from <= one.priceTo),
            `${cell.priceFrom} – ${cell.priceTo} is in no cluster`,
          ).toBe(true)
      }
    }
    expect(found).toBeGreaterThan(2)
    await leaveChart(page)

    // It is switched in the menu of panes, and the address says so.
    if (size.width < 760) await page.getByRole('button', { name: 'Map settings' }).click()
    await page.getByRole('button', { name: /^Panes/ }).click()
    const box = page.getByRole('checkbox', { name: 'Clusters and patterns' })
    expect(await box.getAttribute('aria-checked')).toBe('true')
    await box.click()
    await expect.poll(() => page.url()).not.toContain('marks=on')
    expect(await list.count()).toBe(0)
    expect(errors).toEqual([])
  })
})
