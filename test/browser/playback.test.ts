import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { formatPrice, formatTime, formatUsd } from '../../src/api/format.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { candlesSchema } from '../../src/api/schema.ts'
import { binOf } from '../../src/heatmap/grid.ts'
import { HOUR } from '../../src/market/units.ts'
import { ema } from '../../src/signals/indicators.ts'
import { formatAmount } from '../../src/web/panes/pane-words.ts'
import { violationsIn } from './axe-page.ts'
import { pixelsOf, settled } from './browser.ts'
import { leaveChart, pointAt, readTooltip, walkTo } from './crosshair.ts'
import { expectedReadout, levelsAt } from './levels-page.ts'
import { NO_RECORDED_MARKETS, hasRecordedMarkets } from './recorded-market.ts'
import type { RecordedPage } from './recorded-page.ts'
import { recordedPage } from './recorded-page.ts'
import { exactCell } from './shown-map.ts'

const BAR = 4 * HOUR
const ETH = 'binance:ETHUSDT'
/** Hours before the crash of 5 August 2024. */
const MOMENT = Date.UTC(2024, 7, 5)
const AT = 'at=2024-08-05T00:00Z'
const GROUND = [0x0b, 0x0d, 0x11]

const field = (page: Page, name: string) => page.locator(`[data-field="${name}"]`)
const words = (page: Page) => field(page, 'playback').innerText()
const slider = (page: Page) => page.getByRole('slider', { name: 'Time shown' })

async function candlesOf({ url }: RecordedPage) {
  const range = `instrument=${ETH}&interval=${BAR}&from=1718000000000&to=1730000000000`
  return candlesSchema.parse(await (await fetch(`${url}${ROUTES.candles}?${range}`)).json())
}

/** The part of the page that the candles are drawn on, without the price axis. */
const plotOf = (page: Page) =>
  page.evaluate(() => {
    const { left, top, right, bottom } = document
      .querySelector('.chart canvas')!
      .getBoundingClientRect()
    return { left, top, right, bottom }
  })

const title = hasRecordedMarkets ? 'playback' : NO_RECORDED_MARKETS

