import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { instrumentId } from '../../src/market/instrument.ts'
import { HOUR } from '../../src/market/units.ts'
import { memorySource } from '../../src/server/market/market.ts'
import type { RunningServer } from '../../src/server/start-server.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { openPage, settled, startBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import { startPageServer } from './page-server.ts'
import { scoreOf, serveScores, unscored } from './scoreboard-answers.ts'

describe('the scoreboard', () => {
  let built = ''
  let server: RunningServer
  let browser: Browser

  const market = simulatedMarket(1, 10, HOUR)
  const named = (symbol: string) => ({
    ...market.instrument,
    id: instrumentId(market.instrument.venue, symbol),
    symbol,
  })
  const [first, second] = [named('AAAUSD'), named('BBBUSD')]

  beforeAll(async () => {
    built = await buildPage()
    const sources = [first, second].map((instrument) =>
      memorySource({ ...market, instrument }, { simulated: false, fingerprint: instrument.symbol }),
    )
    server = await startPageServer(sources, { page: built, hasHistory: true })
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  /** Opens the map; the answers about scores are given by the test. */
  async function open(
    answers: (page: Page) => Promise<void>,
    { hash = '', width = 1440, height = 900 } = {},
  ) {
    const opened = await openPage(browser, { width, height })
    const { page } = opened
    onTestFinished(() => page.close())
    await answers(page)
    await page.goto(`${server.url}/#${hash}`)
    return {
      ...opened,
      field: (name: string) => page.locator(`.score-detail [data-field="${name}"]`),
    }
  }

  const both = (page: Page) =>
    serveScores(page, [scoreOf(first.id, 0.199), scoreOf(second.id, -0.25)])

  test('is opened and closed by keyboard, and lives in the address', async () => {
    const { page, errors } = await open(both)
    await settled(page)
    const button = page.getByRole('button', { name: 'Scoreboard' })
    await button.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Scoreboard' }).waitFor()
    expect(page.url()).toContain('page=scores')
    expect(await button.getAttribute('aria-pressed')).toBe('true')
    // From the button on: list and detail are reached by Tab alone.
    const rows = page.getByRole('navigation', { name: 'Instruments' }).getByRole('button')
    await rows.first().waitFor()
    for (
      let i = 0;
      i < 6 && !(await rows.nth(1).evaluate((row) => row === document.activeElement));
      i++
    )
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('#score-title').filter({ hasText: 'BBBUSD' }).waitFor()
    expect(await rows.nth(1).evaluate((row) => row === document.activeElement)).toBe(true)
    expect(await rows.nth(1).getAttribute('aria-current')).toBe('true')
    await page.keyboard.press('Escape')
    await settled(page)
    expect(page.url()).not.toContain('page=')
    expect(await page.locator('.picker-symbol').innerText()).toBe('BBBUSD')
    expect(errors).toEqual([])
  })

  test('shows the numbers that were answered, with their intervals and their age', async () => {
    const { page, field, errors } = await open(both, { hash: 'page=scores' })
    await field('qlike-gain').waitFor()
    const texts = async (...names: string[]) =>
      Promise.all(names.map((name) => field(name).innerText()))
    expect(await texts('headline', 'scored')).toEqual([
      'Adds information to the candle',
      'Scored 14 min ago, 2026-11-22 10:16 UTC',
    ])
    expect(await texts('qlike-gain', 'qlike-gain-ends')).toEqual(['+0.199', '[+0.099, +0.299]'])
    expect(await texts('spearman', 'partial')).toEqual(['0.84', '0.49'])
    expect(await texts('ratio', 'ratio-ends')).toEqual(['0.92', '[0.84, 1.01]'])
    expect(await texts('discount', 'discount-ends')).toEqual(['8%', '[−1%, 16%]'])
    expect(await texts('band', 'feed', 'recalibrated', 'hours')).toEqual([
      '74%',
      'Sound',
      '2026-11-20 00:00',
      '1,465',
    ])
    const table = page.locator('.score-table tbody tr')
    const models = await table.evaluateAll((rows) => rows.map((row) => row.dataset['model']))
    expect(models).toEqual([
      'isotherm',
      'openingOnly',
      'excursionTimesVolume',
      'excursion',
      'permutedMap',
    ])
    expect(await table.nth(3).locator('[data-field="row-gain"]').innerText()).toBe('−0.238')
    expect(await page.locator('.reliability circle').count()).toBe(5)
    expect(await page.locator('.score-days rect[data-side="bad"]').count()).toBe(2)
    expect(errors).toEqual([])
  })

  test('a map that loses is told to, and stands below what beats it', async () => {
    const hash = `page=scores&instrument=${second.id}`
    const { page, field } = await open(both, { hash })
    await field('qlike-gain').waitFor()
    expect(await field('headline').innerText()).toBe('Worse than the candle')
    expect(await field('qlike-gain').innerText()).toBe('−0.250')
    const rows = page.locator('.score-table tbody tr')
    expect(await rows.evaluateAll((all) => all.findIndex((row) => row.matches('.ours')))).toBe(3)
    // The whole whisker lies left of 0.
    const whisker = page.locator('.score-facts .whisker')
    const zero = (await whisker.locator('.whisker-zero').boundingBox())!
    const range = (await whisker.locator('.whisker-range').boundingBox())!
    expect(range.x + range.width).toBeLessThan(zero.x)
    const verdicts = page.locator('.score-row [data-field="verdict"]')
    expect(await verdicts.allInnerTexts()).toEqual([
      'Adds information to the candle',
      'Worse than the candle',
    ])
  })

  test('before the first score it says since when liquidations are recorded and when it comes', async () => {
    const answers = (page: Page) =>
      serveScores(page, [], [unscored(first.id), unscored(second.id, { state: 'simulated' })])
    const { page, field, errors } = await open(answers, { hash: 'page=scores' })
    await field('missing').waitFor()
    expect(await field('missing').innerText()).toBe(
      'Liquidations are recorded since 2026-11-20 10:30 UTC; of 31 hours it is known what was ' +
        'liquidated. The first score needs 144 and comes about 2026-11-27 10:30 UTC, if none is missed.',
    )
    expect(await page.locator('.score-table').count()).toBe(0)
    await page.locator(`[data-instrument="${second.id}"]`).click()
    await field('missing').filter({ hasText: 'Simulated' }).waitFor()
    expect(await page.locator(`[data-instrument="${second.id}"]`).innerText()).not.toMatch(/\d/)
    expect(errors).toEqual([])
  })

  test('an old score that could not be renewed is shown with its age and the reason', async () => {
    const problem = 'binance:AAAUSD has no <b>open interest</b>'
    const answers = (page: Page) => serveScores(page, [scoreOf(first.id, 0.01)], [], { problem })
    const { page, field } = await open(answers, { hash: 'page=scores' })
    await field('qlike-gain').waitFor()
    expect(await field('headline').innerText()).toBe('No better than the candle')
    expect(await field('scored').innerText()).toContain('14 min ago')
    expect(await page.locator('.score-problem').innerText()).toContain(problem)
  })

  test('on a phone it is as wide as the screen and everything can be reached', async () => {
    const { page, field, errors } = await open(both, {
      hash: 'page=scores',
      width: 390,
      height: 844,
    })
    await field('qlike-gain').waitFor()
    const wide = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.querySelector('.scoreboard')!.scrollWidth,
      document.querySelector('.score-detail')!.scrollWidth,
    ])
    expect(Math.max(...wide)).toBeLessThanOrEqual(390)
    await page.locator('.score-legend').scrollIntoViewIfNeeded()
    expect(await page.locator('.score-legend').isVisible()).toBe(true)
    const table = (await page.locator('.score-table').boundingBox())!
    expect(table.x + table.width).toBeLessThanOrEqual(390)
    await page.getByRole('button', { name: 'Scoreboard' }).click()
    await settled(page)
    expect(errors).toEqual([])
  })

  test('nothing moves when the score arrives', async () => {
    let answer: (() => void) | undefined
    const held = new Promise<void>((resolve) => (answer = resolve))
    const { page, field } = await open(
      async (of) => {
        await both(of)
        await of.route('**/api/v1/scores/*', async (route) => {
          await held
          await route.fallback()
        })
      },
      { hash: 'page=scores' },
    )
    await field('headline').waitFor()
    const place = () => page.locator('.score-detail header').boundingBox()
    const [before, list] = [await place(), await page.locator('.score-list').boundingBox()]
    answer!()
    await field('qlike-gain').waitFor()
    expect(await place()).toEqual(before)
    expect(await page.locator('.score-list').boundingBox()).toEqual(list)
  })
})
