import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { formatUsd } from '../../src/api/format.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { openSource } from '../../src/cli/history/open-source.ts'
import { LEVERAGE_BANDS } from '../../src/heatmap/planes.ts'
import type { InstrumentId, VenueId } from '../../src/market/instrument.ts'
import { historySource, memorySource } from '../../src/server/market/market.ts'
import type { RunningServer } from '../../src/server/start-server.ts'
import type { History } from '../../src/store/history.ts'
import { NOT_CALIBRATED, formatRange } from '../../src/web/words/dollar-words.ts'
import { bandColour } from '../../src/web/levels/levels-colours.ts'
import { formatLevelPrice } from '../../src/web/levels/levels-words.ts'
import { openPage, pixelsOf, settled, startBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import {
  expectedReadout,
  field,
  lastQuestion,
  levelRead,
  levelsAt,
  levelsSettled,
  readFields,
} from './levels-page.ts'
import { startPageServer } from './page-server.ts'
import { NO_RECORDED_MARKETS, hasRecordedMarkets, recordedMarket } from './recorded-market.ts'

const DATA = fileURLToPath(new URL('../../../shared/data/binance-usdm-2024-1h', import.meta.url))
const title = hasRecordedMarkets ? 'the liquidation map' : NO_RECORDED_MARKETS
const BTC = 'binance:BTCUSDT'
const OTHER = 'okx:BTC-USDT-SWAP'
const WIDE = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }

