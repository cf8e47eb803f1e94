import { describe, expect, test } from 'vitest'
import { valueOfLevel } from '../../src/heatmap/quantise.ts'
import { colourOfUsd } from '../../src/heatmap/colour-scale.ts'
import { formatUsd } from '../../src/api/format.ts'
import { paletteOf } from '../../src/heatmap/palette.ts'
import { THEME } from '../../src/web/theme/theme.ts'
import { formatPercentile, parseAmount } from '../../src/web/map-page/threshold-words.ts'
import { pixelsOf, settled } from './browser.ts'
import type { ReadCell } from './crosshair.ts'
import { leaveChart, pointAt, readTooltip, walkTo } from './crosshair.ts'
import { NO_RECORDED_MARKETS, hasRecordedMarkets } from './recorded-market.ts'
import { recordedPage } from './recorded-page.ts'
import { exactCell, fetchedLevel, hiddenShare, visibleMax } from './shown-map.ts'

/** The colour that the palette gives a level, over the plot's background. */
function wantedColour(level: number, maxUsd: number): number[] {
  const scale = { maxUsd, low: 0, high: 1 }
  const [red, green, blue, alpha] = colourOfUsd(valueOfLevel(level), scale, paletteOf('viridis'))
  const ground = Number.parseInt(THEME.plot.slice(1), 16)
  const under = [ground >> 16, (ground >> 8) & 255, ground & 255]
  const over = [red, green, blue]
  return over.map((value, i) => (value * alpha + under[i]! * (255 - alpha)) / 255)
}

const title = hasRecordedMarkets ? 'what the map shows' : NO_RECORDED_MARKETS

