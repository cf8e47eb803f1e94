import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { LiquidationInfo } from '../../src/api/live.ts'
import { colourOfUsd } from '../../src/heatmap/colour-scale.ts'
import { binMiddle, binOf } from '../../src/heatmap/grid.ts'
import { paletteOf } from '../../src/heatmap/palette.ts'
import { levelOf, valueOfLevel } from '../../src/heatmap/quantise.ts'
import { MINUTE } from '../../src/market/units.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.ts'
import { THEME } from '../../src/web/theme.ts'
import { openPage, pixelsOf, settled, startBrowser } from './browser.ts'
import type { BuiltPage } from './built-page.ts'
import { buildPage } from './built-page.ts'
import { leaveChart, readTooltip, walkTo } from './crosshair.ts'
import type { LivePage } from './live-page.ts'
import { startLivePage, venueOf } from './live-page.ts'
import { startPageServer } from './page-server.ts'
import { memorySource } from '../../src/server/market.ts'

describe('the page goes live', () => {
  const market = simulatedMarket(3, 2, MINUTE)
  let built: BuiltPage
  let browser: Browser

  beforeAll(async () => {
    built = await buildPage()
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await built?.remove()
  })

  async function open(
    hash = 'range=12h',
    prepare: (live: LivePage) => void = () => {},
    size?: { width: number; height: number },
  ) {
    const live = await startLivePage({ page: built.folder, market, toCome: 120 })
    onTestFinished(() => live.close())
    live.hello.time = live.openBar().openTime + 20_000
    live.hello.venues = [venueOf(live.instrument, live.hello.time - 500)]
    prepare(live)
    const opened = await openPage(browser, size)
    onTestFinished(() => opened.page.close())
    const { page } = opened
    await page.goto(`${live.url}/#${hash}`)
    await settled(page)
    await page.locator('.quote[data-state="live"]').waitFor()
    return { ...opened, live }
  }

  const liquidation = (
    live: LivePage,
    changes: Partial<LiquidationInfo> = {},
  ): LiquidationInfo => ({
    instrument: live.instrument,
    time: live.hello.time,
    receivedTime: live.hello.time + 80,
    position: 'long',
    price: 60_123.4,
    priceKind: 'fill',
    quantity: 0.5,
    notionalUsd: 30_061.7,
    suspect: null,
    ...changes,
  })

  const barOf = (live: LivePage, close: number, changes = {}) => {
    const { openTime, open } = live.openBar()
    const [high, low] = [Math.max(open, close), Math.min(open, close)]
    return {
      type: 'bar' as const,
      instrument: live.instrument,
      openTime,
      interval: MINUTE,
      open,
      high,
      low,
      close,
      volume: 1,
      takerBuyVolume: null,
      time: openTime + 20_000,
      ...changes,
    }
  }

  test('a liquidation appears on top of the tape, in words and numbers', async ({ annotate }) => {
    const { page, live, errors } = await open()
    const rows = page.locator('.tape tbody tr')
    expect(await rows.count()).toBe(0)
    live.say({ type: 'liquidations', liquidations: [liquidation(live)] })
    await rows.first().waitFor()
    const first = (await rows.first().innerText()).replaceAll(/\s+/g, ' ')
    expect(first).toMatch(/^22:00:20 BTCUSD-SIM simulated ▼ Long 60,123\.4 \$30\.1K ◐/)
    expect(await rows.first().locator('.mark').innerText()).toContain('Sampled')
    const short = {
      position: 'short',
      priceKind: 'bankruptcy',
      time: live.hello.time + 1000,
    } as const
    live.say({ type: 'liquidations', liquidations: [liquidation(live, short)] })
    await page.waitForFunction(() => document.querySelectorAll('.tape tbody tr').length === 2)
    expect(await rows.first().innerText()).toMatch(/▲\s+Short/)
    const price = rows.first().locator('.number').first()
    expect(await price.getAttribute('title')).toContain('bankruptcy price')

    // From the server's socket to the page's text, on this machine: told, not judged.
    await page.evaluate(() => {
      const seen: number[] = []
      Object.assign(window, { seen })
      new MutationObserver(() => seen.push(Date.now())).observe(
        document.querySelector('.tape tbody')!,
        { childList: true },
      )
    })
    const waits: number[] = []
    for (let i = 0; i < 20; i++) {
      const said = Date.now()
      live.say({ type: 'liquidations', liquidations: [liquidation(live)] })
      await page.waitForFunction(
        (n) => (window as unknown as { seen: number[] }).seen.length > n,
        i,
      )
      const seen = await page.evaluate((n) => (window as unknown as { seen: number[] }).seen[n], i)
      waits.push(seen! - said)
    }
    waits.sort((a, b) => a - b)
    await annotate(`socket to page: p50 ${waits[10]} ms, worst of 20 ${waits.at(-1)} ms`)
    expect(await rows.count()).toBe(22)
    expect(errors).toEqual([])
  })

  test('the tape is bounded, filtered, and stands still while it is read', async () => {
    const { page, live } = await open()
    const rows = page.locator('.tape tbody tr')
    const other = { instrument: 'bybit:ETHUSDT' as LiquidationInfo['instrument'] }
    live.say({ type: 'liquidations', liquidations: [liquidation(live, { notionalUsd: 5e6 })] })
    for (let i = 0; i < 20; i++)
      live.say({
        type: 'liquidations',
        liquidations: Array.from({ length: 500 }, () => liquidation(live, { ...other, price: i })),
      })
    await rows.first().waitFor()
    expect(await rows.count()).toBe(1)
    await page.getByRole('radio', { name: 'All instruments' }).click()
    await page.waitForFunction(() => document.querySelectorAll('.tape tbody tr').length === 200)
    await page.locator('.tape').getByRole('button', { name: /^Min/ }).click()
    await page.getByRole('option', { name: '$100K' }).click()
    await page.waitForFunction(() => document.querySelectorAll('.tape tbody tr').length === 1)
    expect(await rows.first().innerText()).toContain('$5.00M')

    await rows.first().hover()
    const paused = page.locator('[data-field="paused"]')
    await paused.filter({ hasText: /^Paused$/ }).waitFor()
    live.say({ type: 'liquidations', liquidations: [liquidation(live, { notionalUsd: 7e6 })] })
    await paused.filter({ hasText: 'Paused, 1 new' }).waitFor()
    expect(await rows.count()).toBe(1)
    await page.mouse.move(300, 300)
    await page.waitForFunction(() => document.querySelectorAll('.tape tbody tr').length === 2)
    expect(await rows.first().innerText()).toContain('$7.00M')
  })

  test('the price, the title and the open candle move with the open bar', async () => {
    const { page, live, errors } = await open('range=12h&bar=60000')
    const { open: was, openTime } = live.openBar()
    live.say(barOf(live, was * 1.002))
    const text = (price: number) =>
      price.toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
    await page
      .locator('[data-field="last"]')
      .filter({ hasText: text(was * 1.002) })
      .waitFor()
    expect(await page.title()).toContain(text(was * 1.002))
    expect(await page.locator('.quote .as-of').innerText()).toMatch(/^Live\s+22:00:20$/)
    // The candle of the open bar is drawn: green where it has risen.
    const inside = await walkTo(page, openTime + 30_000, was * 1.001)
    await leaveChart(page)
    const up = [0x26, 0xa6, 0x9a]
    expect(await pixelsOf(page, [inside])).toEqual([up])
    live.say(barOf(live, was * 0.998, { high: was * 1.002 }))
    await page
      .locator('[data-field="last"]')
      .filter({ hasText: text(was * 0.998) })
      .waitFor()
    const below = await walkTo(page, openTime + 30_000, was * 0.999)
    await leaveChart(page)
    expect(await pixelsOf(page, [below])).toEqual([[0xef, 0x53, 0x50]])
    expect(errors).toEqual([])
  })

  test('the newest column is drawn as it is sent, whole and by its changes, and the profile follows', async () => {
    const { page, live, errors } = await open('range=12h&bar=60000')
    const watch = live.heard.at(-1)!
    if (watch.op !== 'watch') throw new Error('nothing is watched')
    expect(watch).toMatchObject({ instrument: live.instrument, model: 'isotherm' })
    const { zoom } = watch
    const { openTime, open: price } = live.openBar()
    live.say(barOf(live, price))
    const bin = binOf(price * 1.02, zoom)
    const max = await page.locator('[data-field="max"]').innerText()
    const maxUsd = Number(max.slice(1, -1)) * 1e6
    const column = (whole: boolean, levels: [number, number, number][]) =>
      live.say({
        type: 'column',
        instrument: live.instrument,
        model: 'isotherm',
        zoom,
        time: openTime + 20_000,
        price,
        whole,
        levels,
      })
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
    await expect.poll(() => near(maxUsd * 0.9)).toBeLessThanOrEqual(4)
    await walkTo(page, openTime + 30_000, middle)
    const shown = (await readTooltip(page))!
    expect(shown.long).toBe('$0')
    await leaveChart(page)
    column(false, [[bin, 0, 0]])
    await expect.poll(() => near(0)).toBeLessThanOrEqual(1)
    expect(errors).toEqual([])
  })

  test('bars that close reach the map without closed tiles being fetched again', async () => {
    const { page, live, errors } = await open('range=24h&bar=300000')
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
    await expect.poll(() => tiles().length).toBeGreaterThan(0)
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
    live.say({ type: 'revised', instrument: live.instrument, from: market.candles.openTime[0]! })
    for (const part of ['/instruments', '/candles', '/map', '/coverage'])
      await expect.poll(() => live.asked.some((path) => path.includes(part))).toBe(true)
    await settled(page)
    expect(errors).toEqual([])
  })

  test('what a venue says is text, and a message that is none changes nothing', async () => {
    const { page, live, errors } = await open()
    live.sayRaw('{')
    live.sayRaw('{"type":"bar"}')
    live.sayRaw('{"type":"from the future"}')
    const problem = '<img src=x onerror=alert(1)> refused'
    const changed = venueOf(live.instrument, live.hello.time, { state: 'partial', problem })
    live.say({ type: 'venues', time: live.hello.time, venues: [changed] })
    await page.getByRole('button', { name: 'Venues: 0 of 1 live' }).click()
    const row = page.locator('.venue')
    expect(await row.locator('[data-field="state"]').innerText()).toBe('Partial')
    await row.locator('summary').click()
    expect(await row.locator('.venue-problem').innerText()).toBe(problem)
    expect(await row.locator('img').count()).toBe(0)
    expect(await row.locator('.streams tr').count()).toBe(3)
    expect(errors).toHaveLength(1)
    expect(errors[0]).toContain('could not be used')
  })

  test('the back-fill shows how far it is, and goes when it is done', async () => {
    const note = 'Binance BTCUSDT, candles'
    const { page, live } = await open('range=12h', (one) => {
      one.hello.backfill = { state: 'running', done: 12, total: 80, note }
    })
    const bar = page.getByRole('progressbar', { name: 'Pages of history' })
    expect(await bar.evaluate((element: HTMLProgressElement) => element.position)).toBe(0.15)
    expect(await page.locator('.backfill').innerText()).toContain('12 of 80')
    const done = { state: 'done', done: 80, total: 80, note: null } as const
    live.say({ type: 'backfill', backfill: done })
    await bar.waitFor({ state: 'detached' })
  })

  test('while all of it moves, nothing around it does', async () => {
    const { page, live } = await open()
    await page.evaluate(() => {
      const shifts: string[] = []
      Object.assign(window, { shifts })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          for (const { node } of (entry as unknown as { sources: { node: Element | null }[] })
            .sources)
            if (node?.closest('.tape tbody') === null) shifts.push(node.outerHTML.slice(0, 90))
      }).observe({ type: 'layout-shift', buffered: false })
    })
    const { open: price } = live.openBar()
    for (let i = 0; i < 5; i++) {
      live.say(barOf(live, price * (1 + i / 1000)))
      live.say({ type: 'liquidations', liquidations: [liquidation(live)] })
      const state = (['live', 'partial', 'dead', 'delayed', 'live'] as const)[i]!
      const changed = venueOf(live.instrument, live.hello.time, { state })
      live.say({ type: 'venues', time: live.hello.time, venues: [changed] })
      await page.waitForFunction(
        (n) => document.querySelectorAll('.tape tbody tr').length === n,
        i + 1,
      )
    }
    await page.evaluate(() => new Promise(requestAnimationFrame))
    expect(await page.evaluate(() => (window as unknown as { shifts: string[] }).shifts)).toEqual(
      [],
    )
  })

  test('on a phone the tape and the venues are sheets, and nothing is wider than the screen', async () => {
    const phone = { width: 390, height: 844 }
    const { page, live, errors } = await open('range=12h', () => {}, phone)
    const wide = () =>
      page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth))
    expect(await wide()).toBe(390)
    expect(await page.locator('.tape').count()).toBe(0)
    expect((await page.locator('.chart').boundingBox())!.height).toBeGreaterThan(540)
    live.say({ type: 'liquidations', liquidations: [liquidation(live)] })
    await page.getByRole('button', { name: 'Liquidations' }).click()
    await page.locator('.tape tbody tr').waitFor()
    const sheet = (await page.locator('.tape').boundingBox())!
    expect([sheet.x, sheet.width, sheet.y + sheet.height]).toEqual([0, 390, 844])
    await page.getByRole('button', { name: 'Close liquidations' }).click()
    await page.getByRole('button', { name: /^Venues/ }).click()
    const panel = (await page.getByRole('dialog', { name: /^Venues/ }).boundingBox())!
    expect([panel.x, panel.width, panel.y + panel.height]).toEqual([0, 390, 844])
    await page.keyboard.press('Escape')
    expect(await wide()).toBe(390)
    expect(await page.locator('.strip .as-of').innerText()).toMatch(/^Live/)
    expect(errors).toEqual([])
  })

  test('a server without a live part is left alone: the page is as it was', async () => {
    const source = memorySource(market, { simulated: false, fingerprint: 'still' })
    const server = await startPageServer([source], { page: built.folder, hasHistory: true })
    onTestFinished(() => server.close())
    const { page, errors } = await openPage(browser)
    onTestFinished(() => page.close())
    const sockets: string[] = []
    page.on('websocket', (socket) => sockets.push(socket.url()))
    await page.goto(`${server.url}/#range=12h`)
    await settled(page)
    expect(await page.locator('.quote').getAttribute('data-state')).toBe('history')
    expect(await page.locator('.quote .as-of').innerText()).toMatch(/^as of 2026-/)
    expect(await page.locator('.tape, .status').count()).toBe(0)
    expect(sockets).toEqual([])
    expect(errors).toEqual([])
  })
})
