import { describe, expect, onTestFinished, test } from 'vitest'
import { memorySource } from '../../src/server/market/market.ts'
import { openPage, settled } from './browser.ts'
import { venueOf } from './live-page.ts'
import { LIVE_MARKET, barOf, liquidationOf, livePages } from './open-live.ts'
import { startPageServer } from './page-server.ts'

describe('the page goes live', () => {
  const { open, browser, folder } = livePages()

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
    const { page, live } = await open({
      prepare: (one) => {
        one.hello.backfill = { state: 'running', done: 12, total: 80, note }
      },
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
            if (node?.closest('.tape-list tbody') === null) shifts.push(node.outerHTML.slice(0, 90))
      }).observe({ type: 'layout-shift', buffered: false })
    })
    const { open: price } = live.openBar()
    for (let i = 0; i < 5; i++) {
      live.say(barOf(live, price * (1 + i / 1000)))
      live.say({ type: 'liquidations', liquidations: [liquidationOf(live)] })
      const state = (['live', 'partial', 'dead', 'delayed', 'live'] as const)[i]!
      const changed = venueOf(live.instrument, live.hello.time, { state })
      live.say({ type: 'venues', time: live.hello.time, venues: [changed] })
      await page.waitForFunction(
        (n) => document.querySelectorAll('.tape-list tbody tr').length === n,
        i + 1,
      )
    }
    await page.evaluate(() => new Promise(requestAnimationFrame))
    expect(await page.evaluate(() => (window as unknown as { shifts: string[] }).shifts)).toEqual(
      [],
    )
  })

  test('a screen reader is told now and then, politely and summed up', async () => {
    const { page, live } = await open({ before: (one) => one.clock.install() })
    const told = page.locator('.for-readers[role="status"][aria-live="polite"]')
    expect(await told.innerText()).toBe('')
    const both = [
      liquidationOf(live),
      liquidationOf(live, { position: 'short', notionalUsd: 9_000 }),
    ]
    live.say({ type: 'liquidations', liquidations: both })
    await page.locator('.tape-list tbody tr').nth(1).waitFor()
    const cause = 'no trade for 31 s'
    const well = venueOf(live.instrument, live.hello.time)
    const streams = well.streams.map((one) => ({ ...one, health: 'stale' as const, cause }))
    live.say({ type: 'venues', time: live.hello.time, venues: [{ ...well, streams }] })
    await page.locator('.quote[data-state="stale"]').waitFor()
    expect(await told.innerText()).toBe('')
    for (let done = 1; done <= 5; done++) {
      // Time passes once the page has heard this: silence would be another cause.
      const backfill = { state: 'running', done, total: 9, note: null } as const
      live.say({ type: 'backfill', backfill })
      await page
        .locator('.backfill')
        .filter({ hasText: `${done} of 9` })
        .waitFor()
      await page.clock.fastForward(3_500)
    }
    const words = `Prices are not live: ${cause}. 2 liquidations: longs $30.1K, shorts $9.00K.`
    await told.filter({ hasText: words }).waitFor()
  })

  test('on a phone the tape and the venues are sheets, and nothing is wider than the screen', async () => {
    const phone = { width: 390, height: 844 }
    const { page, live, errors } = await open({ size: phone })
    const wide = () =>
      page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth))
    expect(await wide()).toBe(390)
    expect(await page.locator('.tape').count()).toBe(0)
    expect((await page.locator('.chart').boundingBox())!.height).toBeGreaterThan(540)
    live.say({ type: 'liquidations', liquidations: [liquidationOf(live)] })
    await page.getByRole('button', { name: 'Liquidations' }).click()
    await page.locator('.tape-list tbody tr').waitFor()
    const sheet = (await page.locator('.tape').boundingBox())!
    expect([sheet.x, sheet.width, sheet.y + sheet.height]).toEqual([0, 390, 844])
    await page.getByRole('button', { name: 'Close liquidations' }).click()
    await page.getByRole('button', { name: /^Venues/ }).click()
    const panel = (await page.getByRole('dialog', { name: /^Venues/ }).boundingBox())!
    expect([panel.x, panel.width, panel.y + panel.height]).toEqual([0, 390, 844])
    await page.keyboard.press('Escape')
    expect(await wide()).toBe(390)
    expect(await page.locator('.live-strip .as-of').innerText()).toMatch(/^Live/)
    expect(errors).toEqual([])
  })

  test('a server without a live part is left alone: the page is as it was', async () => {
    const source = memorySource(LIVE_MARKET, { simulated: false, fingerprint: 'still' })
    const server = await startPageServer([source], { page: folder(), hasHistory: true })
    onTestFinished(() => server.close())
    const { page, errors } = await openPage(browser())
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
