import { describe, expect, test } from 'vitest'
import { binEdge, binMiddle, binOf } from '../../src/heatmap/grid.ts'
import { MINUTE, SECOND } from '../../src/market/units.ts'
import { pixelsOf, settled } from './browser.ts'
import { readTooltip, walkTo } from './crosshair.ts'
import {
  GREY,
  LONG,
  SHORT,
  asks,
  chipOf,
  drawnAt,
  measuredPages,
  pass,
  runsAt,
  toggle,
  words,
} from './measured-page.ts'
import { soon } from './open-live.ts'

describe('measured positions on the page', () => {
  const { open } = measuredPages()

  test('are outlined over the modelled bars and ticked beside the newest column, each side in its colour', async () => {
    const opened = await open()
    const { page, errors, served } = opened
    await words(page, 'Measured 34% of OI · 2 min')
    const long = await drawnAt(opened, 0.97, LONG)
    // Two lines with something else between them: an outline, not a bar.
    const ys = [...new Set(long.edges.map(({ y }) => y))]
    expect(ys).toHaveLength(2)
    expect(ys[1]! - ys[0]!).toBeGreaterThanOrEqual(2)
    expect(long.ticks).toHaveLength(1)
    expect(long.ticks[0]!.y).toBeGreaterThan(ys[0]!)
    expect(long.ticks[0]!.y).toBeLessThan(ys[1]!)
    const short = await drawnAt(opened, 1.03, SHORT)
    expect(new Set(short.edges.map(({ y }) => y)).size).toBe(2)
    // On one scale: half as much is half as long, and its tick is shorter.
    expect(short.edges[0]!.length / long.edges[0]!.length).toBeCloseTo(0.5, 1)
    expect(short.ticks[0]!.length).toBeLessThan(long.ticks[0]!.length)
    expect((await runsAt(opened, 0.97, SHORT)).length).toBe(0)
    expect((await runsAt(opened, 1.03, LONG)).length).toBe(0)

    await page.getByRole('radio', { name: 'Short positions only' }).click()
    await soon(() => runsAt(opened, 0.97, LONG)).toEqual([])
    expect((await drawnAt(opened, 1.03, SHORT)).edges).not.toEqual([])
    expect(new Set(served.zooms).size).toBe(1)
    expect(errors).toEqual([])
  })

  test('outlined and filled bars are on one scale', async () => {
    const { page, served } = await open({}, { levels: [] })
    await words(page, 'Measured 34% of OI · 2 min')
    const plot = (await page.locator('.chart').boundingBox())!
    const line = Array.from({ length: Math.floor(plot.height) - 40 }, (_, i) => ({
      x: plot.x + plot.width - 110,
      y: plot.y + i,
    }))
    /** Pixels of bars that reach this far from the price axis. */
    const lit = async () =>
      (await pixelsOf(page, line)).filter((rgb) => Math.max(...rgb) > 100).length
    expect(await lit()).toBeGreaterThan(20)
    served.changes = {}
    await toggle(page)
    await toggle(page)
    // Beside these the modelled ones are nothing: what is left is outlines of two levels.
    await soon(lit).toBeLessThan(10)
    expect(await lit()).toBeGreaterThan(0)
  })

  test('the chip opens what is measured, how much of it, how old, and what it means', async () => {
    const { page, errors } = await open()
    await words(page, 'Measured 34% of OI · 2 min')
    await page.getByRole('button', { name: 'Measured 34% of OI · 2 min' }).click()
    const panel = page.locator('.measured')
    const said = (field: string) => panel.locator(`[data-field="measured-${field}"]`).innerText()
    expect(await said('longs')).toBe('36% of open interest')
    expect(await said('shorts')).toBe('32% of open interest')
    expect(await said('addresses')).toBe('1,310')
    expect(await said('age')).toBe('2 min ago at the median, oldest 9 min')
    expect(await said('without')).toBe('$1.50M long, $0 short that no price liquidates')
    expect(await panel.locator('p').innerText()).toContain('accounts that Played shows in public')
    expect(errors).toEqual([])
  })

  test.each([
    [
      'no share where open interest is unknown',
      { coverage: null },
      'Measured share unknown · 2 min',
    ],
    [
      'nothing yet where nothing was seen',
      { levels: [], addresses: 0, medianAgeMs: null, oldestAgeMs: null },
      'Measured: nothing yet',
    ],
  ])('the chip says %s', async (_, changes, text) => {
    const { page, errors } = await open({}, changes)
    await words(page, text)
    expect(errors).toEqual([])
  })

  test('switched off it is not drawn, and the address remembers', async () => {
    const opened = await open()
    const { page, errors } = opened
    await words(page, 'Measured 34% of OI · 2 min')
    expect((await drawnAt(opened, 0.97, LONG)).edges).not.toEqual([])
    await toggle(page)
    await words(page, 'Measured: off')
    expect(new URL(page.url()).hash).toContain('measured=off')
    await soon(() => runsAt(opened, 0.97, LONG)).toEqual([])
    await page.reload()
    await settled(page)
    await words(page, 'Measured: off')
    expect(await runsAt(opened, 0.97, LONG)).toEqual([])
    await toggle(page)
    await words(page, 'Measured 34% of OI · 2 min')
    expect(new URL(page.url()).hash).not.toContain('measured')
    await soon(async () => (await drawnAt(opened, 0.97, LONG)).edges.length).toBeGreaterThan(0)
    expect(errors).toEqual([])
  })

  test('switched off by the address it is not asked for', async () => {
    const opened = await open({ hash: 'range=12h&bar=60000&measured=off', stands: true })
    await words(opened.page, 'Measured: off')
    await pass(opened, 30)
    expect(await asks(opened)).toBe(0)
    expect(opened.errors).toEqual([])
  })

  test('an instrument of a venue without positions has no chip and asks for none', async () => {
    const opened = await open({ shows: false, stands: true })
    const { page, errors } = opened
    await pass(opened, 30)
    expect(await chipOf(page).count()).toBe(0)
    expect(await asks(opened)).toBe(0)
    await page.locator('.chart').focus()
    await page.keyboard.press('ArrowLeft')
    await page.locator('.tooltip.placed').waitFor()
    expect(await page.locator('.tooltip').innerText()).not.toContain('Measured')
    expect(errors).toEqual([])
  })

  test('where the server refuses after all, the chip goes and it is not asked again', async () => {
    const opened = await open({ stands: true }, null)
    const { page, errors } = opened
    await soon(() => asks(opened)).toBe(1)
    await soon(() => chipOf(page).count()).toBe(0)
    await pass(opened, 30)
    expect(await asks(opened)).toBe(1)
    expect(await page.locator('.notice.failure').count()).toBe(0)
    expect(errors.filter((text) => !text.includes('404'))).toEqual([])
  })

  test('it is asked for every ten seconds while the page is looked at, and at once when it is again', async () => {
    const opened = await open({ stands: true })
    const { page, errors } = opened
    await words(page, 'Measured 34% of OI · 2 min')
    const begun = await asks(opened)
    await pass(opened, 10)
    expect(await asks(opened)).toBe(begun + 1)
    await pass(opened, 20)
    expect(await asks(opened)).toBe(begun + 3)
    const look = (state: 'hidden' | 'visible') =>
      page.evaluate((to) => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, value: to })
        document.dispatchEvent(new Event('visibilitychange'))
      }, state)
    await look('hidden')
    await pass(opened, 60)
    expect(await asks(opened)).toBe(begun + 3)
    await look('visible')
    expect(await asks(opened)).toBe(begun + 4)
    expect(errors).toEqual([])
  })

  test('it is asked for in the bins of the map, anew when these change', async () => {
    const { page, live, served } = await open()
    await words(page, 'Measured 34% of OI · 2 min')
    const watched = () => {
      const last = live.heard.findLast(({ op }) => op === 'watch')
      return last?.op === 'watch' ? last.zoom : undefined
    }
    await soon(() => served.zooms.at(-1)).toBe(watched())
    const first = served.zooms.at(-1)
    await page.setViewportSize({ width: 1440, height: 420 })
    await soon(() => served.zooms.at(-1)).not.toBe(first)
    await soon(() => served.zooms.at(-1)).toBe(watched())
  })

  test('what is old is grey and says its age; so is all where the server is no longer heard', async () => {
    const opened = await open({}, { medianAgeMs: 10 * MINUTE + 30 * SECOND })
    const { page } = opened
    await words(page, 'Measured 34% of OI · 10 min')
    expect(await chipOf(page).getAttribute('data-tone')).toBe('unknown')
    expect(await runsAt(opened, 0.97, LONG)).toEqual([])
    expect((await drawnAt(opened, 0.97, GREY)).edges).not.toEqual([])

    const other = await open()
    await words(other.page, 'Measured 34% of OI · 2 min')
    expect(await chipOf(other.page).getAttribute('data-tone')).toBe('')
    await other.live.kill()
    await soon(() => chipOf(other.page).getAttribute('data-tone')).toBe('unknown')
    // The whole plot is dimmed too, which would change every colour.
    await other.page.locator('.plot').evaluate((plot) => {
      plot.style.transition = 'none'
      plot.style.filter = 'none'
    })
    expect(await runsAt(other, 0.97, LONG)).toEqual([])
    expect((await drawnAt(other, 0.97, GREY)).ticks).not.toEqual([])
  })

  test('the tooltip of a row tells what is modelled and what is measured', async () => {
    const { page, live, served } = await open({}, { levels: [] })
    await words(page, 'Measured 34% of OI · 2 min')
    const zoom = served.zooms.at(-1)!
    const { openTime, open: price } = live.openBar()
    const bin = binOf(price * 0.98, zoom)
    served.changes = { levels: [[bin, 1_230_000, 45_600]] }
    await toggle(page)
    await toggle(page)
    await words(page, 'Measured 34% of OI')
    const cell = await walkTo(page, openTime - 30 * MINUTE, binMiddle(bin, zoom))
    expect(cell.priceFrom).toBeCloseTo(binEdge(bin, zoom), 0)
    const tooltip = page.locator('.tooltip')
    const said = (field: string) => tooltip.locator(`[data-field="${field}"]`).innerText()
    expect(await tooltip.locator('.tooltip-title').allInnerTexts()).toEqual([
      'Modelled',
      'Measured now',
    ])
    expect([await said('measured-long'), await said('measured-short')]).toEqual([
      '$1.23M',
      '$45.6K',
    ])
    expect(await said('long')).toMatch(/^≈?\$/)
    await page.keyboard.press('ArrowUp')
    expect((await readTooltip(page))!.priceFrom).toBeGreaterThan(cell.priceFrom)
    expect([await said('measured-long'), await said('measured-short')]).toEqual(['$0', '$0'])
  })

  test('on a phone the ticks stand and the chip is among the map settings', async () => {
    const opened = await open({ size: { width: 390, height: 844 } })
    const { page, errors } = opened
    await page.getByRole('button', { name: 'Map settings' }).click()
    await words(page, 'Measured 34% of OI · 2 min')
    await page.getByRole('button', { name: /^Measured/ }).click()
    expect(await page.locator('.measured').isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Done' }).click()
    expect((await drawnAt(opened, 0.97, LONG)).ticks).toHaveLength(1)
    expect(errors).toEqual([])
  })
})
