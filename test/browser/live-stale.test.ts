import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { GapInfo, VenueInfo } from '../../src/api/live.ts'
import { THEME } from '../../src/web/theme/theme.ts'
import { pixelsOf, settled } from './browser.ts'
import type { LivePage } from './live-page.ts'
import { venueOf } from './live-page.ts'
import {
  barOf,
  columnOf,
  liquidationOf,
  livePages,
  priceText,
  shownZoom,
  soon,
} from './open-live.ts'

const quote = (page: Page, state: string) => page.locator(`.quote[data-state="${state}"]`)
const asOf = (page: Page) => page.locator('.quote .as-of').innerText()

/** Colour of the price in the toolbar. */
const colourOf = (page: Page) =>
  page.locator('[data-field="last"]').evaluate((element) => getComputedStyle(element).color)

/** A point of the last price's label on the axis. */
async function labelPixel(page: Page): Promise<readonly number[]> {
  const found = await page.evaluate(() => {
    const canvases = [...document.querySelectorAll('.chart td:last-child canvas')]
    const box = canvases[0]!.getBoundingClientRect()
    return { x: box.left + 8, top: box.top, bottom: box.bottom }
  })
  const down = Array.from({ length: Math.floor(found.bottom - found.top) }, (_, i) => ({
    x: found.x,
    y: found.top + i,
  }))
  const colours = await pixelsOf(page, down)
  const brightest = colours.reduce((a, b) => (Math.min(...b) > Math.min(...a) ? b : a))
  return brightest
}

const hexOf = (colour: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))

const tradeIs = (live: LivePage, health: 'stale' | 'proven', cause: string | null): VenueInfo => {
  const well = venueOf(live.instrument, live.hello.time)
  return {
    ...well,
    state: health === 'stale' ? 'partial' : 'live',
    streams: well.streams.map((one) => (one.stream === 'trade' ? { ...one, health, cause } : one)),
  }
}

const gapOf = (live: LivePage): GapInfo => ({
  instrument: live.instrument,
  stream: 'trade',
  from: live.hello.time - 60_000,
  to: live.hello.time,
  cause: 'the connection was lost',
  certainty: 'certain',
  repaired: false,
})

