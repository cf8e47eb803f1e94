import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { bookSchema } from '../../src/api/book.ts'
import { formatUsd } from '../../src/api/format.ts'
import { measuredSchema } from '../../src/api/live.ts'
import { ROUTES } from '../../src/api/routes.ts'
import type { CellAnswer } from '../../src/api/schema.ts'
import { levelsSchema } from '../../src/api/schema.ts'
import { yearSchema } from '../../src/api/year.ts'
import { signedLevel, valueOfSigned } from '../../src/heatmap/signed-level.ts'
import { binOf } from '../../src/market/price-bin.ts'
import { writeAmount } from '../../src/web/words/amount-format.ts'
import type { ShownSide } from '../../src/web/map/combine.ts'
import { equalWeights } from '../../src/web/map/map-part.ts'
import { DARK } from '../../src/web/theme/theme.ts'
import { REGIME_NAMES, formatUpDown } from '../../src/web/year/year-words.ts'
import { pixelsOf, startBrowser } from '../browser/browser.ts'
import { leaveChart, pointAt } from '../browser/crosshair.ts'
import { savePicture } from '../browser/saved-picture.ts'
import { expectColours } from '../browser/shown-colours.ts'
import type { FoundCell, ProductView } from './product-view.ts'
import { bothSides, readLadder, viewProduct } from './product-view.ts'
import type { Product } from './whole-chain.ts'
import { dataFolder, isBuilt, startPlayed, startProduct, until } from './whole-chain.ts'

const BTC = 'binance:BTCUSDT'
const VENUES = [BTC, 'bybit:BTCUSDT', 'hyperliquid:BTC']
/** Hyperliquid tells no open interest of the past: its map begins now. */
const OF_BOTH = VENUES.slice(0, 2)
const USD_PER_EURO = 1.16

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]

