import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { formatTime, formatUsd } from '../../src/api/format.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { yearSchema } from '../../src/api/year.ts'
import type { YearAnswer } from '../../src/api/year.ts'
import { HOUR } from '../../src/market/units.ts'
import { memorySource } from '../../src/server/market/market.ts'
import type { RunningServer } from '../../src/server/start-server.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { REGIME_NAMES, formatUpDown } from '../../src/web/year/year-words.ts'
import { openPage, pixelsOf, startBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import { startPageServer } from './page-server.ts'

const SIZES = [
  { name: 'a wide screen', width: 1440, height: 900 },
  { name: 'a phone', width: 390, height: 844 },
] as const

describe('the pages beside the map', () => {
  let built = ''
  let server: RunningServer
  let browser: Browser
  const market = simulatedMarket(9, 75, HOUR)
  const id = market.instrument.id

  beforeAll(async () => {
    built = await buildPage()
    const source = memorySource(market, { simulated: true, fingerprint: 'year' })
    server = await startPageServer([source], { page: built, hasHistory: true })
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  async function open(hash: string, size: { width: number; height: number }) {
    const opened = await openPage(browser, size)
    onTestFinished(() => opened.page.close())
    await opened.page.goto(`${server.url}/#${hash}`)
    await opened.page.locator('main[aria-busy="false"]').waitFor()
    return opened
  }
  const field = (page: Page, name: string) => page.locator(`[data-field="${name}"]`).innerText()
  const answer = async (): Promise<YearAnswer> =>
    yearSchema.parse(await (await fetch(`${server.url}${ROUTES.year}?instrument=${id}`)).json())
  /** Nothing is wider than the screen. */
  const isWithin = (page: Page) =>
    page.evaluate(() =>
      [
        document.documentElement,
        ...document.querySelectorAll('header.top, .tabs, main, .sheet-scroll'),
      ]
        .map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
        .every((over) => over <= 0),
    )

  describe.each(SIZES)('on $name', (size) => {
    test('the rolling year shows the numbers of the API, cell by cell', async () => {
      const { page, errors } = await open('page=year', size)
      const { newest, days, unitUsd } = await answer()
      expect(days.time).toHaveLength(75)
      expect(await field(page, 'year-above')).toBe(formatUsd(newest!.above.usd))
      expect(await field(page, 'year-below')).toBe(formatUsd(newest!.below.usd))
      expect(await field(page, 'year-ratio')).toBe(formatUpDown(newest!.ratio))
      expect(await field(page, 'year-regime')).toBe(REGIME_NAMES[newest!.regime])
      // Simulated dollars have no range.
      expect(await field(page, 'year-above-range')).toBe('modelled')
      const counted = await page
        .locator('tr[data-regime]')
        .evaluateAll((rows) =>
          rows.map((row) => [row.getAttribute('data-regime'), row.querySelector('td')?.innerText]),
        )
      expect(counted.length).toBeGreaterThan(1)
      for (const [regime, count] of counted)
        expect(Number(count)).toBe(days.regime.filter((one) => one === regime).length)
      // By keyboard to a cell that holds something, and by pointer to another.
      const plot = page.locator('.year-plot')
      await plot.focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('ArrowRight')
      const read = await field(page, 'year-cell')
      expect(read).toContain(formatTime(days.time[1]! - 1, true))
      const bin = days.long[1]!.length >> 1
      expect(read).toContain(`longs ${formatUsd(days.long[1]![bin]! * unitUsd)}`)
      expect(read).toContain(`shorts ${formatUsd(days.short[1]![bin]! * unitUsd)}`)
      const box = (await plot.boundingBox())!
      await page.mouse.move(box.x + 2, box.y + 12)
      expect(await field(page, 'year-cell')).toContain('and above')
      expect(await isWithin(page)).toBe(true)
      expect(errors).toEqual([])
    })

    test('the same as a table, restored by its address', async () => {
      const { page } = await open('page=year&year=table', size)
      const { days, unitUsd, edges } = await answer()
      const row = page.locator(`tr[data-day="${days.time[40]}"]`)
      const cells = await row.locator('td').allInnerTexts()
      expect(cells.slice(2, 6)).toEqual([
        formatUsd(days.aboveUsd[40]!),
        formatUsd(days.belowUsd[40]!),
        formatUpDown(days.ratio[40]),
        REGIME_NAMES[days.regime[40]!],
      ])
      expect(cells.slice(6)).toEqual(
        edges
          .slice(1)
          .map((_, bin) => formatUsd((days.long[40]![bin]! + days.short[40]![bin]!) * unitUsd)),
      )
      expect(await isWithin(page)).toBe(true)
    })

    test('documents are reached from the map, and their links and headings work', async () => {
      const { page, errors } = await openPage(browser, size)
      onTestFinished(() => page.close())
      await page.goto(`${server.url}/#model=opening-only`)
      await page.getByRole('button', { name: 'More pages' }).click()
      await page.getByRole('button', { name: 'Data sources' }).click()
      await page.getByRole('heading', { name: 'Data sources', level: 1 }).waitFor()
      expect(page.url()).toContain('page=sources')
      expect(await isWithin(page)).toBe(true)
      // A link to a heading of the other document; what else was chosen stays.
      await page.locator('article a[data-section="gaps"]').first().click()
      const gaps = page.getByRole('heading', { name: 'Gaps', exact: true })
      await gaps.waitFor()
      await page.waitForFunction(() => document.activeElement?.id === 'gaps')
      expect(page.url()).toMatch(/page=methodology&section=gaps.*model=opening-only/)
      const [article, heading] = [
        (await page.locator('.doc article').boundingBox())!,
        (await gaps.boundingBox())!,
      ]
      expect(heading.y - article.y).toBeGreaterThanOrEqual(0)
      expect(heading.y - article.y).toBeLessThan(60)
      // Tables scroll by themselves.
      expect(await isWithin(page)).toBe(true)
      await page.reload()
      await page.waitForFunction(() => document.activeElement?.id === 'gaps')
      await page.keyboard.press('Escape')
      await page.locator('.chart-area').waitFor()
      expect(page.url()).not.toContain('section=')
      expect(errors).toEqual([])
    })
  })

  test('where a day holds most the picture is brightest', async () => {
    const { page } = await open('page=year&year-of=usd', SIZES[0])
    const { days } = await answer()
    const day = 50
    const held = days.long[day]!.map((long, bin) => long + days.short[day]![bin]!)
    const most = held.indexOf(Math.max(...held))
    const least = held.indexOf(Math.min(...held))
    const box = (await page.locator('.year-plot').boundingBox())!
    // As in year-drawing.ts: room for prices at the right, for months below.
    const at = (bin: number) => ({
      x: box.x + ((day + 0.5) / days.time.length) * (box.width - 64),
      y: box.y + 8 + (1 - (bin + 0.5) / held.length) * (box.height - 32),
    })
    const [bright, dark] = await pixelsOf(page, [at(most), at(least)])
    const light = ([red, green, blue]: readonly [number, number, number]) => red + green + blue
    expect(light(bright!)).toBeGreaterThan(light(dark!) + 80)
  })
})
