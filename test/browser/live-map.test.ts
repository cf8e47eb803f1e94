import { describe, expect, test } from 'vitest'
import { colourOfUsd } from '../../src/heatmap/colour-scale.ts'
import { binMiddle, binOf } from '../../src/heatmap/grid.ts'
import { paletteOf } from '../../src/heatmap/palette.ts'
import { levelOf, valueOfLevel } from '../../src/heatmap/quantise.ts'
import { MINUTE } from '../../src/market/units.ts'
import { THEME } from '../../src/web/theme/theme.ts'
import { pixelsOf, settled } from './browser.ts'
import { leaveChart, readTooltip, walkTo } from './crosshair.ts'
import { barOf, columnOf, LIVE_MARKET, livePages, priceText, shownZoom, soon } from './open-live.ts'

describe('the live map', () => {
  const { open } = livePages()

  test('the price, the title and the open candle move with the open bar', async () => {
    const { page, live, errors } = await open({ hash: 'range=12h&bar=60000' })
    const { open: was, openTime } = live.openBar()
    live.say(barOf(live, was * 1.002))
    live.say(columnOf(live, shownZoom(live), []))
    await page
      .locator('[data-field="last"]')
      .filter({ hasText: priceText(was * 1.002) })
      .waitFor()
    expect(await page.title()).toContain(priceText(was * 1.002))
    expect(await page.locator('.quote .as-of').innerText()).toMatch(/^Live\s+22:00:20$/)
    // The candle of the open bar is drawn: green where it has risen.
    const inside = await walkTo(page, openTime + 30_000, was * 1.001)
    await leaveChart(page)
    const up = [0x26, 0xa6, 0x9a]
    expect(await pixelsOf(page, [inside])).toEqual([up])
    live.say(barOf(live, was * 0.998, { high: was * 1.002 }))
    await page
      .locator('[data-field="last"]')
      .filter({ hasText: priceText(was * 0.998) })
      .waitFor()
    const below = await walkTo(page, openTime + 30_000, was * 0.999)
    await leaveChart(page)
    expect(await pixelsOf(page, [below])).toEqual([[0xef, 0x53, 0x50]])
    expect(errors).toEqual([])
  })

  test('the newest column is drawn as it is sent, whole and by its changes, and the profile follows', async () => {
    const { page, live, errors } = await open({ hash: 'range=12h&bar=60000' })
    const zoom = shownZoom(live)
    const watch = { op: 'watch', instrument: live.instrument, model: 'isotherm', zoom }
    await soon(() => live.heard.at(-1)).toEqual(watch)
    const { openTime, open: price } = live.openBar()
    live.say(barOf(live, price))
    const bin = binOf(price * 1.02, zoom)
    const max = await page.locator('[data-field="max"]').innerText()
    const maxUsd = Number(max.slice(1, -1)) * 1e6
    const column = (whole: boolean, levels: [number, number, number][]) =>
      live.say(columnOf(live, zoom, levels, whole))
    column(true, [
      [bin, 0, maxUsd * 0.6],
      [bin + 1, 0, maxUsd * 0.3],
    ])
    const middle = binMiddle(bin, zoom)
    const cell = await walkTo(page, openTime + 30_000, middle)
    expect(cell.zoom).toBe(zoom)
    expect(cell.short.startsWith('≈')).toBe(false)
    await leaveChart(page)
    const wanted = (usd: number): number[] => {
      const scale = { maxUsd, low: 0, high: 1 }
      const [red, green, blue, alpha] = colourOfUsd(
        valueOfLevel(levelOf(usd)),
        scale,
        paletteOf('viridis'),
      )
      const ground = Number.parseInt(THEME.plot.slice(1), 16)
      const under = [ground >> 16, (ground >> 8) & 255, ground & 255]
      return [red, green, blue].map((one, i) => (one * alpha + under[i]! * (255 - alpha)) / 255)
    }
    const near = async (usd: number, x = cell.x): Promise<number> => {
      const [seen] = await pixelsOf(page, [{ x, y: cell.y }])
      return Math.max(...wanted(usd).map((value, i) => Math.abs(value - seen![i]!)))
    }
    expect(await near(maxUsd * 0.6)).toBeLessThanOrEqual(4)
    const chart = (await page.locator('.chart').boundingBox())!
    const profile = chart.x + chart.width - 90
    const [bar] = await pixelsOf(page, [{ x: profile, y: cell.y }])
    expect(bar![0]).toBeGreaterThan(150)

    column(false, [[bin, 0, maxUsd * 0.9]])
    await soon(() => near(maxUsd * 0.9)).toBeLessThanOrEqual(4)
    await walkTo(page, openTime + 30_000, middle)
    const shown = (await readTooltip(page))!
    expect(shown.long).toBe('$0')
    await leaveChart(page)
    column(false, [[bin, 0, 0]])
    await soon(() => near(0)).toBeLessThanOrEqual(1)
    expect(errors).toEqual([])
  })

  test('bars that close reach the map without closed tiles being fetched again', async () => {
    const { page, live, errors } = await open({ hash: 'range=24h&bar=300000' })
    const tiles = () => live.asked.filter((path) => path.includes('/tiles/'))
    const before = new Set(tiles())
    const columnOf = (path: string) => Number(path.split('/').at(-2))
    const xs = [...before].map(columnOf)
    expect(Math.max(...xs)).toBeGreaterThan(Math.min(...xs))
    live.asked.length = 0
    const first = live.openBar().openTime
    for (let i = 0; i < 5; i++) live.extend()
    const to = live.openBar().openTime
    live.say({ type: 'extended', instrument: live.instrument, to })
    await soon(() => tiles().length).toBeGreaterThan(0)
    await settled(page)
    const newest = Math.floor((to - 1) / (5 * MINUTE) / 256)
    expect(new Set(tiles().map(columnOf))).toEqual(new Set([newest]))
    for (const path of tiles()) expect(before.has(path)).toBe(true)
    const candles = live.asked.filter((path) => path.startsWith('/api/v1/candles'))
    expect(candles).toHaveLength(1)
    const query = new URL(candles[0]!, 'http://page').searchParams
    expect(Number(query.get('interval'))).toBe(MINUTE)
    expect(Number(query.get('from'))).toBe(first)
    expect(Number(query.get('to'))).toBe(to)
    // The bucket that has closed is on the map: its cell is read from its tile.
    const cell = await walkTo(page, first + MINUTE, live.openBar().open * 1.02)
    expect(cell.bucketFrom).toBe(first)
    expect(cell.short).not.toBe('≈$0')
    expect(errors).toEqual([])
  })

  test('a revised past is asked for anew', async () => {
    const { page, live, errors } = await open()
    live.asked.length = 0
    live.say({
      type: 'revised',
      instrument: live.instrument,
      from: LIVE_MARKET.candles.openTime[0]!,
    })
    for (const part of ['/instruments', '/candles', '/map', '/coverage'])
      await soon(() => live.asked.some((path) => path.includes(part))).toBe(true)
    await settled(page)
    expect(errors).toEqual([])
  })
})
