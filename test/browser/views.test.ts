import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { formatUsd } from '../../src/api/format.ts'
import { ROUTES } from '../../src/api/routes.ts'
import type { CellAnswer, LevelsAnswer } from '../../src/api/schema.ts'
import { cellSchema, levelsSchema, mapSchema, weightsSchema } from '../../src/api/schema.ts'
import { openSource } from '../../src/cli/history/open-source.ts'
import { signedLevel, valueOfSigned } from '../../src/heatmap/signed-level.ts'
import { HOUR } from '../../src/market/units.ts'
import { historySource } from '../../src/server/market/market.ts'
import type { RunningServer } from '../../src/server/start-server.ts'
import type { History } from '../../src/store/history.ts'
import { equalWeights, factorAt } from '../../src/web/map/map-part.ts'
import { violationsIn } from './axe-page.ts'
import { openPage, settled, startBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import type { ReadCell } from './crosshair.ts'
import { readTooltip, walkTo } from './crosshair.ts'
import { startPageServer } from './page-server.ts'
import { NO_RECORDED_MARKETS, hasRecordedMarkets } from './recorded-market.ts'
import { expectColours } from './shown-colours.ts'
import { exactCell } from './shown-map.ts'
import { INVERSE, LATER, OKX_FROM, WITHOUT_MAP, otherVenues } from './venues-of-btc.ts'

const DATA = fileURLToPath(new URL('../../../shared/data/binance-usdm-2024-1h', import.meta.url))
const title = hasRecordedMarkets ? 'other views of the map' : NO_RECORDED_MARKETS
const BTC = 'binance:BTCUSDT'
const VENUES = [BTC, LATER, INVERSE]
const PLACES = [
  ['2024-07-30T10:00Z', 61_000],
  ['2024-08-05T14:00Z', 45_200],
  ['2024-08-15T06:00Z', 68_400],
] as const

describe.skipIf(!hasRecordedMarkets)(title, () => {
  let folder = ''
  let built = ''
  let history: History
  let server: RunningServer
  let browser: Browser
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isotherm-views-'))
    built = await buildPage()
    history = await openSource(DATA, folder, { out: () => {}, err: () => {}, readFile: () => '' })
    const sources = [historySource(history), ...otherVenues()]
    server = await startPageServer(sources, { page: built, hasHistory: true })
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
    await history?.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function open(hash: string, size = { width: 1440, height: 900 }) {
    const opened = await openPage(browser, size)
    onTestFinished(() => opened.page.close())
    await opened.page.goto(`${server.url}/#instrument=${BTC}&${hash}`)
    await settled(opened.page)
    return opened
  }
  const text = (page: Page, name: string) => page.locator(`[data-field="${name}"]`).innerText()
  /** The cell at a time and price as the page tells it, once it is exact. */
  async function told(page: Page, time: string, price: number) {
    await walkTo(page, Date.parse(time), price)
    await page.locator('.tooltip[data-exact="yes"]').waitFor()
    return (await readTooltip(page))!
  }
  const cellsOf = (of: Parameters<typeof exactCell>[1]): Promise<CellAnswer[]> =>
    Promise.all(VENUES.map((id) => exactCell(server.url, of, 'isotherm', id)))
  async function newest(id: string): Promise<LevelsAnswer> {
    const query = `instrument=${id}&model=isotherm&time=newest&zoom=6`
    return levelsSchema.parse(await (await fetch(`${server.url}${ROUTES.levels}?${query}`)).json())
  }
  const sumOf = (
    cells: readonly CellAnswer[],
    read: (cell: CellAnswer) => number,
    weights: readonly number[] = cells.map(() => 1),
  ): string => formatUsd(cells.reduce((sum, cell, i) => sum + weights[i]! * read(cell), 0))

  test('all venues of a coin add up to what the API says of each, and what has no map is named', async () => {
    const { page, errors } = await open('venues=all&range=30d')
    expect(await text(page, 'map-note')).toBe(
      '3 of 4 instruments of BTC · OKX BTC-USDT-SWAP only from 1 Jul 2024 on · no map of Kraken PF_XBTUSD',
    )
    const places: ReadCell[] = []
    const sums: number[] = []
    for (const [time, price] of PLACES) {
      const shown = await told(page, time, price)
      const cells = await cellsOf(shown)
      places.push(shown)
      sums.push(cells.reduce((sum, { longUsd, shortUsd }) => sum + longUsd + shortUsd, 0))
      expect(shown.long).toBe(sumOf(cells, ({ longUsd }) => longUsd))
      expect(shown.short).toBe(sumOf(cells, ({ shortUsd }) => shortUsd))
      expect(shown.total).toBe(
        sumOf(cells, ({ columnTotal }) => columnTotal.longUsd) +
          sumOf(cells, ({ columnTotal }) => columnTotal.shortUsd),
      )
      const bands = cells[0]!.byBand.map((_, band) =>
        sumOf(cells, ({ byBand }) => byBand[band]!.longUsd + byBand[band]!.shortUsd),
      )
      expect(shown.bands.slice(0, bands.length)).toEqual(bands)
      const byVenue = await page.locator('.tooltip-venues b').allInnerTexts()
      const each = cells.map(({ longUsd, shortUsd }) => formatUsd(longUsd + shortUsd))
      expect(byVenue.toSorted()).toEqual(each.toSorted())
    }
    await expectColours(page, places, sums, 'both')
    await page.getByRole('button', { name: /^Venues/ }).click()
    const totals = await Promise.all(VENUES.map(newest))
    const usd = totals.map(({ total }) => total.longUsd + total.shortUsd)
    const all = usd.reduce((a, b) => a + b, 0)
    for (const [i, id] of VENUES.entries())
      expect(await page.locator(`[data-id="${id}"] .venues-share`).innerText()).toBe(
        `${Math.round((100 * usd[i]!) / all)}%`,
      )
    expect(await page.locator(`[data-id="${WITHOUT_MAP}"]`).innerText()).toContain('no map')
    expect(errors).toEqual([])
  })

  test('weighing venues equally keeps the total, and says so', async () => {
    const { page } = await open('venues=all&weigh=equal&range=30d')
    expect(await text(page, 'map-note')).toContain('venues weighted equally, by their totals now')
    const totals = await Promise.all(VENUES.map(newest))
    const weights = equalWeights(totals.map(({ total }) => total.longUsd + total.shortUsd))
    for (const [time, price] of PLACES) {
      const shown = await told(page, time, price)
      const cells = await cellsOf(shown)
      expect(shown.long).toBe(sumOf(cells, ({ longUsd }) => longUsd, weights))
      expect(shown.short).toBe(sumOf(cells, ({ shortUsd }) => shortUsd, weights))
    }
    await page.getByRole('button', { name: /^Venues/ }).click()
    for (const id of VENUES)
      expect(await page.locator(`[data-id="${id}"] .venues-share`).innerText()).toBe('33%')
  })

  test('a venue is left out from the keyboard, the address restores it, and before its first column it is not counted', async () => {
    const { page } = await open('venues=all&range=90d')
    await page.getByRole('button', { name: /^Venues/ }).focus()
    await page.keyboard.press('Enter')
    await page.locator(`[data-id="${INVERSE}"]`).focus()
    await page.keyboard.press('Space')
    await page.waitForFunction((part) => location.hash.includes(part), `without=${INVERSE}`)
    await page.keyboard.press('Escape')
    await page.reload()
    await settled(page)
    expect(await text(page, 'map-note')).toMatch(/^2 of 4 instruments of BTC/)
    const before = await told(page, '2024-06-28T10:00Z', 59_000)
    expect(before.bucketTo).toBeLessThan(OKX_FROM)
    const alone = await exactCell(server.url, before, 'isotherm')
    expect(before.long).toBe(formatUsd(alone.longUsd))
    expect(before.short).toBe(formatUsd(alone.shortUsd))
    const rows = await page.locator('.tooltip-venues .band').allInnerTexts()
    expect(rows.find((row) => row.startsWith('OKX'))).toMatch(/–$/)
  })

  test('longs less shorts: colours of the larger side, the legend has two ends, the tooltip the difference', async () => {
    const { page, errors } = await open('side=delta&range=30d')
    const max = await text(page, 'max')
    expect(await text(page, 'min')).toBe(`−${max}`)
    const cells: ReadCell[] = []
    for (const [time, price] of PLACES) cells.push(await told(page, time, price))
    for (const cell of cells) {
      const { longUsd, shortUsd } = await exactCell(server.url, cell, 'isotherm')
      expect(cell.long).toBe(formatUsd(longUsd))
      expect(cell.short).toBe(formatUsd(shortUsd))
    }
    const last = await exactCell(server.url, cells.at(-1)!, 'isotherm')
    expect(await text(page, 'difference')).toBe(formatUsd(last.longUsd - last.shortUsd))
    const usd = await Promise.all(
      cells.map(async (cell) => {
        const { longUsd, shortUsd } = await exactCell(server.url, cell, 'isotherm')
        return valueOfSigned(signedLevel(longUsd, shortUsd))
      }),
    )
    await expectColours(page, cells, usd, 'delta')
    expect(errors).toEqual([])
  })

  test('an end of ranges is that of the API, as it was known at each time', async () => {
    const ask = async (route: string, query: string): Promise<unknown> =>
      (await fetch(`${server.url}${route}?${query}`)).json()
    const of = `instrument=${BTC}&model=isotherm`
    const map = mapSchema.parse(await ask(ROUTES.map, of))
    const { known } = weightsSchema.parse(await ask(ROUTES.weights, of))
    const low = { map, weight: 1, end: 'low', steps: known, interval: HOUR } as const
    const factors = new Set<number>()
    for (let to = map.from + 3 * 24 * HOUR; to <= map.to; to += 31 * HOUR)
      for (const zoom of [0, 4]) {
        const place = `&time=${to - HOUR / 2}&price=60000&bucket=${HOUR}&zoom=${zoom}`
        const { band } = cellSchema.parse(await ask(ROUTES.cell, of + place))
        expect(factorAt(low, zoom, to)).toBeCloseTo(1 / band.factor, 12)
        factors.add(band.factor)
      }
    // It has changed with time.
    expect(factors.size).toBeGreaterThan(6)

    const { page } = await open('range=30d')
    const median = await text(page, 'max')
    await page.getByRole('button', { name: /^Shown/ }).click()
    await page.getByRole('option', { name: /^High end/ }).click()
    await settled(page)
    expect(page.url()).toContain('end=high')
    expect(await text(page, 'max')).not.toBe(median)
    expect(await text(page, 'map-note')).toBe('High end of ranges, 90%')
    for (const [time, price] of PLACES) {
      const shown = await told(page, time, price)
      const exact = await exactCell(server.url, shown, 'isotherm')
      expect(shown.long).toBe(formatUsd(exact.high.longUsd))
      expect(shown.short).toBe(formatUsd(exact.high.shortUsd))
    }
  })

  test.each([
    { width: 390, height: 844 },
    { width: 360, height: 740 },
  ])('all of it is within a phone of $width pixels', async (size) => {
    const { page, errors } = await open('venues=all&side=delta', size)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(size.width)
    await page.getByRole('button', { name: 'Map settings' }).click()
    await page.getByRole('button', { name: /^Venues/ }).click()
    const panel = (await page.locator('.venues-menu > .panel').boundingBox())!
    expect(panel.x).toBeGreaterThanOrEqual(0)
    expect(panel.x + panel.width).toBeLessThanOrEqual(size.width)
    expect(panel.y).toBeGreaterThanOrEqual(0)
    expect(await violationsIn(page)).toEqual([])
    expect(errors).toEqual([])
  })
})
