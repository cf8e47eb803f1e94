import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { paperSchema, paperStatisticsSchema } from '../../src/api/paper.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { setupsSchema } from '../../src/api/setups.ts'
import { MemoryDisk } from '../../src/journal/memory-disk.fixture.ts'
import { HOUR } from '../../src/market/units.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { openPaperFile } from '../../src/server/paper/paper-file.ts'
import type { RunningServer } from '../../src/server/start-server.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { formatR } from '../../src/web/paper/paper-words.ts'
import { violationsInThemes } from './axe-page.ts'
import { openPage, settled, startBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import { startPageServer } from './page-server.ts'

const market = simulatedMarket(7, 20, HOUR)
const ID = market.instrument.id
const { openTime, open } = market.candles
/** Two days before the end. */
const MOMENT = openTime.at(-48)!
const PRICE = open.at(-48)!

const SIZES = [
  { width: 1440, height: 900, colorScheme: 'dark' },
  { width: 390, height: 844, colorScheme: 'light' },
] as const

describe('the paper journal', { timeout: 60_000 }, () => {
  let page = ''
  let browser: Browser
  beforeAll(async () => {
    page = await buildPage()
    browser = await startBrowser()
  }, 60_000)
  afterAll(() => browser?.close())

  async function served(): Promise<RunningServer> {
    const file = await openPaperFile(new MemoryDisk(), () => undefined)
    const source = memorySource(market, { simulated: true, fingerprint: 'sim' })
    const paper = { file, takesRemote: false }
    const server = await startPageServer([source], { page, hasHistory: true, paper })
    onTestFinished(() => server.close())
    return server
  }
  async function opened(server: RunningServer, size: (typeof SIZES)[number], hash: string) {
    const one = await openPage(browser, size)
    onTestFinished(() => one.page.close())
    await one.page.goto(`${server.url}/#instrument=${ID}&${hash}`)
    return one
  }
  const at = new Date(MOMENT).toISOString().slice(0, 16)
  const shown = (of: Page) => of.locator('main.paper[aria-busy="false"]').waitFor()
  const told = async ({ url }: RunningServer) =>
    paperSchema.parse(await (await fetch(`${url}${ROUTES.paper}`)).json())

  async function fill(of: Page, values: Readonly<Record<string, string>>): Promise<void> {
    // oxlint-disable-next-line no-await-in-loop -- as a hand does
    for (const [label, value] of Object.entries(values))
      await of.getByLabel(label, { exact: true }).fill(value)
  }
  const TRADE = {
    Entry: PRICE.toFixed(2),
    Stop: (PRICE * 0.97).toFixed(2),
    Target: (PRICE * 1.02).toFixed(2),
    'Size in USD': '1000',
    'Risk, % of the account': '0.5',
    'Noted for': 'dense-wall',
    'In your words': 'the shorts above',
  }

  test.each(SIZES)('notes a trade and tells what became of it at $width px', async (size) => {
    const server = await served()
    const { page: of, errors } = await opened(server, size, `page=paper&at=${at}Z`)
    await shown(of)
    expect(await of.locator('[data-field="paper-notice"]').innerText()).toContain('no advice')
    expect(await of.locator('[data-field="paper-of"]').innerText()).toContain('(SIMULATED), at 2')
    await fill(of, TRADE)
    // A stop above the entry is refused in the words of the server, and what was written stays.
    await fill(of, { Stop: (PRICE * 1.01).toFixed(2) })
    await of.getByRole('button', { name: 'Note it' }).click()
    await expect.poll(() => of.getByRole('alert').innerText()).toContain('must lie below the entry')
    expect((await told(server)).total).toBe(0)
    await fill(of, { Stop: TRADE.Stop })
    await of.getByRole('button', { name: 'Note it' }).click()
    const card = of.locator('[data-paper]')
    await card.waitFor()

    const { entries } = await told(server)
    expect(entries).toHaveLength(1)
    const [entry] = entries
    expect(entry).toMatchObject({
      time: MOMENT,
      inHindsight: true,
      simulated: true,
      text: 'the shorts above',
      trade: { side: 'long', risk: 0.005, outcome: { state: 'closed' } },
    })
    const { outcome } = entry!.trade!
    const words = await card.innerText()
    expect(words).toContain(formatR(outcome.r))
    expect(words).toContain(outcome.how === 'stop' ? 'Stopped by' : 'Target reached by')
    expect(words).toContain('noted in hindsight')
    expect(words).toContain('SIMULATED')
    expect(words).toContain('none was watched')
    const statistics = paperStatisticsSchema.parse(
      await (await fetch(`${server.url}${ROUTES.paperStatistics}`)).json(),
    )
    expect(await of.locator('[data-group]').count()).toBe(statistics.groups.length)
    expect(await of.locator('[data-group="dense-wall"]').innerText()).toContain('too few')
    // A date is read whole, however little room there is.
    const dates = card.locator('.date')
    expect(await dates.count()).toBeGreaterThan(2)
    const lines = await dates.evaluateAll((all) => all.map((one) => one.getClientRects().length))
    expect(new Set(lines)).toEqual(new Set([1]))
    // Words of the form are gone, and the page is as wide as the screen.
    expect(await of.getByLabel('Entry', { exact: true }).inputValue()).toBe('')
    const wide = await of.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(wide).toBeLessThanOrEqual(0)
    if (process.env['SHOTS'] !== undefined)
      await of.screenshot({ path: `${process.env['SHOTS']}/paper-${size.width}.png` })
    expect(await violationsInThemes(of)).toEqual([])
    expect(errors).toEqual(
      ['Failed to load resource: the server responded with a status of 400 (Bad Request)'].map(
        (text) => expect.stringContaining(text),
      ),
    )
  })

  test.each(SIZES)('shows the chart as it was, and what followed, at $width px', async (size) => {
    const server = await served()
    const entry = Number(TRADE.Entry)
    const [stop, target] = [entry * 0.97, entry * 1.02]
    const note = {
      kind: 'trade',
      id: 'one',
      instrument: ID,
      time: MOMENT,
      side: 'long',
      label: 'x',
    }
    const sent = await fetch(`${server.url}${ROUTES.paper}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...note, entry, stop, target, usd: 1_000 }),
    })
    expect(sent.status).toBe(200)
    const { page: of, errors } = await opened(server, size, 'page=paper')
    await shown(of)
    await of.getByRole('link', { name: 'See it as it was' }).click()
    await settled(of)
    expect(of.url()).toContain('note=one')
    expect(of.url()).toContain('later=on')
    await expect
      .poll(() => of.locator('[data-field="playback"]').innerText())
      .toBe(`${at.replace('T', ' ')} UTC`)
    const lines = of.locator('[data-note="one"] li')
    await expect.poll(() => lines.count()).toBe(3)
    const { how } = (await told(server)).entries[0]!.trade!.outcome
    const ended = how === 'stop' ? 'hit by' : 'reached by'
    const all = (await lines.allInnerTexts()).join('\n')
    expect(all).toContain('filled by')
    expect(all).toContain(ended)
    if (process.env['SHOTS'] !== undefined)
      await of.screenshot({ path: `${process.env['SHOTS']}/hindsight-${size.width}.png` })

    if (size.width < 760) {
      // Nothing of the page is beyond its edge, and axe has nothing to say of the note.
      expect(await violationsInThemes(of, '.plot')).toEqual([])
    }

    // Without what came later nothing of it is told, and a link brings it all back.
    await of.goto(of.url().replace('&later=on', ''))
    await of.reload()
    await settled(of)
    await expect.poll(() => lines.count()).toBe(3)
    expect((await lines.allInnerTexts()).join('\n')).not.toMatch(/filled|hit|reached/)
    await of.getByRole('button', { name: 'Hide the note' }).click()
    await expect.poll(() => of.url()).not.toContain('note=')
    expect(await lines.count()).toBe(0)
    expect(errors).toEqual([])
  })

  test('takes the size of a trade in the currency that is shown', async () => {
    const server = await served()
    const { page: of } = await openPage(browser)
    onTestFinished(() => of.close())
    const rates = [{ currency: 'EUR', usdPerUnit: 2, asOf: MOMENT, source: 'ECB' }]
    await of.route(`**${ROUTES.currencyRates}`, (route) =>
      route.fulfill({ json: { time: MOMENT, rates } }),
    )
    await of.goto(`${server.url}/#instrument=${ID}&page=paper&currency=EUR`)
    await shown(of)
    const { 'Size in USD': _, ...others } = TRADE
    await of.getByLabel('Size in EUR', { exact: true }).waitFor()
    await fill(of, { ...others, 'Size in EUR': '$500' })
    await of.getByRole('button', { name: 'Note it' }).click()
    await expect.poll(() => of.getByRole('alert').innerText()).toContain('“$500” cannot be read')
    expect((await told(server)).total).toBe(0)
    await fill(of, { 'Size in EUR': '€1.5k' })
    await of.getByRole('button', { name: 'Note it' }).click()
    await of.locator('[data-paper]').waitFor()
    expect((await told(server)).entries[0]!.trade!.usd).toBe(3_000)
    expect(await of.locator('[data-paper] [data-field="size"]').innerText()).toContain('€1.50K')
  })

  test('is filled from a frame of the signals', async () => {
    const server = await served()
    const { page: of } = await openPage(browser)
    onTestFinished(() => of.close())
    const levels = {
      entryFrom: 59_000,
      entryTo: 59_100,
      entry: 59_000,
      stop: 60_000,
      target: 57_000,
    }
    // Whether a side has a frame hangs on the map: here both have one.
    await of.route(`**${ROUTES.setups}?*`, async (route) => {
      const answer = setupsSchema.parse(await (await route.fetch()).json())
      const setups = answer.setups.map((one) => ({
        ...one,
        side: 'short' as const,
        levels: { ...levels, rewardOverRisk: 2 },
      }))
      await route.fulfill({ json: { ...answer, setups } })
    })
    await of.goto(`${server.url}/#instrument=${ID}&page=signals`)
    await of.getByRole('button', { name: 'Note on paper' }).first().click({ timeout: 60_000 })
    await shown(of)
    const value = (label: string) => of.getByLabel(label, { exact: true }).inputValue()
    expect(await value('Entry')).toBe('59000')
    expect(await value('Stop')).toBe('60000')
    expect(await value('Target')).toBe('57000')
    expect(await value('Noted for')).toBe('setup')
    expect(await of.getByRole('radio', { name: 'Short' }).getAttribute('aria-checked')).toBe('true')
  })

  test('says why nothing can be noted, and an order is taken back', async () => {
    const plain = await startPageServer(
      [memorySource(market, { simulated: true, fingerprint: 'sim' })],
      { page, hasHistory: true },
    )
    onTestFinished(() => plain.close())
    const { page: of } = await opened(plain, SIZES[0], 'page=paper')
    await shown(of)
    expect(await of.locator('[data-field="read-only"]').innerText()).toBe(
      'Nothing can be noted: this server keeps no paper journal.',
    )
    const server = await served()
    const { page: other } = await opened(server, SIZES[1], 'page=paper')
    await shown(other)
    await fill(other, TRADE)
    await other.getByRole('button', { name: 'Note it' }).click()
    await other.getByRole('button', { name: 'Cancel' }).click()
    await expect
      .poll(() => other.locator('[data-paper]').innerText())
      .toContain('Cancelled before its entry')
    expect((await told(server)).entries[0]!.amended).toMatchObject([{ how: 'cancel' }])
  })
})
