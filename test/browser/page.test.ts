import { describe, expect, test } from 'vitest'
import { settled } from './browser.ts'
import { NO_RECORDED_MARKETS, hasRecordedMarkets } from './recorded-market.ts'
import { recordedPage } from './recorded-page.ts'

const title = hasRecordedMarkets ? 'the page' : NO_RECORDED_MARKETS

describe.skipIf(!hasRecordedMarkets)(title, () => {
  const opened = recordedPage()

  test('opens bitcoin with its price in the title and nothing to complain about', async () => {
    const { page, errors, show } = opened()
    await show('')
    expect(await page.title()).toBe('BTCUSDT 58,936.1 · Isotherm')
    expect(await page.locator('[data-field="last"]').innerText()).toBe('58,936.1')
    expect(await page.locator('.picker-symbol').innerText()).toBe('BTCUSDT')
    expect(await page.locator('.watermark').count()).toBe(0)
    expect(errors).toEqual([])
  })

  test('the tooltip follows a pointer without covering it or changing its size', async () => {
    const { page, show } = opened()
    await show('model=isotherm&range=30d')
    const plot = (await page.locator('.chart').boundingBox())!
    const sizes = new Set<string>()
    for (const share of [0.05, 0.3, 0.6, 0.85]) {
      const at = { x: plot.x + plot.width * share, y: plot.y + plot.height * (1 - share) }
      await page.mouse.move(at.x, at.y)
      const box = (await page.locator('.tooltip.placed').boundingBox())!
      sizes.add(`${box.width} ${box.height}`)
      const covers =
        at.x >= box.x && at.x <= box.x + box.width && at.y >= box.y && at.y <= box.y + box.height
      expect(covers).toBe(false)
    }
    expect(sizes.size).toBe(1)
  })

  test('model, range, side and leverage change the map and the address, which restores them', async () => {
    const { page, tiles, errors, show, legendMax } = opened()
    await show('')
    const first = await legendMax()
    await page.getByRole('button', { name: /^Model/ }).click()
    await page.getByRole('option', { name: /^Opening only The common/ }).click()
    await settled(page)
    const second = await legendMax()
    expect(second).not.toBe(first)
    await page.getByRole('radio', { name: '90 days' }).click()
    await page.getByRole('radio', { name: 'Short positions only' }).click()
    await page.getByRole('radio', { name: 'Logarithmic price axis' }).click()
    await page.getByRole('button', { name: 'Leverage 10x' }).click()
    await settled(page)
    const last = await legendMax()
    const url = page.url()
    expect(new URL(url).hash).toBe(
      '#instrument=binance:BTCUSDT&model=opening-only&range=90d&axis=log&side=short&bands=3x.5x.25x.50x.100x',
    )
    expect([...tiles.keys()].some((path) => path.includes('/opening-only/band/'))).toBe(true)
    await page.goto('about:blank')
    await page.goto(url)
    await settled(page)
    expect(await legendMax()).toBe(last)
    expect(await page.title()).toBe('BTCUSDT 58,936.1 · Opening only')
    expect(errors).toEqual([])
  })

  test.each(['12h', '24h', '3d', '7d', '30d', '90d', '1y'])(
    'range %s shows what there is',
    async (range) => {
      const { page, errors, show, legendMax } = opened()
      await show(`range=${range}`)
      expect(await legendMax()).toMatch(/^\$[\d.]+[KM]$/)
      expect(await page.locator(`[data-id="${range}"]`).getAttribute('aria-checked')).toBe('true')
      expect(errors).toEqual([])
    },
  )

  test('an instrument is found and opened by keyboard', async () => {
    const { page, errors, show } = opened()
    await show('')
    await page.getByRole('button', { name: /^Instrument/ }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('eth')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.title.startsWith('ETHUSDT'))
    await settled(page)
    expect(page.url()).toContain('instrument=binance:ETHUSDT')
    expect(await page.locator('[data-field="last"]').innerText()).toBe('2,613.94')
    expect(errors).toEqual([])
  })

  test('on a phone the page is as wide as the screen and the settings are a sheet', async () => {
    const { page, errors, show } = opened()
    await page.setViewportSize({ width: 390, height: 844 })
    await show('')
    const widths = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.body.scrollWidth,
      innerWidth,
    ])
    expect(Math.max(...widths)).toBe(390)
    const chart = (await page.locator('.chart').boundingBox())!
    expect(chart.width).toBe(390)
    expect(chart.height).toBeGreaterThan(560)
    const short = page.getByRole('radio', { name: 'Short positions only' })
    expect(await short.isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Map settings' }).click()
    await short.click()
    await page.getByRole('button', { name: 'Done' }).click()
    expect(await short.isVisible()).toBe(false)
    expect(page.url()).toContain('side=short')
    expect(errors).toEqual([])
  })
})
