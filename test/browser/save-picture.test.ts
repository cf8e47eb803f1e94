import { describe, expect, test } from 'vitest'
import { colourOfUsd } from '../../src/heatmap/colour-scale.ts'
import { paletteOf } from '../../src/heatmap/palette.ts'
import { valueOfLevel } from '../../src/heatmap/quantise.ts'
import { DARK } from '../../src/web/theme/theme.ts'
import { parseAmount } from '../../src/web/map-page/threshold-words.ts'
import { leaveChart, walkTo } from './crosshair.ts'
import { livePages } from './open-live.ts'
import { NO_RECORDED_MARKETS, hasRecordedMarkets } from './recorded-market.ts'
import { recordedPage } from './recorded-page.ts'
import { savePicture } from './saved-picture.ts'
import { fetchedLevel } from './shown-map.ts'

const ground = Number.parseInt(DARK.plot.slice(1), 16)
const PLOT = [ground >> 16, (ground >> 8) & 255, ground & 255]

describe.skipIf(!hasRecordedMarkets)(`a picture of the map ${NO_RECORDED_MARKETS}`, () => {
  const opened = recordedPage()

  test('has the cells in the colours of the palette, and more under them', async () => {
    const { page, show, legendMax, errors } = opened()
    await show('model=isotherm&range=30d&panes=volume.rsi')
    const maxUsd = parseAmount(await legendMax())!
    const cell = await walkTo(page, Date.parse('2024-08-12T10:00Z'), 52_000)
    await leaveChart(page)
    const chart = (await page.locator('.chart').boundingBox())!
    const place = { x: cell.x - chart.x, y: cell.y - chart.y }
    const saved = await savePicture(page, [place, { x: 2, y: chart.height + 60 }])
    const level = await fetchedLevel(opened(), cell, 'isotherm')
    const scale = { maxUsd, low: 0, high: 1 }
    const [r, g, b, alpha] = colourOfUsd(valueOfLevel(level), scale, paletteOf('viridis'))
    const wanted = [r, g, b].map((over, i) => (over * alpha + PLOT[i]! * (255 - alpha)) / 255)
    const far = Math.max(...saved.at[0]!.map((value, i) => Math.abs(value - wanted[i]!)))
    expect(far, `${saved.at[0]!.join()} for ${wanted.join()}`).toBeLessThanOrEqual(3)
    expect(saved.at[1]).toEqual(PLOT)
    expect(saved.width).toBe(chart.width)
    expect(saved.height).toBeGreaterThan(chart.height + 80)
    expect(saved.name).toMatch(/^isotherm-map-binance-BTCUSDT-2024-\d\d-\d\d-\d{4}\.png$/)
    expect(errors).toEqual([])
  })
})

describe('a picture on a phone', () => {
  const { open } = livePages()

  test('is of the chart, then of the liquidation map; where there is nothing to save, of nothing', async () => {
    const { page, live, errors } = await open({ size: { width: 390, height: 844 } })
    const chart = (await page.locator('.chart').boundingBox())!
    const saved = await savePicture(page, [{ x: 2, y: chart.height + 8 }])
    expect(saved.width).toBe(chart.width)
    expect(saved.at).toEqual([PLOT])
    // Said although the sheet that holds the button is closed.
    await page.keyboard.press('Shift+S')
    await page.locator('.picture-said[data-shown="true"]').waitFor()

    await page.goto(`${live.url}/#page=levels`)
    await page.locator('main.levels[aria-busy="false"]').waitFor()
    const bars = (await page.locator('.levels-plot').boundingBox())!
    const ofLevels = await savePicture(page, [])
    expect(ofLevels.width).toBe(bars.width)
    expect(ofLevels.name).toMatch(/^isotherm-levels-/)
    const button = page.getByRole('button', { name: 'Save picture' })
    expect(await button.isEnabled()).toBe(true)
    if (process.env['SHOTS'] !== undefined)
      await page.screenshot({ path: `${process.env['SHOTS']}/levels-390.png` })
    await page.keyboard.press('?')
    const keys = page.getByRole('dialog', { name: 'Keyboard' })
    expect(await keys.innerText()).toContain('Saves the picture as a file')
    if (process.env['SHOTS'] !== undefined)
      await page.screenshot({ path: `${process.env['SHOTS']}/keys-390.png` })
    await page.keyboard.press('Escape')
    await keys.waitFor({ state: 'hidden' })
    for (const key of ['/', 'Control+k']) {
      await page.keyboard.press(key)
      await page.getByRole('combobox', { name: 'Search instruments' }).waitFor()
      await page.keyboard.press('Escape')
    }
    await page.getByRole('button', { name: 'Table' }).click()
    await expect.poll(() => button.isDisabled()).toBe(true)
    expect(errors).toEqual([])
  })
})