describe('fault 69: old data are never shown as live', () => {
  const { open } = livePages()

  test('fault 69: a server that is killed turns price, venues and tape grey, and its return brings all up to date', async () => {
    const { page, live } = await open()
    const { open: price } = live.openBar()
    live.say(barOf(live, price * 1.001))
    live.say({ type: 'liquidations', liquidations: [liquidationOf(live)] })
    await page.locator('.tape-list tbody tr').waitFor()
    const bright = await colourOf(page)
    await live.kill()
    await quote(page, 'stale').waitFor()
    expect(await asOf(page)).toMatch(/^as of 22:00:20, \d+ s ago$/)
    expect(await colourOf(page)).not.toBe(bright)
    expect(await page.locator('[data-field="last"]').innerText()).toBe(priceText(price * 1.001))
    expect(await page.locator('[data-field="venues"]').innerText()).toBe('Not connected')
    expect(await page.locator('.tape.stale').count()).toBe(1)
    await page.getByRole('button', { name: /^Venues/ }).click()
    expect(await page.locator('.venue [data-field="state"]').allInnerTexts()).toEqual(['Unknown'])
    expect(await page.locator('.venues .dot[data-tone="good"]').count()).toBe(0)
    await page.keyboard.press('Escape')
    const before = await asOf(page)
    await soon(() => asOf(page)).not.toBe(before)

    // Meanwhile two bars have closed and there was a liquidation.
    live.extend()
    live.extend()
    live.hello.time += 120_000
    live.hello.venues = [venueOf(live.instrument, live.hello.time)]
    live.hello.liquidations = [
      liquidationOf(live),
      liquidationOf(live, { time: live.hello.time - 99_000 }),
    ]
    live.asked.length = 0
    live.heard.length = 0
    await live.revive()
    await quote(page, 'live').waitFor()
    await soon(() => live.heard.some(({ op }) => op === 'watch')).toBe(true)
    for (const part of ['/instruments', '/candles', '/map', '/coverage'])
      await soon(() => live.asked.some((path) => path.includes(part))).toBe(true)
    await soon(() => page.locator('.tape-list tbody tr').count()).toBe(2)
    await settled(page)
    expect(await page.locator('.app.stale').count()).toBe(0)
    // One connection, and what is watched is said once.
    expect(live.heard.filter(({ op }) => op === 'watch')).toHaveLength(1)
    const now = live.openBar()
    live.say(barOf(live, now.open))
    await page
      .locator('[data-field="last"]')
      .filter({ hasText: priceText(now.open) })
      .waitFor()
    expect(await asOf(page)).toMatch(/^Live\s+22:02:20$/)
    expect(await colourOf(page)).toBe(bright)
  })

  test('a WebSocket that breaks alone is made again, and what was missed meanwhile is asked for', async () => {
    const { page, live } = await open()
    live.gaps = [gapOf(live)]
    live.hello.liquidations = [liquidationOf(live)]
    live.asked.length = 0
    live.heard.length = 0
    live.cut()
    await page.locator('.tape-list tbody tr').waitFor()
    await page.locator('[data-field="gaps"]').filter({ hasText: '1 gap' }).waitFor()
    for (const part of ['/instruments', '/candles', '/map'])
      await soon(() => live.asked.some((path) => path.includes(part))).toBe(true)
    expect(live.heard.map(({ op }) => op)).toEqual(['watch'])
    await quote(page, 'live').waitFor()
  })

  test('fault 69: a stream that has stopped greys the price though the server is there', async () => {
    const { page, live, errors } = await open()
    live.say(barOf(live, live.openBar().open))
    await soon(() => labelPixel(page)).toEqual(hexOf(THEME.price))
    const cause = 'no trade for 31 s'
    live.say({ type: 'venues', time: live.hello.time, venues: [tradeIs(live, 'stale', cause)] })
    await quote(page, 'stale').waitFor()
    expect(await page.locator('.quote .as-of').getAttribute('title')).toBe(cause)
    await soon(() => labelPixel(page)).toEqual(hexOf(THEME.stale))
    // The server goes on talking of other things; that does not make the price live.
    live.say({ type: 'liquidations', liquidations: [liquidationOf(live)] })
    await page.locator('.tape-list tbody tr').waitFor()
    expect(await quote(page, 'stale').count()).toBe(1)
    live.say({ type: 'venues', time: live.hello.time, venues: [tradeIs(live, 'proven', null)] })
    await quote(page, 'live').waitFor()
    await soon(() => labelPixel(page)).toEqual(hexOf(THEME.price))
    expect(errors).toEqual([])
  })

  test('the newest column is grey while it is not live', async () => {
    const { page, live } = await open({ hash: 'range=12h&bar=300000' })
    live.say(barOf(live, live.openBar().open))
    const bins = Array.from({ length: 4000 }, (_, i): [number, number, number] => [
      i + 20_000,
      9e9,
      0,
    ])
    live.say(columnOf(live, shownZoom(live), bins))
    const box = (await page.locator('.chart').boundingBox())!
    // The brightest colour of the palette is yellow, so its column is found by that.
    const row = Array.from({ length: Math.floor(box.width) - 220 }, (_, i) => ({
      x: box.x + i,
      y: box.y + 20,
    }))
    const isGrey = ([red, green, blue]: readonly number[]) => red === green && green === blue
    const bright = async () => {
      const colours = await pixelsOf(page, row)
      return colours.filter((colour) => Math.max(...colour) > 200)
    }
    const yellow = await bright()
    live.say({ type: 'venues', time: live.hello.time, venues: [tradeIs(live, 'stale', null)] })
    await quote(page, 'stale').waitFor()
    await soon(async () => (await bright()).filter(isGrey).length).toBeGreaterThan(1)
    expect(yellow.filter(isGrey)).toHaveLength(0)
  })

  test('a server that falls silent is noticed, and one that speaks again believed', async () => {
    const { page, live } = await open({ before: (one) => one.clock.install() })
    live.freeze(true)
    // The page's clock goes on; nothing comes.
    await page.clock.fastForward(5_000)
    await page.clock.fastForward(5_000)
    await quote(page, 'stale').waitFor()
    expect(await page.locator('[data-field="venues"]').innerText()).toBe('Not connected')
    live.freeze(false)
    await page.clock.fastForward(2_000)
    await quote(page, 'live').waitFor()
  })

  test('after a sleep nothing looks live until the server has spoken again', async () => {
    const { page, live } = await open({ before: (one) => one.clock.install() })
    live.freeze(true)
    await page.clock.fastForward(8 * 3_600_000)
    await quote(page, 'stale').waitFor()
    expect(await asOf(page)).toMatch(/, 8 h ago$/)
    live.hello.time += 8 * 3_600_000
    live.hello.venues = [venueOf(live.instrument, live.hello.time)]
    live.freeze(false)
    await page.clock.fastForward(6_000)
    await page.clock.fastForward(2_000)
    await quote(page, 'live').waitFor()
  })
})
