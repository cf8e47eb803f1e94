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
import { writeAmount } from '../../src/web/amount-format.ts'
import type { ShownSide } from '../../src/web/combine.ts'
import { equalWeights } from '../../src/web/map-part.ts'
import { DARK } from '../../src/web/theme.ts'
import { REGIME_NAMES, formatUpDown } from '../../src/web/year-words.ts'
import { openPage, pixelsOf, settled, startBrowser } from '../browser/browser.ts'
import type { ReadCell } from '../browser/crosshair.ts'
import { leaveChart, pointAt, readTooltip } from '../browser/crosshair.ts'
import { savePicture } from '../browser/saved-picture.ts'
import { expectColours } from '../browser/shown-colours.ts'
import { exactCell } from '../browser/shown-map.ts'
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
    let page: Page
    let errors: string[]
    const answers = new Map<string, unknown>()
    beforeAll(async () => {
      ;({ page, errors } = await openPage(browser, size))
      page.on('response', (response) => {
        const url = new URL(response.url())
        if (!url.pathname.startsWith('/api/') || response.status() !== 200) return
        const of = `${url.pathname} ${url.searchParams.get('instrument') ?? ''}`
        void response.json().then(
          (body) => answers.set(of, body),
          () => undefined,
        )
      })
      // Maps and tiles are made when they are first asked for, which takes a busy machine a while.
      await show('range=24h&venues=all', (of) =>
        of.locator('.chart-area[aria-busy="false"]').waitFor({ timeout: 100_000 }),
      )
    })
    afterAll(() => page?.close())

    async function show(
      hash: string,
      ready: (of: Page) => Promise<unknown> = settled,
      instrument = BTC,
    ): Promise<void> {
      await page.goto('about:blank')
      answers.clear()
      await page.goto(`${product.url}/#instrument=${instrument}&${hash}`)
      await ready(page)
    }
    const text = (name: string) => page.locator(`[data-field="${name}"]`).innerText()
    const answerOf = <T>(schema: { parse: (body: unknown) => T }, route: string, id: string): T =>
      schema.parse(answers.get(`${route} ${id}`))
    const apiCell = (cell: ReadCell, id: string): Promise<CellAnswer> =>
      exactCell(product.url, cell, 'isotherm', id)

    interface Found {
      readonly shown: ReadCell
      readonly cells: readonly CellAnswer[]
    }
    /** A cell of an edge of the chart that holds something, and what the API says of each instrument there. */
    async function cellAt(edge: 'top' | 'bottom', ids: readonly string[]): Promise<Found> {
      const plot = (await page.locator('.chart').boundingBox())!
      for (const y of edge === 'top' ? [0.24, 0.3] : [0.76, 0.7])
        for (const x of [0.35, 0.5]) {
          // oxlint-disable no-await-in-loop -- one crosshair
          await pointAt(page, plot.x + x * plot.width, plot.y + y * plot.height)
          await page.locator('.tooltip[data-exact="yes"]').waitFor()
          const shown = (await readTooltip(page))!
          const cells = await Promise.all(ids.map((id) => apiCell(shown, id)))
          // oxlint-enable no-await-in-loop
          if (cells.every((cell) => both(cell) > 0)) return { shown, cells }
        }
      throw new Error(`no cell at the ${edge} of the chart holds something`)
    }
    const twoCells = async (ids: readonly string[]): Promise<readonly Found[]> => [
      await cellAt('top', ids),
      await cellAt('bottom', ids),
    ]
    const both = ({ longUsd, shortUsd }: CellAnswer) => longUsd + shortUsd
    const sumOf = (
      cells: readonly CellAnswer[],
      read: (cell: CellAnswer) => number,
      weights: readonly number[] = cells.map(() => 1),
    ) => cells.reduce((sum, cell, i) => sum + weights[i]! * read(cell), 0)

    test('all venues, each in USD: cells and colours are the sums of what the API says of each', async () => {
      await show('range=24h&venues=all')
      expect(await text('map-note')).toMatch(
        /^All 3 instruments of BTC · hyperliquid BTC only from/,
      )
      const found = await twoCells(OF_BOTH)
      for (const { shown, cells } of found) {
        expect(shown.long).toBe(formatUsd(sumOf(cells, ({ longUsd }) => longUsd)))
        expect(shown.short).toBe(formatUsd(sumOf(cells, ({ shortUsd }) => shortUsd)))
      }
      const places = found.map(({ shown }) => shown)
      const sums = found.map(({ cells }) => sumOf(cells, both))
      await expectColours(page, places, sums, 'both')
    })

    test('some venues, each the same: amounts weigh by totals that the API has told', async () => {
      await show('range=24h&venues=all&without=hyperliquid:BTC&weigh=equal')
      expect(await text('map-note')).toMatch(/^2 of 3 instruments of BTC .*weighted equally/)
      const { shown, cells } = await cellAt('top', OF_BOTH)
      const totals = OF_BOTH.map((id) => {
        const { total } = answerOf(levelsSchema, ROUTES.levels, id)
        return total.longUsd + total.shortUsd
      })
      const weights = equalWeights(totals)
      expect(weights[0]).not.toBeCloseTo(weights[1]!, 2)
      expect(shown.long).toBe(formatUsd(sumOf(cells, ({ longUsd }) => longUsd, weights)))
      expect(shown.short).toBe(formatUsd(sumOf(cells, ({ shortUsd }) => shortUsd, weights)))
      await expectColours(page, [shown], [sumOf(cells, both, weights)], 'both')
    })

    const ofSide: Readonly<Record<Exclude<ShownSide, 'both'>, (cell: CellAnswer) => number>> = {
      long: ({ longUsd }) => longUsd,
      short: ({ shortUsd }) => shortUsd,
      delta: ({ longUsd, shortUsd }) => valueOfSigned(signedLevel(longUsd, shortUsd)),
    }
    test.each(['long', 'short', 'delta'] as const)(
      'side %s: numbers are the API’s, and colours those of the side alone',
      async (side) => {
        await show(`range=24h&side=${side}`)
        const found = await twoCells([BTC])
        for (const { shown, cells } of found) {
          expect(shown.long).toBe(formatUsd(cells[0]!.longUsd))
          expect(shown.short).toBe(formatUsd(cells[0]!.shortUsd))
        }
        if (side === 'delta') {
          const { longUsd, shortUsd } = found.at(-1)!.cells[0]!
          expect(await text('difference')).toBe(formatUsd(longUsd - shortUsd))
        }
        const places = found.map(({ shown }) => shown)
        const usd = found.map(({ cells }) => ofSide[side](cells[0]!))
        // Above the price are shorts and below it longs: on one side alone, one of them is empty.
        expect(usd.filter((amount) => amount !== 0)).toHaveLength(side === 'delta' ? 2 : 1)
        await expectColours(page, places, usd, side)
      },
    )

    test.each(['low', 'high'] as const)('the %s end of the range is the API’s', async (end) => {
      await show(`range=24h&end=${end}`)
      const { shown, cells } = await cellAt('bottom', [BTC])
      const ranged = cells[0]![end]
      expect(shown.long).toBe(formatUsd(ranged.longUsd))
      expect(shown.short).toBe(formatUsd(ranged.shortUsd))
      expect(ranged.longUsd + ranged.shortUsd).not.toBeCloseTo(both(cells[0]!), 0)
      await expectColours(page, [shown], [ranged.longUsd + ranged.shortUsd], 'both')
    })

    test('a saved picture has the cell in the colour that it has on the screen', async () => {
      await show('range=24h')
      const { shown } = await cellAt('top', [BTC])
      await leaveChart(page)
      const chart = (await page.locator('.chart').boundingBox())!
      const saved = await savePicture(page, [{ x: shown.x - chart.x, y: shown.y - chart.y }])
      const [seen] = await pixelsOf(page, [shown])
      const far = Math.max(...seen!.map((value, i) => Math.abs(value - saved.at[0]![i]!)))
      expect(far, `${saved.at[0]!.join()} for ${seen!.join()}`).toBeLessThanOrEqual(3)
      expect(saved.name).toMatch(/^isotherm-map-binance-BTCUSDT-/)
    })

    test('in the currency of the link amounts are the API’s at the rate of --rates', async () => {
      await show('range=24h&currency=EUR')
      expect(await text('rate')).toContain(`€ at ${USD_PER_EURO} USD, test`)
      const { shown, cells } = await cellAt('bottom', [BTC])
      const style = { locale: 'en-US', currency: 'EUR', usdPerUnit: USD_PER_EURO }
      expect(shown.long).toBe(writeAmount(cells[0]!.longUsd, style))
      expect(shown.short).toBe(writeAmount(cells[0]!.shortUsd, style))
      // Prices stay in the quote: the cell was found by them.
      expect(cells[0]!.priceFrom).toBeCloseTo(shown.priceFrom, 0)
      await page.evaluate(() => localStorage.clear())
    })

    test('the ladder puts resting orders and levels of two venues side by side as the API tells them', async () => {
      await show('range=12h&dom=on&tape=off&venues=all&without=hyperliquid:BTC')
      const wanted = (): string[] => {
        const books = OF_BOTH.map((id) => answerOf(bookSchema, ROUTES.book, id))
        const levels = OF_BOTH.map((id) => answerOf(levelsSchema, ROUTES.levels, id))
        const usd = (bin: number) => {
          const at = levels.flatMap((one) => one.levels.filter((level) => level.bin === bin))
          return at.reduce((sum, { longUsd, shortUsd }) => sum + longUsd + shortUsd, 0)
        }
        const rests = (bin: number, side: 'bidUsd' | 'askUsd') =>
          books
            .flatMap((one) => one.bins.filter((held) => held.bin === bin))
            .reduce((sum, one) => sum + one[side], 0)
        return shownBins.map((bin) => {
          const sides = [rests(bin, 'bidUsd'), rests(bin, 'askUsd')].filter((one) => one > 0)
          const level = usd(bin) === 0 ? '' : formatUsd(usd(bin))
          return `${sides.map(formatUsd).join(' / ') || 'none'} ${level}`
        })
      }
      let shownBins: readonly number[] = []
      const shown = async (): Promise<string[]> => {
        const rows = await page.locator('.ladder-row').evaluateAll((all) =>
          all.map((row) => {
            const of = (name: string) =>
              row.querySelector(`[data-field="${name}"]`)?.textContent ?? ''
            const rests = of('rests')
            const none = rests === '–' || rests === '$0' ? 'none' : rests
            return {
              bin: Number((row as HTMLElement).dataset['bin']),
              words: `${none} ${of('levels')}`,
            }
          }),
        )
        shownBins = rows.map(({ bin }) => bin)
        return rows.map(({ words }) => words)
      }
      // Books and levels come one by one and go on: at some moment what is shown is what has come.
      await expect
        .poll(
          async () => {
            const words = await shown()
            const hasBoth = words.filter((one) => /^\$.* \$/.test(one)).length > 1
            return hasBoth && words.join('\n') === wanted().join('\n')
          },
          { timeout: 30_000, interval: 50 },
        )
        .toBe(true)
    })

    test('measured stands beside modelled: rows are the API’s, outlined in their own colour', async () => {
      await show('range=12h&bar=60000&tape=off', settled, VENUES[2]!)
      const answer = () => answerOf(measuredSchema, ROUTES.measured, 'hyperliquid:BTC')
      await expect.poll(() => answers.has(`${ROUTES.measured} hyperliquid:BTC`)).toBe(true)
      const plot = (await page.locator('.chart').boundingBox())!
      const rows: { readonly y: number; readonly usd: number }[] = []
      // Below what is written over the chart.
      for (let y = 60; y < plot.height - 60; y += 24) {
        // oxlint-disable no-await-in-loop -- one crosshair
        const cell = await pointAt(page, plot.x + plot.width / 2, plot.y + y)
        expect(cell.zoom === answer().zoom, `bins of zoom ${cell.zoom}`).toBe(true)
        const [long, short] = await Promise.all([text('measured-long'), text('measured-short')])
        // oxlint-enable no-await-in-loop
        const bin = binOf(Math.sqrt(cell.priceFrom * cell.priceTo), cell.zoom)
        const [, longUsd, shortUsd] = answer().levels.find(([of]) => of === bin) ?? [bin, 0, 0]
        expect([long, short]).toEqual([formatUsd(longUsd), formatUsd(shortUsd)])
        rows.push({ y: cell.y, usd: longUsd + shortUsd })
      }
      const most = rows.reduce((a, b) => (b.usd > a.usd ? b : a))
      expect(most.usd).toBeGreaterThan(0)
      await leaveChart(page)
      const strip = Array.from({ length: 16 * 160 }, (_, i) => ({
        x: plot.x + plot.width - 230 + (i % 160),
        y: most.y - 8 + Math.floor(i / 160),
      }))
      const colours = new Set((await pixelsOf(page, strip)).map((rgb) => rgb.join()))
      const measured = [DARK.measuredLong, DARK.measuredShort].map((hex) =>
        [1, 3, 5].map((digit) => Number.parseInt(hex.slice(digit, digit + 2), 16)).join(),
      )
      expect(measured.some((colour) => colours.has(colour))).toBe(true)
    })
    test('the rolling year tells the days and the reading of the API', async () => {
      const main = async (of: Page) => of.locator('main[aria-busy="false"]').waitFor()
      await show('page=year&year=table', main)
      await page.locator('tr[data-day]').first().waitFor()
      const { newest, days, unitUsd } = answerOf(yearSchema, ROUTES.year, BTC)
      expect(days.time.length).toBeGreaterThanOrEqual(2)
      expect(await text('year-above')).toBe(formatUsd(newest!.above.usd))
      expect(await text('year-below')).toBe(formatUsd(newest!.below.usd))
      expect(await text('year-ratio')).toBe(formatUpDown(newest!.ratio))
      expect(await text('year-regime')).toBe(REGIME_NAMES[newest!.regime])
      const day = days.time.length - 1
      const cells = await page.locator(`tr[data-day="${days.time[day]}"] td`).allInnerTexts()
      const held = days.long[day]!.map((long, bin) => (long + days.short[day]![bin]!) * unitUsd)
      expect(cells.slice(6)).toEqual(held.map(formatUsd))
    })

    test('nothing went wrong in the page, and it is no wider than the screen', async () => {
      await show('range=24h&venues=all')
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(size.width)
      const lefts = await page.evaluate(() =>
        ['.tools', '.tools > *'].map((of) => document.querySelector(of)?.getBoundingClientRect().x),
      )
      expect(lefts[1] ?? size.width).toBeGreaterThanOrEqual(lefts[0]!)
      // A book that has not come yet is answered so and told; a tile of a map that has grown is asked for anew.
      const expected = /status of 503 .*\/book\?|status of 404 .*\/tiles\//
      expect(errors.filter((error) => !expected.test(error))).toEqual([])
    })
  })
})
