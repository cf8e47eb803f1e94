import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { formatPrice, formatUsd } from '../../src/api/format.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { candlesSchema, openInterestSchema } from '../../src/api/schema.ts'
import { HOUR } from '../../src/market/units.ts'
import { ema, rsi } from '../../src/signals/indicators.ts'
import { formatAmount } from '../../src/web/panes/pane-words.ts'
import { NO_RECORDED_MARKETS, hasRecordedMarkets } from './recorded-market.ts'
import type { RecordedPage } from './recorded-page.ts'
import { recordedPage } from './recorded-page.ts'

const BAR = 4 * HOUR

async function answerOf(url: string, path: string): Promise<unknown> {
  const answer = await fetch(`${url}${path}`)
  expect(answer.ok).toBe(true)
  return answer.json()
}

/** The recorded bars of four hours as the API tells them. */
async function barsOf({ url }: RecordedPage) {
  const range = `instrument=binance:BTCUSDT&interval=${BAR}&from=1718000000000&to=1730000000000`
  const candles = candlesSchema.parse(await answerOf(url, `${ROUTES.candles}?${range}`))
  const interest = openInterestSchema.parse(await answerOf(url, `${ROUTES.openInterest}?${range}`))
  return { candles, interest }
}

const legend = (page: Page, pane: string) => page.locator(`[data-pane="${pane}"]`)
const title = hasRecordedMarkets ? 'panes under the chart' : NO_RECORDED_MARKETS

describe.skipIf(!hasRecordedMarkets)(title, () => {
  const opened = recordedPage()

  test('say the numbers of the API, of the newest bar and of the one pointed at', async () => {
    const { page, show, errors } = opened()
    await show('range=30d&panes=volume.oi.cvd.rsi.liquidations&ema=21.200')
    const { candles, interest } = await barsOf(opened())
    const { volume, takerBuyVolume, close } = candles
    const delta = (to: number): number =>
      volume.slice(0, to + 1).reduce((sum, of, i) => sum + 2 * takerBuyVolume[i]! - of, 0)
    const check = async (at: number): Promise<void> => {
      await expect
        .poll(() => legend(page, 'volume').innerText())
        .toBe(`${formatAmount(volume[at]!)} BTC`)
      const end = candles.openTime[at]! + BAR
      const held = interest.openInterest[interest.time.indexOf(end)]!
      await expect
        .poll(() => legend(page, 'oi').innerText())
        .toBe(`${formatUsd(held * close[at]!)}, ${formatAmount(held)} BTC`)
      expect(await legend(page, 'cvd').innerText()).toBe(
        `${formatAmount(delta(at))} BTC since 2024-06-20`,
      )
      expect(await legend(page, 'rsi').innerText()).toBe(rsi(close, 14)[at]!.toFixed(1))
      for (const period of [21, 200])
        expect(await page.locator(`[data-ema="${period}"]`).innerText()).toBe(
          formatPrice(ema(close, period)[at]!, 1),
        )
      // The file tells sums of the hours before alone, and this market none: that is not 0.
      expect(await legend(page, 'liquidations').innerText()).toBe('not known')
    }
    const newest = close.length - 1
    await check(newest)
    await page.locator('.chart').focus()
    // From a bar in the midst, whichever it is after so many steps.
    for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowLeft')
    await page.locator('.tooltip.placed').waitFor()
    const said = await legend(page, 'rsi').innerText()
    const at = rsi(close, 14).findLastIndex((value) => value?.toFixed(1) === said)
    expect(at).toBeLessThan(newest)
    await check(at)
    expect(errors).toEqual([])
  })

  test('come and go by keyboard, stand one under the other, and are in the address', async () => {
    const { page, show } = opened()
    await show('range=30d')
    expect(await page.locator('.pane-legend').count()).toBe(0)
    const button = page.getByRole('button', { name: 'Panes: none' })
    await button.focus()
    await page.keyboard.press('Enter')
    for (const name of ['RSI 14', 'Open interest', 'EMA 50']) {
      await page.getByRole('checkbox', { name }).focus()
      await page.keyboard.press('Space')
    }
    await page.keyboard.press('Escape')
    await expect.poll(() => page.url()).toContain('panes=rsi.oi')
    expect(page.url()).toContain('ema=50')
    await page.reload()
    await expect.poll(() => page.locator('.pane-legend').count()).toBe(2)
    await expect
      .poll(() => page.locator('.pane-legend').allInnerTexts())
      .toEqual([expect.stringMatching(/^Open interest \$/), expect.stringMatching(/^RSI 14 \d/)])
    const boxes = await Promise.all(
      [0, 1].map((i) => page.locator('.pane-legend').nth(i).boundingBox()),
    )
    expect(boxes[1]!.y - boxes[0]!.y).toBeGreaterThan(60)
    await page.getByRole('button', { name: /^Panes/ }).click()
    await page.getByRole('checkbox', { name: 'RSI 14' }).click()
    await page.getByRole('checkbox', { name: 'Open interest' }).click()
    await expect.poll(() => page.locator('.pane-legend').count()).toBe(0)
    expect(page.url()).not.toContain('panes=')
  })

  test.each([
    [390, 844],
    [360, 740],
  ])('a phone of %i × %i shows two at most', async (width, height) => {
    const { page, show, errors } = opened()
    await page.setViewportSize({ width, height })
    await show('range=30d&panes=volume.oi.cvd')
    await expect.poll(() => page.locator('.pane-legend').count()).toBe(2)
    await expect.poll(() => legend(page, 'oi').innerText()).toMatch(/^\$/)
    await page.getByRole('button', { name: 'Map settings' }).click()
    await page.getByRole('button', { name: 'Panes: 2' }).click()
    await page.getByRole('checkbox', { name: 'RSI 14' }).click()
    await expect.poll(() => page.url()).toContain('panes=oi.cvd.rsi')
    expect(await page.locator('.pane-legend').count()).toBe(2)
    expect(errors).toEqual([])
  })
})