describe.skipIf(!hasRecordedMarkets)(title, () => {
  const opened = recordedPage()

  test.each([
    ['linear axis', 'model=isotherm&range=30d'],
    ['logarithmic axis', 'model=isotherm&range=30d&axis=log'],
    ['opening-only model', 'model=opening-only&range=30d'],
  ])('pixels have the colours of their tile’s levels: %s', async (_, hash) => {
    const { page, errors, show } = opened()
    await show(hash)
    const model = /model=([a-z-]+)/.exec(hash)![1]!
    const maxUsd = valueOfLevel(await visibleMax(opened(), model))
    const places = [
      ['2024-07-24T02:00Z', 76_000],
      ['2024-07-24T02:00Z', 50_000],
      ['2024-08-02T10:00Z', 55_000],
      ['2024-08-02T10:00Z', 72_500],
      ['2024-08-10T18:00Z', 48_000],
      ['2024-08-10T18:00Z', 66_300],
      ['2024-08-17T06:00Z', 70_500],
      ['2024-08-17T06:00Z', 54_200],
    ] as const
    const cells: ReadCell[] = []
    for (const [time, price] of places) cells.push(await walkTo(page, Date.parse(time), price))
    await leaveChart(page)
    const colours = await pixelsOf(page, cells)
    for (const [i, cell] of cells.entries()) {
      const level = await fetchedLevel(opened(), cell, model)
      const wanted = wantedColour(level, maxUsd)
      const far = Math.max(...colours[i]!.map((value, c) => Math.abs(value - wanted[c]!)))
      expect(
        far,
        `${places[i]!.join(' ')}: ${colours[i]!.join()} for ${wanted.join()}`,
      ).toBeLessThanOrEqual(3)
    }
    expect(errors).toEqual([])
  })

  test('a chart that is dragged says nothing of its cells, and what is pointed at once it rests', async () => {
    const { page, errors, show } = opened()
    await show('range=30d')
    const plot = (await page.locator('.chart').boundingBox())!
    const [x, y] = [Math.round(plot.x + plot.width / 2), Math.round(plot.y + plot.height / 2)]
    const before = await pointAt(page, x, y)
    await page.mouse.down()
    await page.mouse.move(x + 60, y, { steps: 4 })
    await page.locator('.tooltip').waitFor({ state: 'detached' })
    await page.mouse.up()
    // Told without another movement, and as another movement tells it.
    const after = await pointAt(page, x + 60, y)
    expect(after.bucketFrom).toBeLessThan(
      before.bucketFrom + 9 * (before.bucketTo - before.bucketFrom),
    )
    await pointAt(page, x + 90, y)
    expect((await pointAt(page, x + 60, y)).bucketFrom).toBe(after.bucketFrom)
    await page.mouse.move(x + 260, y, { steps: 2 })
    await page.mouse.wheel(0, -300)
    const zoomed = await pointAt(page, x + 261, y)
    expect(zoomed.bucketFrom).toBeGreaterThan(after.bucketFrom)
    await leaveChart(page)
    expect(errors).toEqual([])
  })

  test('the crash of 5 August 2024 sweeps the levels above its low', async () => {
    const { page, show } = opened()
    await show('model=opening-only&range=30d&bar=14400000')
    const plot = [0x0b, 0x0d, 0x11]
    const at = (time: string, price: number) => walkTo(page, Date.parse(time), price)
    const prices = [49_300, 50_000, 50_700]
    const before: ReadCell[] = []
    const after: ReadCell[] = []
    for (const price of prices) before.push(await at('2024-08-04T21:00Z', price))
    for (const price of prices) after.push(await at('2024-08-05T06:00Z', price))
    const below = await at('2024-08-05T06:00Z', 47_500)
    await leaveChart(page)
    // Beside the middle of the columns, where the wick of the crash is.
    const beside = [...before, ...after, below].map(({ x, y }) => ({ x: x + 2, y }))
    const colours = await pixelsOf(page, beside)
    for (const colour of colours.slice(0, 3)) expect(colour).not.toEqual(plot)
    for (const colour of colours.slice(3, 6)) expect(colour).toEqual(plot)
    expect(colours[6]).not.toEqual(plot)
  })

  test('the tooltip shows the exact amounts of its cell', async () => {
    const { page, url, show } = opened()
    await show('model=isotherm&range=30d')
    const places = [
      ['2024-07-30T10:00Z', 61_000],
      ['2024-08-15T06:00Z', 68_400],
      ['2024-08-05T14:00Z', 45_200],
    ] as const
    for (const [time, price] of places) {
      await walkTo(page, Date.parse(time), price)
      await page.locator('.tooltip[data-exact="yes"]').waitFor()
      const cell = (await readTooltip(page))!
      const exact = await exactCell(url, cell, 'isotherm')
      expect(exact.bucketFrom).toBe(cell.bucketFrom)
      expect(exact.bucketTo).toBe(cell.bucketTo)
      expect(Math.abs(exact.priceFrom - cell.priceFrom)).toBeLessThanOrEqual(0.051)
      expect(cell.long).toBe(formatUsd(exact.longUsd))
      expect(cell.short).toBe(formatUsd(exact.shortUsd))
      const { longUsd, shortUsd } = exact.columnTotal
      expect(cell.total).toBe(`${formatUsd(longUsd)}${formatUsd(shortUsd)}`)
      expect(cell.bands).toEqual(exact.byBand.map((b) => formatUsd(b.longUsd + b.shortUsd)))
    }
  })

  test('the legend’s maximum is that of the visible cells, until it is locked', async () => {
    const { page, show, legendMax } = opened()
    await show('model=isotherm&range=30d')
    const auto = await legendMax()
    expect(auto).toBe(formatUsd(valueOfLevel(await visibleMax(opened(), 'isotherm'))))
    await page.locator('.lock').click()
    await page.getByRole('radio', { name: '3 days' }).click()
    await settled(page)
    expect(await legendMax()).toBe(auto)
    expect(page.url()).toContain('max=')
    await page.locator('.lock').click()
    await page.waitForFunction(
      (was) => document.querySelector('[data-field="max"]')?.textContent !== was,
      auto,
    )
    expect(await legendMax()).toBe(formatUsd(valueOfLevel(await visibleMax(opened(), 'isotherm'))))
  })

  test('handles hide the dimmest cells, without fetching anything', async () => {
    const { page, tiles, show } = opened()
    await show('model=isotherm&range=30d')
    const cell = await walkTo(page, Date.parse('2024-08-12T10:00Z'), 52_000)
    await leaveChart(page)
    const [lit] = await pixelsOf(page, [cell])
    const fetched = tiles.size
    await page.getByRole('slider', { name: 'Hide cells below' }).focus()
    for (let i = 0; i < 9; i++) await page.keyboard.press('PageUp')
    const label = page.getByRole('slider', { name: 'Hide cells below' })
    expect(await label.getAttribute('aria-valuetext')).toMatch(/^\$[\d.]+M, percentile \d/)
    await settled(page)
    const [hidden] = await pixelsOf(page, [cell])
    expect(lit).not.toEqual([0x0b, 0x0d, 0x11])
    expect(hidden).toEqual([0x0b, 0x0d, 0x11])
    expect(tiles.size).toBe(fetched)
  })

  test('the threshold takes dollars and percentiles of the cells in sight', async () => {
    const { page, errors, show } = opened()
    await show('model=isotherm&range=30d')
    await page.getByRole('button', { name: /^Threshold/ }).click()
    const input = (name: string) => page.getByRole('textbox', { name, exact: true })
    const low = page.getByRole('slider', { name: 'Hide cells below' })

    await input('Hide cells below, USD').fill('$12.5M')
    await page.keyboard.press('Enter')
    expect(await low.getAttribute('aria-valuetext')).toMatch(/^\$12\.5M, percentile \d+$/)
    const hidden = await hiddenShare(opened(), 12.5e6)
    expect(await input('Hide cells below, percentile').inputValue()).toBe(formatPercentile(hidden))

    await input('Hide cells below, percentile').fill('P90')
    await page.keyboard.press('Enter')
    const usd = parseAmount(await input('Hide cells below, USD').inputValue())!
    // What is written has three digits, so what lies around it is asked.
    expect(await hiddenShare(opened(), usd * 1.01)).toBeGreaterThanOrEqual(0.9)
    expect(await hiddenShare(opened(), usd / 1.06)).toBeLessThan(0.9)
    const kept = await low.getAttribute('aria-valuetext')

    await input('Hide cells below, USD').fill('plenty')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('alert').innerText()).toContain('“plenty” cannot be read')
    expect(await low.getAttribute('aria-valuetext')).toBe(kept)

    const mode = page.locator('[data-field="scale-mode"]')
    expect(await mode.innerText()).toContain('The scale follows the largest cell in sight')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Scale: Auto' }).click()
    await page.getByRole('button', { name: /^Threshold/ }).click()
    expect(await mode.innerText()).toContain('The scale is locked')
    await page.getByRole('button', { name: 'Reset' }).click()
    expect(await low.getAttribute('aria-valuetext')).toBe('$0, percentile 0')
    expect(errors).toEqual([])
  })
})
