import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { HOUR } from '../../src/market/units.ts'
import { memorySource } from '../../src/server/market/market.ts'
import type { RunningServer } from '../../src/server/start-server.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { parseLayouts } from '../../src/web/address/layouts.ts'
import { openPage, settled } from './browser.ts'
import type { ReadCell } from './crosshair.ts'
import { leaveChart, readTooltip } from './crosshair.ts'
import { livePages, soon } from './open-live.ts'
import { startPageServer } from './page-server.ts'

describe('on a phone, with little data, and with kept views', () => {
  const { open, browser, folder } = livePages()
  let server: RunningServer
  beforeAll(async () => {
    const source = memorySource(simulatedMarket(1, 120, HOUR), {
      simulated: true,
      fingerprint: 'simulated',
    })
    server = await startPageServer([source], { page: folder(), hasHistory: true })
  })
  afterAll(() => server?.close())

  /** Opens a page of its own, as on a first visit. */
  async function visit(
    options: Parameters<typeof openPage>[1],
    before?: (page: Page) => Promise<void>,
  ) {
    const opened = await openPage(browser(), options)
    onTestFinished(() => opened.page.close())
    await before?.(opened.page)
    await opened.page.goto(`${server.url}/#range=30d`)
    await settled(opened.page)
    return opened
  }
  const saving = async (page: Page): Promise<void> => {
    await page.addInitScript(() => localStorage.setItem('isotherm.data-saver', 'on'))
  }

  /** Two cells of the map, some steps of the arrow keys apart. */
  async function steps(page: Page, key: string): Promise<[ReadCell, ReadCell]> {
    await page.locator('.chart').focus()
    await page.keyboard.press('ArrowLeft')
    const from = (await readTooltip(page))!
    await page.keyboard.press(`Shift+${key}`)
    const to = (await readTooltip(page))!
    await leaveChart(page)
    return [from, to]
  }
  /** CSS pixels from one row of cells to the next. */
  async function rowHeight(page: Page): Promise<number> {
    const [low, high] = await steps(page, 'ArrowUp')
    const bins = Math.log(high.priceFrom / low.priceFrom) / Math.log(low.priceTo / low.priceFrom)
    return (low.y - high.y) / bins
  }
  /** CSS pixels of an hour. */
  async function hourWidth(page: Page): Promise<number> {
    const [late, early] = await steps(page, 'ArrowLeft')
    return ((late.x - early.x) * HOUR) / (late.bucketFrom - early.bucketFrom)
  }

  test.each([1, 3])('cells are seen at %i device pixels to one of the page', async (ratio) => {
    const { page, errors } = await visit({ width: 360, height: 740, phone: ratio === 3 })
    expect(await rowHeight(page)).toBeGreaterThanOrEqual(2.9)
    expect(errors).toEqual([])
  })

  test('two fingers zoom the chart, and a long press shows what is under it', async () => {
    const { page } = await visit({ width: 360, height: 740, phone: true })
    const before = await hourWidth(page)
    const touch = await page.context().newCDPSession(page)
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at: [number, number][]) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: at.map(([x, y]) => ({ x, y })) })
    const plot = (await page.locator('.chart').boundingBox())!
    const y = plot.y + plot.height / 2
    const fingers = (apart: number): [number, number][] => [
      [150 - apart, y],
      [150 + apart, y],
    ]
    await send('touchStart', fingers(30))
    for (let apart = 40; apart <= 90; apart += 10) await send('touchMove', fingers(apart))
    await send('touchEnd', [])
    await settled(page)
    expect(await hourWidth(page)).toBeGreaterThan(before * 1.2)

    await page.locator('.tooltip.placed').waitFor({ state: 'detached' })
    await send('touchStart', [[180, y]])
    await page.locator('.tooltip.placed').waitFor()
    await send('touchEnd', [])
    const cell = (await readTooltip(page))!
    expect(cell.priceFrom).toBeGreaterThan(0)
    expect(Math.abs(cell.x - 180)).toBeLessThan(12)
  })

  test('saving data, a first visit takes fewer bytes, and the page says what it leaves out', async () => {
    async function bytesOf(before?: (page: Page) => Promise<void>) {
      const asked: Promise<number>[] = []
      const { page, errors } = await visit({ width: 390, height: 844 }, async (one) => {
        one.on('requestfinished', (request) => {
          if (request.url().includes('/api/v1/'))
            asked.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
        })
        await before?.(one)
      })
      await page.waitForLoadState('networkidle')
      expect(errors).toEqual([])
      const bytes = (await Promise.all(asked)).reduce((sum, size) => sum + size, 0)
      return { page, bytes }
    }
    const full = await bytesOf()
    const saved = await bytesOf(saving)
    console.info(`bytes of answers on a first visit: ${full.bytes}, saving data ${saved.bytes}`)
    expect(saved.bytes).toBeLessThan(full.bytes * 0.7)
    const note = (page: Page) => page.locator('[data-field="map-note"]')
    expect(await note(saved.page).innerText()).toContain('Data saver')
    expect(await note(full.page).count()).toBe(0)
  })

  test('saving data, bubbles of the past are not asked for and columns seldom, until it is switched off', async () => {
    const { page, live } = await open({ hash: 'range=12h&bubbles=on', before: saving })
    const past = () => live.asked.filter((path) => path.includes('order=largest')).length
    const watch = () => live.heard.findLast(({ op }) => op === 'watch')
    expect(past()).toBe(0)
    expect(watch()).toMatchObject({ columnEvery: 30_000 })
    await page.getByRole('button', { name: 'Settings', exact: true }).click()
    await page.getByRole('radio', { name: 'Do not save data' }).click()
    await soon(past).toBeGreaterThan(0)
    await soon(watch).not.toHaveProperty('columnEvery')
  })

  test('a view is kept under a name, opened, renamed, taken along as a file and deleted, by keyboard', async () => {
    const { page, errors } = await visit({})
    const range = () => page.getByRole('radio', { name: '7 days' }).getAttribute('aria-checked')
    const said = page.locator('.layouts-said')
    const openSettings = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Settings', exact: true }).focus()
      await page.keyboard.press('Enter')
    }
    await page.getByRole('radio', { name: '7 days' }).click()
    await openSettings()
    await page.getByLabel('Name of the layout').focus()
    await page.keyboard.type('Week')
    await page.keyboard.press('Enter')
    expect(await said.innerText()).toBe('Saved Week.')
    await page.keyboard.press('Escape')
    await page.getByRole('radio', { name: '30 days' }).click()
    expect(await range()).toBe('false')
    await openSettings()
    await page.getByRole('button', { name: 'Week', exact: true }).focus()
    await page.keyboard.press('Enter')
    await soon(range).toBe('true')

    await openSettings()
    await page.getByRole('button', { name: 'Rename Week' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('ly')
    await page.keyboard.press('Enter')
    expect(await said.innerText()).toBe('Renamed to Weekly.')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ])
    const file = await readFile(await download.path(), 'utf8')
    expect(parseLayouts(file)).toMatchObject({ layouts: [{ name: 'Weekly' }] })
    await page.getByRole('button', { name: 'Delete Weekly' }).click()
    expect(await page.locator('.layout-open').count()).toBe(0)

    const choose = (text: string) =>
      page.getByLabel('File of layouts').setInputFiles({
        name: 'some.json',
        mimeType: 'application/json',
        buffer: Buffer.from(text),
      })
    await choose('{"app":"other"}')
    await said.filter({ hasText: 'The file holds no layouts of Isotherm' }).waitFor()
    await choose(file)
    await page.getByRole('button', { name: 'Weekly', exact: true }).waitFor()

    // An address without a view opens what was last shown, and what is kept is still there.
    await page.goto('about:blank')
    await page.goto(server.url)
    await settled(page)
    expect(await range()).toBe('true')
    await openSettings()
    expect(await page.locator('.layout-open').allInnerTexts()).toEqual(['Weekly'])
    expect(errors).toEqual([])
  })
})
