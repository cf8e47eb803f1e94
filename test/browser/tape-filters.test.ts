import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LiquidationInfo } from '../../src/api/live.ts'
import { formatUsd } from '../../src/api/format.ts'
import { HOUR } from '../../src/market/units.ts'
import { minutesOf } from '../../src/model/feed-minutes.ts'
import { missingIn } from '../../src/pipeline/realised-rows.ts'
import { sourceOfMinutes } from '../../src/pipeline/realised-sums.ts'
import type { Market } from '../../src/server/market/market.ts'
import { memorySource } from '../../src/server/market/market.ts'
import type { RunningServer } from '../../src/server/start-server.ts'
import { openPage, settled, startBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import { LIVE_MARKET, liquidationOf, livePages } from './open-live.ts'
import { startPageServer } from './page-server.ts'

describe('the filters of the tape', () => {
  const { open } = livePages()

  test('show a side, an amount and a venue, and are in the address', async () => {
    const { page, live, errors } = await open()
    const bybit = { instrument: 'bybit:ETHUSDT' as LiquidationInfo['instrument'] }
    live.say({
      type: 'liquidations',
      liquidations: [
        liquidationOf(live, { notionalUsd: 5_000 }),
        liquidationOf(live, { notionalUsd: 50_000, position: 'short' }),
        liquidationOf(live, { ...bybit, notionalUsd: 70_000, position: 'short' }),
      ],
    })
    const rows = page.locator('.tape-list tbody tr')
    await expect.poll(() => rows.count()).toBe(2)
    await page.getByRole('radio', { name: 'Closed shorts' }).click()
    await expect.poll(() => rows.count()).toBe(1)
    expect(await rows.first().innerText()).toContain('$50.0K')
    await page.getByRole('radio', { name: 'All instruments' }).click()
    await expect.poll(() => rows.count()).toBe(2)
    await expect.poll(() => page.url()).toContain('tape-of=all&tape-side=short')
    await page.goto(page.url().replace('tape-side=short', 'tape-side=short&tape-venue=bybit'))
    await page.reload()
    await settled(page)
    live.say({
      type: 'liquidations',
      liquidations: [
        liquidationOf(live, { position: 'short' }),
        liquidationOf(live, { ...bybit, notionalUsd: 70_000, position: 'short' }),
      ],
    })
    await expect.poll(() => rows.count()).toBe(1)
    expect(await rows.first().innerText()).toContain('ETHUSDT')
    expect(errors).toEqual([])
  })
})

describe('the tape of a history', () => {
  let built = ''
  let server: RunningServer | undefined
  let browser: Browser | undefined
  const all: LiquidationInfo[] = []

  beforeAll(async () => {
    built = await buildPage()
    browser = await startBrowser()
    const [market] = await memorySource(LIVE_MARKET, {
      simulated: true,
      fingerprint: 'tape',
    }).markets()
    const { from, to } = market!.stored
    for (let i = 0; i < 250; i++)
      all.push({
        instrument: LIVE_MARKET.instrument.id,
        id: String(i),
        ordinal: 0,
        time: to - 1 - i * 5 * 60_000,
        receivedTime: to,
        position: i % 3 === 0 ? 'long' : 'short',
        price: 60_000,
        priceKind: 'fill',
        quantity: 1,
        notionalUsd: 1_000 + i,
        suspect: null,
      })
    const prints = all.map(({ time, position, notionalUsd: usd }) => ({ time, position, usd }))
    const known = {
      from,
      to,
      missing: missingIn([{ from: to - 20 * HOUR, to: to - 14 * HOUR }], to),
    }
    const more: Partial<Market> = {
      liquidations: async (since, until) => all.filter(({ time }) => time >= since && time < until),
      liquidated: async () => [sourceOfMinutes(minutesOf(prints), known)],
    }
    server = await startPageServer([{ markets: async () => [{ ...market!, ...more }] }], {
      page: built,
      hasHistory: true,
    })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  test('tells what is stored, newest first and in pages, with sums of the last hours', async () => {
    const { page, errors } = await openPage(browser!)
    await page.goto(`${server!.url}/#range=24h&panes=liquidations`)
    await settled(page)
    await page.getByRole('button', { name: 'Liquidations', exact: true }).click()
    const rows = page.locator('.tape-list tbody tr')
    await expect.poll(() => rows.count()).toBe(100)
    expect(await rows.first().innerText()).toContain('$1.00K')
    await page.getByRole('button', { name: 'Older ones' }).click()
    await expect.poll(() => rows.count()).toBe(200)
    await page.getByRole('button', { name: 'Older ones' }).click()
    await expect.poll(() => rows.count()).toBe(250)
    const end = LIVE_MARKET.candles.openTime.at(-1)! + LIVE_MARKET.candles.interval
    for (const hours of [1, 4, 12])
      for (const side of ['long', 'short'] as const) {
        const sum = all
          .filter(({ time, position }) => time >= end - hours * HOUR && position === side)
          .reduce((total, { notionalUsd }) => total + notionalUsd, 0)
        // oxlint-disable-next-line no-await-in-loop
        expect(await page.locator(`[data-total="${side}-${hours}h"]`).innerText()).toBe(
          formatUsd(sum),
        )
      }
    // Six hours of the day are missing, and that is said.
    expect(await page.locator('.tape-totals thead').innerText()).toContain('24h (75%)')
    await page.getByRole('radio', { name: 'Closed longs', exact: true }).click()
    await expect.poll(() => rows.count()).toBe(84)
    const legend = page.locator('[data-pane="liquidations"]')
    expect(await legend.innerText()).toMatch(/^long \$[\d.]+K? short \$[\d.]+K?/)
    expect(errors).toEqual([])
    await page.close()
  })
})