describe.skipIf(!hasRecordedMarkets)(title, () => {
  let folder = ''
  let built = ''
  let history: History
  let server: RunningServer
  let browser: Browser
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isotherm-levels-'))
    built = await buildPage()
    history = await openSource(DATA, folder, { out: () => {}, err: () => {}, readFile: () => '' })
    // The same market under another name stands for a second venue of the coin.
    const own = recordedMarket('BTCUSDT')
    const named = { id: OTHER as InstrumentId, venue: 'okx' as VenueId, symbol: 'BTC-USDT-SWAP' }
    const other = { ...own, instrument: { ...own.instrument, ...named } }
    const sources = [
      historySource(history),
      memorySource(other, { simulated: false, fingerprint: 'other' }),
    ]
    server = await startPageServer(sources, { page: built, hasHistory: true })
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
    await history?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Opens the liquidation map; `asked` are the addresses that the page asks for. */
  async function open(hash: string, { size = WIDE, touch = false, ratio = 1 } = {}) {
    const context = await browser.newContext({
      viewport: size,
      hasTouch: touch,
      deviceScaleFactor: ratio,
      permissions: ['clipboard-read', 'clipboard-write'],
      colorScheme: 'dark',
    })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    const [asked, errors]: [string[], string[]] = [[], []]
    page.on('request', (request) => asked.push(request.url()))
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    await page.goto(`${server.url}/#page=levels&${hash}`)
    await levelsSettled(page)
    return { page, asked, errors }
  }
  const plot = (page: Page) => page.getByRole('application')

  test.each([
    ['a wide screen', WIDE],
    ['a phone', PHONE],
  ])('says what the API answers, bar by bar under the arrow keys: %s', async (_, size) => {
    const { page, asked, errors } = await open(`instrument=${BTC}`, { size })
    const answer = await levelsAt(lastQuestion(asked, BTC))
    expect(answer.band.basis).toBe('learnt')
    const bars = answer.levels.at(-1)!.bin - answer.levels[0]!.bin + 1
    expect(bars).toBeGreaterThan(size === WIDE ? 180 : 90)
    await plot(page).focus()
    for (const key of ['ArrowLeft', 'Shift+ArrowLeft', 'ArrowRight', 'Shift+ArrowRight', 'End']) {
      await page.keyboard.press(key)
      const level = await levelRead(page, answer, 1)
      const wanted = expectedReadout(level, answer.price)
      expect(await readFields(page, Object.keys(wanted))).toEqual(wanted)
      const parts = page.locator('.levels-parts b')
      expect(await parts.allInnerTexts()).toEqual(
        level.byBand!.map(({ longUsd, shortUsd }) => formatUsd(longUsd + shortUsd)),
      )
      const sentence = await field(page, 'sentence')
      expect(sentence).toContain(wanted['level-cumulative'])
      expect(sentence).toContain(`10–90%: ${wanted['level-cumulative-range']}, modelled`)
    }
    const { long, short } = answer.maxPain
    for (const [name, pain] of [
      ['pain-long', long!],
      ['pain-short', short!],
    ] as const) {
      const middle = formatLevelPrice(Math.sqrt(pain.priceFrom * pain.priceTo), 1)
      expect(await field(page, name)).toMatch(
        new RegExp(`^${middle} · .+ · ${formatUsd(pain.usd).replace('$', '\\$')}$`),
      )
    }
    expect(errors).toEqual([])
  })

  test('bars have the colours of their bands, at any pixel ratio', async () => {
    const { page, asked } = await open(`instrument=${BTC}`)
    const { levels, maxPain } = await levelsAt(lastQuestion(asked, BTC))
    const canvas = page.locator('.levels-plot canvas')
    const box = (await canvas.boundingBox())!
    const level = levels.find(({ bin }) => bin === maxPain.long!.bin)!
    await page.locator('[data-field="pain-long"]').click()
    await page.waitForURL(/[#&]price=\d/)
    const [first, last] = [levels[0]!.bin, levels.at(-1)!.bin]
    const x = box.x + 56 + ((level.bin - first + 0.5) / (last - first + 1)) * (box.width - 112)
    const inBars = (y: number) => ({ x, y: box.y + y })
    const column = Array.from({ length: 60 }, (_, i) =>
      inBars(26 + ((i + 0.5) / 60) * (box.height - 50)),
    )
    const seen = new Set((await pixelsOf(page, column)).map((rgb) => `rgb(${rgb.join(' ')})`))
    const total = level.longUsd + level.shortUsd
    level.byBand!.forEach(({ longUsd, shortUsd }, band) => {
      if ((longUsd + shortUsd) / total > 0.2) expect(seen).toContain(bandColour(band))
    })
    const sharp = await open(`instrument=${BTC}`, { size: PHONE, ratio: 3 })
    const size = await sharp.page
      .locator('.levels-plot canvas')
      .evaluate((one: HTMLCanvasElement) => [
        one.width / one.clientWidth,
        one.height / one.clientHeight,
      ])
    expect(size).toEqual([3, 3])
  })

  test('is reached from the map, lives in the address, and Escape goes back step by step', async () => {
    const { page, errors } = await open(`instrument=${BTC}&within=2&stack=venue`)
    await plot(page).focus()
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('Enter')
    await page.waitForURL(/[#&]price=\d/)
    const shown = await field(page, 'level-price')
    expect(page.url()).toContain('page=levels')
    expect(page.url()).toContain('within=2')
    await page.reload()
    await levelsSettled(page)
    expect(await field(page, 'level-price')).toBe(shown)
    expect(
      await page.getByRole('radio', { name: 'Bars by venue' }).getAttribute('aria-checked'),
    ).toBe('true')
    // Closing a menu closes nothing else.
    await page.locator('.picker > .trigger').click()
    await page.keyboard.press('Escape')
    expect(page.url()).toMatch(/[#&]price=\d/)
    await page.keyboard.press('Escape')
    await page.waitForURL((url) => !url.hash.includes('price='))
    expect(page.url()).toContain('page=levels')
    await page.keyboard.press('Escape')
    await settled(page)
    expect(page.url()).not.toContain('page=')
    await page.getByRole('button', { name: 'Liquidation map' }).click()
    await levelsSettled(page)
    expect(errors).toEqual([])
  })

  test('all venues of the coin add up, each can be left out, and ranges are not said without weights', async () => {
    const { page, asked } = await open(`instrument=${BTC}&venues=all&stack=venue&within=10`)
    const own = await levelsAt(lastQuestion(asked, BTC))
    const other = await levelsAt(lastQuestion(asked, OTHER))
    await plot(page).focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+ArrowRight')
    const level = await levelRead(page, own, 1)
    const second = other.levels.find(({ bin }) => bin === level.bin)!
    expect(await field(page, 'level-long')).toBe(formatUsd(level.longUsd + second.longUsd))
    expect(await field(page, 'level-cumulative')).toBe(
      formatUsd(level.cumulative!.longUsd + second.cumulative!.longUsd),
    )
    expect(await page.locator('.levels-parts b').allInnerTexts()).toEqual([
      formatUsd(level.longUsd + level.shortUsd),
      formatUsd(second.longUsd + second.shortUsd),
    ])
    expect(other.band.basis).toBe('default')
    expect(await field(page, 'level-long-range')).toBe('')
    expect(await field(page, 'levels-basis')).toContain(NOT_CALIBRATED)
    const chip = page.getByRole('button', { name: 'BTC-USDT-SWAP' })
    await chip.click()
    expect(page.url()).toContain(`without=${OTHER}`)
    expect(await chip.getAttribute('aria-pressed')).toBe('false')
    await levelsSettled(page)
    await plot(page).focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+ArrowRight')
    const alone = await levelRead(page, own, 1)
    expect(await field(page, 'level-long')).toBe(formatUsd(alone.longUsd))
    expect(await field(page, 'level-long-range')).toBe(
      formatRange(alone.low.longUsd, alone.high.longUsd),
    )
  })

  test('the sentence is copied with what belongs to it', async () => {
    const { page } = await open(`instrument=${BTC}`)
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByText('Copied').waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    const sentence = await field(page, 'sentence')
    expect(sentence).toMatch(/^If BTC falls below \$[\d,]+, \$.+ of longs would be liquidated/)
    expect(copied).toBe(
      `${sentence} ${BTC}, 2024-08-19 22:00 UTC, model Isotherm. A modelled estimate of relative importance, not known positions. Isotherm.`,
    )
  })

  test('what has not come is unknown, and nothing to quote', async () => {
    const { page } = await openPage(browser)
    onTestFinished(() => page.close())
    await page.goto(`${server.url}/#instrument=${BTC}`)
    await settled(page)
    await page.route(`**${ROUTES.levels}?*`, (route) => route.abort())
    await page.getByRole('button', { name: 'Liquidation map', exact: true }).click()
    await page.locator('.levels .notice.offline').waitFor()
    expect(await page.locator('.levels-parts b').allInnerTexts()).toEqual(
      LEVERAGE_BANDS.map(() => '–'),
    )
    expect(await field(page, 'sentence')).toBe('Asking for the levels…')
    expect(await field(page, 'levels-basis')).toBe('')
    expect(await page.getByRole('button', { name: 'Copy' }).isDisabled()).toBe(true)
    // What says so lies on no control.
    const notice = (await page.locator('.levels .notices').boundingBox())!
    const controls = (await page.getByRole('radiogroup').first().boundingBox())!
    expect(notice.y).toBeGreaterThan(controls.y + controls.height)
  })

  test('the table has the numbers of the API', async () => {
    const { page, asked } = await open(`instrument=${BTC}&table=on&within=2`)
    const { levels, price } = await levelsAt(lastQuestion(asked, BTC))
    const rows = page.locator('.levels-table tbody tr')
    expect(await rows.count()).toBe(levels.length)
    const level = levels.at(-3)!
    const cells = await page.locator(`tr[data-bin="${level.bin}"] td`).allInnerTexts()
    const wanted = expectedReadout(level, price)
    expect(cells.slice(1, 5)).toEqual([
      wanted['level-long'],
      wanted['level-short'],
      wanted['level-cumulative'],
      wanted['level-cumulative-range'],
    ])
    expect(cells.slice(5)).toEqual(
      level.byBand!.map(({ longUsd, shortUsd }) => formatUsd(longUsd + shortUsd)),
    )
    await page.getByRole('button', { name: 'Table' }).click()
    await plot(page).waitFor()
  })

  test.each([PHONE, { width: 360, height: 740 }])(
    'a finger points and pins, and nothing is wider than a phone of $width pixels',
    async (size) => {
      const { page, asked, errors } = await open(`instrument=${BTC}`, { size, touch: true })
      const answer = await levelsAt(lastQuestion(asked, BTC))
      const box = (await page.locator('.levels-plot').boundingBox())!
      const parts = page.locator('.levels-parts')
      const before = await parts.boundingBox()
      await page.touchscreen.tap(box.x + box.width * 0.8, box.y + box.height / 2)
      await page.waitForURL(/[#&]price=\d/)
      const level = await levelRead(page, answer, 1)
      expect(level.priceFrom).toBeGreaterThan(answer.price)
      const wanted = expectedReadout(level, answer.price)
      expect(await readFields(page, Object.keys(wanted))).toEqual(wanted)
      // Nothing has moved for it.
      expect(await parts.boundingBox()).toEqual(before)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(size.width)
      for (const name of ['±2%', 'Table', 'All BTC']) {
        const chosen = (await page.getByText(name, { exact: true }).boundingBox())!
        expect(chosen.x + chosen.width).toBeLessThanOrEqual(size.width)
      }
      // The pages are within reach of a thumb.
      const tab = page.getByRole('button', { name: 'Heatmap' })
      expect((await tab.boundingBox())!.y).toBeGreaterThan(size.height - 90)
      await tab.tap()
      await settled(page)
      await page.getByRole('button', { name: 'Liquidation map' }).tap()
      await levelsSettled(page)
      expect(errors).toEqual([])
    },
  )
})
