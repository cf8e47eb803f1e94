import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import type { LiquidationInfo } from '../../src/api/live.ts'
import type { ServerMessage } from '../../src/api/live-messages.ts'
import { MINUTE } from '../../src/market/units.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { openPage, settled, startBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import type { LivePage } from './live-page.ts'
import { startLivePage, venueOf } from './live-page.ts'

/** Two days of minutes of an invented market, of which the last two hours are still to come. */
export const LIVE_MARKET = simulatedMarket(3, 2, MINUTE)
const TO_COME = 120

export interface OpenLive {
  readonly page: Page
  readonly errors: string[]
  readonly live: LivePage
}

export interface OpenLiveOptions {
  readonly hash?: string
  /** What the instrument is quoted in; USD by default. */
  readonly quote?: string
  /** Changes what the server says first. */
  readonly prepare?: (live: LivePage) => void
  readonly size?: { readonly width: number; readonly height: number }
  /** Before the page is opened. */
  readonly before?: (page: Page) => Promise<void>
}

/** For the tests of a `describe`: the page and the browser, and a function that opens a live page. */
export function livePages() {
  let built = ''
  let browser: Browser | undefined
  beforeAll(async () => {
    built = await buildPage()
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
  })

  async function open(options: OpenLiveOptions = {}): Promise<OpenLive> {
    const { quote = 'USD' } = options
    const live = await startLivePage({
      page: built,
      market: { ...LIVE_MARKET, instrument: { ...LIVE_MARKET.instrument, quote } },
      toCome: TO_COME,
    })
    onTestFinished(() => live.close())
    live.hello.time = live.openBar().openTime + 20_000
    live.hello.venues = [venueOf(live.instrument, live.hello.time - 500)]
    options.prepare?.(live)
    const opened = await openPage(browser!, options.size)
    onTestFinished(() => opened.page.close())
    const { page } = opened
    await options.before?.(page)
    await page.goto(`${live.url}/#${options.hash ?? 'range=12h'}`)
    await settled(page)
    await page.locator('.quote[data-state="live"]').waitFor()
    return { ...opened, live }
  }
  return { open, browser: () => browser!, folder: () => built }
}

/** A liquidation at the server's present. */
export const liquidationOf = (
  live: LivePage,
  changes: Partial<LiquidationInfo> = {},
): LiquidationInfo => ({
  instrument: live.instrument,
  id: null,
  ordinal: 0,
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

/** The open bar as it is once it has come to a price. */
export function barOf(
  live: LivePage,
  close: number,
  changes: Partial<Extract<ServerMessage, { type: 'bar' }>> = {},
): ServerMessage {
  const { openTime, open } = live.openBar()
  return {
    type: 'bar',
    instrument: live.instrument,
    openTime,
    interval: MINUTE,
    open,
    high: Math.max(open, close),
    low: Math.min(open, close),
    close,
    volume: 1,
    takerBuyVolume: null,
    time: openTime + 20_000,
    ...changes,
  }
}

/** Price zoom of the tiles that the page has asked for last: what it watches. */
export function shownZoom(live: LivePage): number {
  const path = live.asked.findLast((one) => one.includes('/tiles/'))
  if (path === undefined) throw new Error('the page has asked for no tile')
  return Number(path.split('/').at(-3))
}

/** The newest column of the open bar. */
export const columnOf = (
  live: LivePage,
  zoom: number,
  levels: [bin: number, longUsd: number, shortUsd: number][],
  whole = true,
): ServerMessage => ({
  type: 'column',
  instrument: live.instrument,
  model: 'isotherm',
  zoom,
  time: live.openBar().openTime + 20_000,
  price: live.openBar().open,
  whole,
  levels,
})

/** 60,123.4 as the page writes a price. */
export const priceText = (price: number): string =>
  price.toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** Waits for what a page is about to show, as long as a slow machine may take. */
export const soon = <Value>(read: () => Value) => expect.poll(read, { timeout: 30_000 })