describe.skipIf(!hasRecordedMarkets)(title, () => {
  const opened = recordedPage()

  test('shows a moment as it was: price, panes, map, and nothing that came later', async () => {
    const { page, url, show, errors } = opened()
    await show(`instrument=${ETH}&range=30d&panes=volume&ema=21&${AT}`)
    const { openTime, close, volume } = await candlesOf(opened())
    const last = openTime.indexOf(MOMENT - BAR)
    const price = close[last]!
    expect(await words(page)).toBe('2024-08-05 00:00 UTC')
    expect(await slider(page).getAttribute('aria-valuetext')).toBe('2024-08-05 00:00 UTC')
    expect(await field(page, 'last').innerText()).toBe(formatPrice(price, 2))
    expect(await page.title()).toContain(`${formatPrice(price, 2)} · Playback`)
    const volumeWords = page.locator('[data-pane="volume"]')
    await expect.poll(() => volumeWords.innerText()).toBe(`${formatAmount(volume[last]!)} ETH`)
    const average = ema(close.slice(0, last + 1), 21).at(-1)!
    expect(await page.locator('[data-ema="21"]').innerText()).toBe(formatPrice(average, 2))

    // The last column is that of the moment, in the API's numbers.
    const cell = await walkTo(page, MOMENT - BAR / 2, 2_900)
    expect(cell.bucketTo).toBe(MOMENT)
    await page.locator('.tooltip[data-exact="yes"]').waitFor()
    const read = (await readTooltip(page))!
    const exact = await exactCell(url, read, 'isotherm', ETH)
    expect(exact.bucketTo).toBe(MOMENT)
    expect([read.long, read.short]).toEqual([formatUsd(exact.longUsd), formatUsd(exact.shortUsd)])
    expect(await field(page, 'distance').innerText()).toMatch(/^\+/)
    // No key leads beyond it.
    await page.keyboard.press('ArrowRight')
    expect((await readTooltip(page))!.bucketTo).toBe(MOMENT)

    // Right of it is ground, but for the line of the price, also where there is room for candles.
    const plot = await plotOf(page)
    await leaveChart(page)
    const middle = (plot.top + plot.bottom) / 2
    await page.mouse.move(plot.left + 700, middle)
    await page.mouse.down()
    await page.mouse.move(plot.left + 300, middle, { steps: 8 })
    await page.mouse.up()
    const { x } = await walkTo(page, MOMENT - BAR / 2, 2_900)
    await leaveChart(page)
    await settled(page)
    const free = { from: x + 12, to: plot.right - 140 }
    expect(free.to - free.from).toBeGreaterThan(100)
    const places = [0.03, 0.2, 0.35, 0.6, 0.95].flatMap((down) =>
      [0, 0.2, 0.5, 0.8, 1].map((right) => ({
        x: free.from + right * (free.to - free.from),
        y: plot.top + down * (plot.bottom - plot.top),
      })),
    )
    for (const colour of await pixelsOf(page, places)) expect(colour).toEqual(GROUND)
    const before = places.map(({ y }) => ({ x: x - 60, y }))
    const drawn = (await pixelsOf(page, before)).filter((colour) => colour.join() !== GROUND.join())
    expect(drawn.length).toBeGreaterThan(10)
    expect(errors).toEqual([])
  })

  test('the profile holds the levels of the moment', async () => {
    const { page, url, show } = opened()
    await show(`instrument=${ETH}&range=30d&${AT}`)
    const plot = await plotOf(page)
    const top = await pointAt(page, plot.left + 100, plot.top + 2)
    const bottom = await pointAt(page, plot.left + 100, plot.bottom - 4)
    const answer = await levelsAt(
      `${url}${ROUTES.levels}?instrument=${ETH}&model=isotherm&time=${MOMENT}&zoom=${top.zoom}`,
    )
    const seen = answer.levels.filter(
      ({ priceFrom, priceTo }) => priceFrom >= bottom.priceFrom && priceTo <= top.priceTo,
    )
    const longest = Math.max(...seen.map(({ longUsd, shortUsd }) => longUsd + shortUsd))
    for (const price of [2_300, 2_500, 3_100, 3_500]) {
      const at = await walkTo(page, MOMENT - BAR / 2, price)
      const bin = binOf(Math.sqrt(at.priceFrom * at.priceTo), at.zoom)
      const level = seen.find((one) => one.bin === bin)!
      const length = (132 * 0.94 * (level.longUsd + level.shortUsd)) / longest
      await leaveChart(page)
      const [inside, outside] = await pixelsOf(page, [
        { x: plot.right - length + 3, y: at.y },
        { x: plot.right - length - 4, y: at.y },
      ])
      const tint = ([red, green]: readonly [number, number, number]) => green - red
      const sign = level.longUsd > 0 ? 1 : -1
      expect(sign * tint(inside!), `inside at ${price}`).toBeGreaterThan(60)
      expect(Math.abs(tint(outside!)), `outside at ${price}`).toBeLessThan(40)
    }
  })

  test('moves by keys, plays, and goes back to now', async () => {
    const { page, show, legendMax, errors } = opened()
    await show(`instrument=${ETH}&range=30d`)
    const now = await field(page, 'last').innerText()
    const legend = await legendMax()
    await page.getByRole('button', { name: 'Playback', exact: true }).click()
    // A quarter of the range back, the keys ready to go on.
    await expect.poll(() => words(page)).toBe('2024-08-12 08:00 UTC')
    expect(await slider(page).evaluate((one) => one === document.activeElement)).toBe(true)
    for (const [key, wanted] of [
      ['ArrowLeft', '2024-08-12 04:00 UTC'],
      ['Shift+ArrowLeft', '2024-08-10 12:00 UTC'],
      ['ArrowRight', '2024-08-10 16:00 UTC'],
      ['End', '2024-08-19 20:00 UTC'],
      ['Home', '2024-06-20 04:00 UTC'],
    ] as const) {
      await page.keyboard.press(key)
      await expect.poll(() => words(page)).toBe(wanted)
    }
    await page.goto(page.url().replace(/at=[^&]*/, AT))
    await settled(page)
    await page.getByRole('button', { name: /^Speed/ }).click()
    await page.getByRole('option', { name: '10 bars/s' }).click()
    await page.locator('.chart').focus()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    const time = async () => Date.parse(`${(await words(page)).slice(0, 16).replace(' ', 'T')}Z`)
    await expect.poll(time).toBeGreaterThanOrEqual(MOMENT + 12 * BAR)
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
    const stopped = await time()
    await expect
      .poll(() => page.url())
      .toContain(`at=${new Date(stopped).toISOString().slice(0, 16)}Z`)
    expect(await words(page)).toBe(`${formatTime(stopped)} UTC`)
    expect(await field(page, 'as-of').innerText()).toBe('Playback')
    // The whole rest is played to its end, which pauses by itself.
    await page.getByRole('button', { name: /^Speed/ }).click()
    await page.getByRole('option', { name: '50 bars/s' }).click()
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await expect.poll(() => words(page), { timeout: 30_000 }).toBe('2024-08-19 20:00 UTC')
    expect(await page.getByRole('button', { name: 'Play', exact: true }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Back to now' }).click()
    await expect.poll(() => page.locator('.playback').count()).toBe(0)
    expect(await field(page, 'last').innerText()).toBe(now)
    await expect.poll(() => page.url()).not.toContain('at=')
    await settled(page)
    await expect.poll(legendMax).toBe(legend)
    expect(errors).toEqual([])
  })

  test('draws the map of the moment on under what came later, where that is asked for', async () => {
    const { page, url, show } = opened()
    await show(`instrument=${ETH}&range=30d&later=on&${AT}`)
    const plot = await plotOf(page)
    const last = await walkTo(page, MOMENT - BAR / 2, 3_300)
    await page.locator('.tooltip[data-exact="yes"]').waitFor()
    const own = (await readTooltip(page))!
    await page.mouse.move(plot.left + 0.75 * (plot.right - plot.left), last.y)
    await page.locator('.tooltip[data-exact="yes"]').waitFor()
    const later = (await readTooltip(page))!
    expect(later).toMatchObject({ bucketTo: MOMENT, long: own.long, short: own.short })
    const exact = await exactCell(url, later, 'isotherm', ETH)
    expect(later.short).toBe(formatUsd(exact.shortUsd))
    // The numbers stay those of the moment, though later candles are there.
    const { openTime, close } = await candlesOf(opened())
    expect(await field(page, 'last').innerText()).toBe(
      formatPrice(close[openTime.indexOf(MOMENT - BAR)]!, 2),
    )
    await leaveChart(page)
    const right = { x: later.x, y: later.y }
    expect((await pixelsOf(page, [right]))[0]).not.toEqual(GROUND)
    await page.getByRole('switch', { name: 'Later candles' }).click()
    await expect.poll(() => page.url()).not.toContain('later=on')
    await settled(page)
    await page.getByRole('switch', { name: 'Later candles' }).waitFor()
  })

  test.each([
    [1440, 900],
    [360, 740],
  ])('the liquidation map is that of the moment, at %i × %i', async (width, height) => {
    const { page, url, errors } = opened()
    await page.setViewportSize({ width, height })
    const asked: string[] = []
    page.on('request', (request) => void asked.push(request.url()))
    await page.goto(`${url}/#page=levels&table=on&within=2&instrument=${ETH}&${AT}`)
    await page.locator('.levels[aria-busy="false"]').waitFor()
    const question = asked.findLast((one) => one.includes(`${ROUTES.levels}?`))!
    expect(question).toContain(`time=${MOMENT}`)
    const { levels, price, time } = await levelsAt(question)
    expect(time).toBe(MOMENT)
    const rows = page.locator('.levels-table tbody tr')
    await expect.poll(() => rows.count()).toBe(levels.length)
    const level = levels.at(-3)!
    const cells = await page.locator(`tr[data-bin="${level.bin}"] td`).allInnerTexts()
    const wanted = expectedReadout(level, price)
    expect(cells.slice(1, 4)).toEqual([
      wanted['level-long'],
      wanted['level-short'],
      wanted['level-cumulative'],
    ])
    expect(await words(page)).toBe('2024-08-05 00:00 UTC')
    // The bar fits, and every part of it can be reached by a thumb.
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    for (const box of await page.locator('.playback button').all()) {
      const { x, width: wide, height: high } = (await box.boundingBox())!
      expect(x + wide).toBeLessThanOrEqual(width)
      if (width < 760) expect(Math.min(wide, high)).toBeGreaterThanOrEqual(32)
    }
    expect(await violationsIn(page)).toEqual([])
    await page.getByRole('button', { name: '1 bar forward' }).click()
    await expect.poll(() => words(page)).toBe('2024-08-05 04:00 UTC')
    await expect
      .poll(() => asked.findLast((one) => one.includes(`${ROUTES.levels}?`)))
      .toContain(`time=${MOMENT + BAR}`)
    expect(errors).toEqual([])
  })
})
