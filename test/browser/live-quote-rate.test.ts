import { describe, expect, test } from 'vitest'
import type { QuoteRateInfo } from '../../src/api/live.ts'
import { parseInstrumentId } from '../../src/market/instrument.ts'
import { livePages } from './open-live.ts'
import type { OpenLive } from './open-live.ts'

/** What one of the quote of the page's instrument is worth. */
const rateOf = ({ live }: Pick<OpenLive, 'live'>, rate: number | null): QuoteRateInfo => ({
  quote: 'USDT',
  rate,
  time: rate === null ? null : live.hello.time,
  base: rate === null ? null : 'BTC',
  references: rate === null ? [] : [parseInstrumentId('kraken:PF_XBTUSD')!],
})

describe('what the quote is worth', () => {
  const { open } = livePages()

  test('fault 50: a quote that leaves its peg is said to, beside the price, and no longer when it is back or unknown', async () => {
    const opened = await open({
      quote: 'USDT',
      prepare: (live) => void (live.hello.quoteRates = [rateOf({ live }, 0.97)]),
    })
    const { page, live } = opened
    const note = page.locator('[data-field="quote-rate"]')
    const words = 'USDT at 0.970 USD by BTC on kraken; amounts count it at 1.'
    expect(await note.innerText()).toBe('USDT 0.970 USD')
    await page.getByRole('button', { name: words }).click()
    expect(await page.locator('.quote-rate-words').innerText()).toBe(`${words} As of 22:00:20.`)
    await page.keyboard.press('Escape')

    const say = (rate: number | null) =>
      live.say({
        type: 'venues',
        time: live.hello.time,
        venues: [],
        quoteRates: [rateOf(opened, rate)],
      })
    say(0.65)
    await note.filter({ hasText: 'USDT 0.650 USD' }).waitFor()
    say(0.995)
    await note.waitFor({ state: 'detached' })
    say(0.9)
    await note.filter({ hasText: '0.900' }).waitFor()
    say(null)
    await note.waitFor({ state: 'detached' })
    // News of venues alone leaves what was said of quotes.
    say(0.9)
    live.say({ type: 'venues', time: live.hello.time, venues: [] })
    live.say({ type: 'backfill', backfill: { state: 'running', done: 1, total: 2, note: 'x' } })
    await page.getByRole('progressbar').waitFor()
    expect(await note.innerText()).toBe('USDT 0.900 USD')
  })

  test('fault 50: on a phone the note takes the place of the change', async () => {
    const { page } = await open({
      quote: 'USDT',
      size: { width: 360, height: 740 },
      prepare: (live) => void (live.hello.quoteRates = [rateOf({ live }, 0.97)]),
    })
    expect(await page.locator('[data-field="quote-rate"]').isVisible()).toBe(true)
    expect(await page.locator('.quote .change').isVisible()).toBe(false)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    const settings = page.getByRole('button', { name: 'Map settings' })
    const { x, width } = (await settings.boundingBox())!
    expect(x + width).toBeLessThanOrEqual(360)
    await page.getByRole('button', { name: /amounts count it at 1/ }).click()
    const panel = (await page.locator('.quote-rate .panel').boundingBox())!
    expect(panel.x).toBeGreaterThanOrEqual(0)
    expect(panel.x + panel.width).toBeLessThanOrEqual(360)
  })
})