describe.runIf(isBuilt)('the views of a market that three stand-in venues play', () => {
  const atEnd: (() => Promise<void>)[] = []
  let product: Product
  let browser: Browser
  beforeAll(async () => {
    const later = (call: () => Promise<void>) => void atEnd.unshift(call)
    const venues = await startPlayed(['binance', 'bybit', 'hyperliquid'], 3, later)
    const folder = await dataFolder({ backfillDays: 3, instruments: ['BTC'] }, later)
    const rates = join(folder, 'rates.csv')
    const today = new Date().toISOString().slice(0, 10)
    await writeFile(
      rates,
      `currency,usd_per_unit,as_of,source\nEUR,${USD_PER_EURO},${today},test\n`,
    )
    product = await startProduct(folder, [...venues.flags, '--rates', rates], later)
    browser = await startBrowser()
    // Until then the past is made anew again and again.
    await vi.waitFor(() => expect(product.out()).toContain('Back-fill: done'), { timeout: 100_000 })
    // Its first open interest is one that it was told while it ran.
    const map = `${product.url}${ROUTES.map}?instrument=${VENUES[2]}&model=isotherm`
    await until<{ readonly version?: string }>(map, ({ version }) => version !== undefined)
  }, 150_000)
  afterAll(async () => {
    await browser?.close()
    // oxlint-disable-next-line no-await-in-loop -- the product, then what it speaks to
    for (const call of atEnd) await call()
  })

  describe.each(SIZES)('at $width × $height', (size) => {
    let view: ProductView
    beforeAll(async () => {
      view = await viewProduct(browser, product.url, size)
      // Maps and tiles are made when they are first asked for, which takes a busy machine a while.
      await view.show('range=24h&venues=all', BTC, (page) =>
        page.locator('.chart-area[aria-busy="false"]').waitFor({ timeout: 100_000 }),
      )
    })
    afterAll(() => view?.page.close())

    const toldOfBoth = <T>(schema: { parse: (body: unknown) => T }, route: string) =>
      Promise.all(OF_BOTH.map((id) => view.told(schema, route, id)))
    const twoCells = async (ids: readonly string[]): Promise<readonly FoundCell[]> => [
      await view.cellAt('top', ids),
      await view.cellAt('bottom', ids),
    ]
    const sumOf = (
      cells: readonly CellAnswer[],
      read: (cell: CellAnswer) => number,
      weights: readonly number[] = cells.map(() => 1),
    ) => cells.reduce((sum, cell, i) => sum + weights[i]! * read(cell), 0)

    test('all venues, each in USD: cells and colours are the sums of what the API says of each', async () => {
      await view.show('range=24h&venues=all', BTC)
      expect(await view.text('map-note')).toMatch(
        /^All 3 instruments of BTC · Hyperliquid BTC only from/,
      )
      const found = await twoCells(OF_BOTH)
      for (const { shown, cells } of found) {
        expect(shown.long).toBe(formatUsd(sumOf(cells, ({ longUsd }) => longUsd)))
        expect(shown.short).toBe(formatUsd(sumOf(cells, ({ shortUsd }) => shortUsd)))
      }
      const places = found.map(({ shown }) => shown)
      const sums = found.map(({ cells }) => sumOf(cells, bothSides))
      await expectColours(view.page, places, sums, 'both')
    })

    test('some venues, each the same: amounts weigh by totals that the API has told', async () => {
      await view.show('range=24h&venues=all&without=hyperliquid:BTC&weigh=equal', BTC)
      expect(await view.text('map-note')).toMatch(/^2 of 3 instruments of BTC .*weighted equally/)
      const { shown, cells } = await view.cellAt('top', OF_BOTH)
      const levels = await toldOfBoth(levelsSchema, ROUTES.levels)
      const totals = levels.map(({ total }) => total.longUsd + total.shortUsd)
      const weights = equalWeights(totals)
      expect(weights[0]).not.toBeCloseTo(weights[1]!, 2)
      expect(shown.long).toBe(formatUsd(sumOf(cells, ({ longUsd }) => longUsd, weights)))
      expect(shown.short).toBe(formatUsd(sumOf(cells, ({ shortUsd }) => shortUsd, weights)))
      await expectColours(view.page, [shown], [sumOf(cells, bothSides, weights)], 'both')
    })

    const ofSide: Readonly<Record<Exclude<ShownSide, 'both'>, (cell: CellAnswer) => number>> = {
      long: ({ longUsd }) => longUsd,
      short: ({ shortUsd }) => shortUsd,
      delta: ({ longUsd, shortUsd }) => valueOfSigned(signedLevel(longUsd, shortUsd)),
    }
    test.each(['long', 'short', 'delta'] as const)(
      'side %s: numbers are the API’s, and colours those of the side alone',
      async (side) => {
        await view.show(`range=24h&side=${side}`, BTC)
        const found = await twoCells([BTC])
        for (const { shown, cells } of found) {
          expect(shown.long).toBe(formatUsd(cells[0]!.longUsd))
          expect(shown.short).toBe(formatUsd(cells[0]!.shortUsd))
        }
        if (side === 'delta') {
          const { longUsd, shortUsd } = found.at(-1)!.cells[0]!
          expect(await view.text('difference')).toBe(formatUsd(longUsd - shortUsd))
        }
        const places = found.map(({ shown }) => shown)
        const usd = found.map(({ cells }) => ofSide[side](cells[0]!))
        // Above the price are shorts and below it longs: on one side alone, one of them is empty.
        expect(usd.filter((amount) => amount !== 0)).toHaveLength(side === 'delta' ? 2 : 1)
        await expectColours(view.page, places, usd, side)
      },
    )

    test.each(['low', 'high'] as const)('the %s end of the range is the API’s', async (end) => {
      await view.show(`range=24h&end=${end}`, BTC)
      const { shown, cells } = await view.cellAt('bottom', [BTC])
      const ranged = cells[0]![end]
      expect(shown.long).toBe(formatUsd(ranged.longUsd))
      expect(shown.short).toBe(formatUsd(ranged.shortUsd))
      expect(ranged.longUsd + ranged.shortUsd).not.toBeCloseTo(bothSides(cells[0]!), 0)
      await expectColours(view.page, [shown], [ranged.longUsd + ranged.shortUsd], 'both')
    })

    test('a saved picture has the cell in the colour that it has on the screen', async () => {
      await view.show('range=24h', BTC)
      const { shown } = await view.cellAt('top', [BTC])
      await leaveChart(view.page)
      const chart = (await view.page.locator('.chart').boundingBox())!
      const saved = await savePicture(view.page, [{ x: shown.x - chart.x, y: shown.y - chart.y }])
      const [seen] = await pixelsOf(view.page, [shown])
      const far = Math.max(...seen!.map((value, i) => Math.abs(value - saved.at[0]![i]!)))
      expect(far, `${saved.at[0]!.join()} for ${seen!.join()}`).toBeLessThanOrEqual(3)
      expect(saved.name).toMatch(/^isotherm-map-binance-BTCUSDT-/)
    })

    test('in the currency of the link amounts are the API’s at the rate of --rates', async () => {
      await view.show('range=24h&currency=EUR', BTC)
      expect(await view.text('rate')).toContain(`€ at ${USD_PER_EURO} USD, test`)
      const { shown, cells } = await view.cellAt('bottom', [BTC])
      const style = { locale: 'en-US', currency: 'EUR', usdPerUnit: USD_PER_EURO }
      expect(shown.long).toBe(writeAmount(cells[0]!.longUsd, style))
      expect(shown.short).toBe(writeAmount(cells[0]!.shortUsd, style))
      // Prices stay in the quote: the cell was found by them.
      expect(cells[0]!.priceFrom).toBeCloseTo(shown.priceFrom, 0)
      await view.page.evaluate(() => localStorage.clear())
    })

    test('the ladder puts resting orders and levels of two venues side by side as the API tells them', async () => {
      await view.show('range=12h&dom=on&tape=off&venues=all&without=hyperliquid:BTC', BTC)
      const wanted = async (bins: readonly number[]): Promise<string[]> => {
        const books = await toldOfBoth(bookSchema, ROUTES.book)
        const levels = await toldOfBoth(levelsSchema, ROUTES.levels)
        const usd = (bin: number) => {
          const at = levels.flatMap((one) => one.levels.filter((level) => level.bin === bin))
          return at.reduce((sum, { longUsd, shortUsd }) => sum + longUsd + shortUsd, 0)
        }
        const rests = (bin: number, side: 'bidUsd' | 'askUsd') =>
          books
            .flatMap((one) => one.bins.filter((held) => held.bin === bin))
            .reduce((sum, one) => sum + one[side], 0)
        return bins.map((bin) => {
          const sides = [rests(bin, 'bidUsd'), rests(bin, 'askUsd')].filter((one) => one > 0)
          const level = usd(bin) === 0 ? '' : formatUsd(usd(bin))
          return `${sides.map(formatUsd).join(' / ') || 'none'} ${level}`
        })
      }
      // Books and levels come one by one and go on: at some moment what is shown is what has come.
      await expect
        .poll(
          async () => {
            const rows = await readLadder(view.page)
            const words = rows.map((row) => row.words)
            const hasBoth = words.filter((one) => /^\$.* \$/.test(one)).length > 1
            const bins = rows.map(({ bin }) => bin)
            return hasBoth && words.join('\n') === (await wanted(bins)).join('\n')
          },
          { timeout: 30_000, interval: 50 },
        )
        .toBe(true)
    })

    test('measured stands beside modelled: rows are the API’s, outlined in their own colour', async () => {
      await view.show('range=12h&bar=60000&tape=off', VENUES[2]!)
      const answer = () => view.told(measuredSchema, ROUTES.measured, 'hyperliquid:BTC')
      await expect.poll(() => view.hasTold(ROUTES.measured, 'hyperliquid:BTC')).toBe(true)
      const plot = (await view.page.locator('.chart').boundingBox())!
      const rows: { readonly y: number; readonly usd: number }[] = []
      // Below what is written over the chart.
      for (let row = 0; 60 + 24 * row < plot.height - 60; row++) {
        const y = 60 + 24 * row
        // oxlint-disable no-await-in-loop -- one crosshair
        const cell = await pointAt(view.page, plot.x + plot.width / 2, plot.y + y)
        const bin = binOf(Math.sqrt(cell.priceFrom * cell.priceTo), cell.zoom)
        // What is measured goes on: the page shows an answer a moment after it has come.
        await vi.waitFor(async () => {
          const { zoom, levels } = await answer()
          expect(cell.zoom === zoom, `bins of zoom ${cell.zoom}`).toBe(true)
          const shown = await Promise.all(
            ['measured-long', 'measured-short'].map((field) => view.text(field)),
          )
          const [, longUsd, shortUsd] = levels.find(([of]) => of === bin) ?? [bin, 0, 0]
          expect(shown).toEqual([formatUsd(longUsd), formatUsd(shortUsd)])
          rows[row] = { y: cell.y, usd: longUsd + shortUsd }
        }, 20_000)
        // oxlint-enable no-await-in-loop
      }
      const most = rows.reduce((a, b) => (b.usd > a.usd ? b : a))
      expect(most.usd).toBeGreaterThan(0)
      await leaveChart(view.page)
      const strip = Array.from({ length: 16 * 160 }, (_, i) => ({
        x: plot.x + plot.width - 230 + (i % 160),
        y: most.y - 8 + Math.floor(i / 160),
      }))
      const colours = new Set((await pixelsOf(view.page, strip)).map((rgb) => rgb.join()))
      const measured = [DARK.measuredLong, DARK.measuredShort].map((hex) =>
        [1, 3, 5].map((digit) => Number.parseInt(hex.slice(digit, digit + 2), 16)).join(),
      )
      expect(measured.some((colour) => colours.has(colour))).toBe(true)
    })

    test('the rolling year tells the days and the reading of the API', async () => {
      const main = async (page: Page) => page.locator('main[aria-busy="false"]').waitFor()
      await view.show('page=year&year=table', BTC, main)
      await view.page.locator('tr[data-day]').first().waitFor()
      const { newest, days, unitUsd } = await view.told(yearSchema, ROUTES.year, BTC)
      expect(days.time.length).toBeGreaterThanOrEqual(2)
      expect(await view.text('year-above')).toBe(formatUsd(newest!.above.usd))
      expect(await view.text('year-below')).toBe(formatUsd(newest!.below.usd))
      expect(await view.text('year-ratio')).toBe(formatUpDown(newest!.ratio))
      expect(await view.text('year-regime')).toBe(REGIME_NAMES[newest!.regime])
      const day = days.time.length - 1
      const cells = await view.page.locator(`tr[data-day="${days.time[day]}"] td`).allInnerTexts()
      const held = days.long[day]!.map((long, bin) => (long + days.short[day]![bin]!) * unitUsd)
      expect(cells.slice(6)).toEqual(held.map(formatUsd))
    })

    test('nothing went wrong in the page, and it is no wider than the screen', async () => {
      await view.show('range=24h&venues=all', BTC)
      expect(await view.page.evaluate(() => document.documentElement.scrollWidth)).toBe(size.width)
      const lefts = await view.page.evaluate(() =>
        ['.tools', '.tools > *'].map((of) => document.querySelector(of)?.getBoundingClientRect().x),
      )
      expect(lefts[1] ?? size.width).toBeGreaterThanOrEqual(lefts[0]!)
      // A book that has not come yet is answered so and told; a tile of a map that has grown is asked for anew.
      const expected = /status of 503 .*\/book\?|status of 404 .*\/tiles\//
      expect(view.errors.filter((error) => !expected.test(error))).toEqual([])
    })
  })
})
