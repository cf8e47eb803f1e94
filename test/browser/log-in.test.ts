import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { MemoryDisk } from '../../src/journal/memory-disk.fixture.ts'
import { HOUR, MINUTE } from '../../src/market/units.ts'
import type { AppOptions } from '../../src/server/app.ts'
import { createLive } from '../../src/server/live/live.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { openPaperFile } from '../../src/server/paper/paper-file.ts'
import { readPageFiles } from '../../src/server/http/page-files.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { keyOf, keyRing } from '../server/key-ring.ts'
import { T0, instrument, liveServer, minutesOfTrade } from '../server/live-fixture.ts'
import { violationsIn } from './axe-page.ts'
import { openPage, settled, startBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'

const market = simulatedMarket(7, 30, HOUR)
const HASH = `#instrument=${market.instrument.id}&range=7d`

describe('behind a key', () => {
  let built = ''
  let browser: Browser

  beforeAll(async () => {
    built = await buildPage()
    browser = await startBrowser(['--host-resolver-rules=MAP heat.example.org 127.0.0.1'])
  })
  afterAll(async () => {
    await browser?.close()
  })

  async function keyedServer(options: Partial<AppOptions> = {}) {
    const [mine, other] = [keyOf('read'), keyOf('write')] as const
    const keys = keyRing(mine, other)
    const live = createLive([instrument])
    live.setReady()
    live.push(minutesOfTrade(0, 10))
    const { url } = await liveServer({
      live,
      stored: memorySource(market, { simulated: true, fingerprint: 'sim' }),
      access: { keys, isKeyRequired: true },
      page: await readPageFiles(built),
      now: () => T0 + 10 * MINUTE,
      ...options,
    })
    return { url, keys, mine, other }
  }

  /** A page, and what its WebSockets were told. */
  async function open(url: string, options: Parameters<typeof openPage>[1] = {}) {
    const { page } = await openPage(browser, options)
    onTestFinished(() => page.close())
    const told: string[] = []
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => told.push(String(payload).slice(0, 40))),
    )
    await page.goto(url)
    return { page, greetings: () => told.filter((one) => one.includes('"hello"')).length }
  }

  const view = (page: Page) => page.getByRole('dialog', { name: 'Log in to Isotherm' })
  const field = (page: Page) => page.getByLabel('Key', { exact: true })
  const soon = <Value>(read: () => Value) => expect.poll(read, { timeout: 60_000 })
  const keptAnswers = (page: Page) =>
    page.evaluate(async () => {
      const kept = await caches.keys()
      return kept.includes('isotherm-answers')
        ? (await (await caches.open('isotherm-answers')).keys()).length
        : 0
    })

  async function give(page: Page, key: string): Promise<void> {
    await field(page).fill(key)
    await page.keyboard.press('Enter')
  }

  async function logOut(page: Page, isNarrow: boolean): Promise<void> {
    const name = isNarrow ? 'Map settings' : 'Settings'
    await page.getByRole('button', { name, exact: true }).click()
    await page.getByText('Logged in with the key write (write)').waitFor()
    await page.getByRole('button', { name: 'Log out' }).click()
  }

  test.each([
    { width: 1440, height: 900, colorScheme: 'dark' },
    { width: 390, height: 844, colorScheme: 'light' },
  ] as const)(
    'the page asks for one, shows what was asked for, and asks again when the session has ended, at $width px',
    { timeout: 240_000 },
    async (size) => {
      const { url, keys, mine, other } = await keyedServer()
      const { page, greetings } = await open(`${url}/${HASH}`, size)
      await view(page).waitFor()
      expect(await view(page).innerText()).toContain('This server answers to keys alone.')
      expect(await field(page).getAttribute('autocomplete')).toBe('current-password')
      await soon(() => field(page).evaluate((one) => one === document.activeElement)).toBe(true)
      expect(await violationsIn(page)).toEqual([])
      // There is nothing behind it to go to.
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await view(page).waitFor()

      await give(page, `${mine.text.slice(0, -3)}xyz`)
      await view(page).getByText('This key is not known here, or was revoked.').waitFor()
      expect(await view(page).getByRole('alert').innerText()).not.toBe('')
      expect(await field(page).getAttribute('aria-invalid')).toBe('true')
      expect(await field(page).evaluate((one) => one === document.activeElement)).toBe(true)
      expect(await violationsIn(page)).toEqual([])
      expect(greetings()).toBe(0)

      await give(page, mine.text)
      await view(page).waitFor({ state: 'detached' })
      await settled(page)
      expect(new URL(page.url()).hash).toContain('range=7d')
      expect(await page.title()).toContain(market.instrument.symbol)
      await soon(greetings).toBeGreaterThan(0)
      const cookies = await page.context().cookies()
      expect(cookies).toMatchObject([
        { name: '__Host-isotherm', httpOnly: true, secure: true, sameSite: 'Strict', path: '/' },
      ])
      expect(await page.evaluate(() => document.cookie)).toBe('')
      expect(JSON.stringify(await page.evaluate(() => Object.entries(localStorage)))).not.toContain(
        mine.text,
      )

      const before = greetings()
      await page.reload()
      await settled(page)
      expect(await view(page).count()).toBe(0)
      await soon(greetings).toBeGreaterThan(before)
      await soon(() => keptAnswers(page)).toBeGreaterThan(0)

      await page.evaluate(() => document.body.setAttribute('data-same', 'yes'))
      keys.revoke(mine)
      await view(page).waitFor()
      expect(await view(page).innerText()).toContain('The session has ended')
      expect(await page.title()).toBe('Log in · Isotherm')
      await soon(() => keptAnswers(page)).toBe(0)
      const until = greetings()
      await give(page, other.text)
      await view(page).waitFor({ state: 'detached' })
      await settled(page)
      await soon(greetings).toBeGreaterThan(until)
      expect(new URL(page.url()).hash).toContain('range=7d')
      expect(await page.locator('body').getAttribute('data-same')).toBe('yes')

      await logOut(page, size.width < 760)
      // Until the page has come anew it may tell that its session has ended.
      await soon(() => view(page).innerText()).toContain('This server answers to keys alone.')
      await soon(() => keptAnswers(page)).toBe(0)
      expect(await page.context().cookies()).toEqual([])
      await page.reload()
      await view(page).waitFor()
      expect((await page.request.get(`${url}${ROUTES.status}`)).status()).toBe(401)
    },
  )

  test('who logs in on one page has done so on all of the browser', async () => {
    const { url, mine } = await keyedServer()
    const { page } = await open(`${url}/${HASH}`)
    await view(page).waitFor()
    const [second] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate((address) => void window.open(address), `${url}/${HASH}`),
    ])
    await give(second, mine.text)
    await view(second).waitFor({ state: 'detached' })
    await view(page).waitFor({ state: 'detached' })
    await settled(page)
  })

  test('who logs out on one page has done so on all of the browser, at once', async () => {
    const { url, mine } = await keyedServer()
    const { page } = await open(`${url}/${HASH}`)
    await page.clock.install()
    await page.reload()
    await give(page, mine.text)
    await settled(page)
    const [second] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate((address) => void window.open(address), `${url}/${HASH}`),
    ])
    await settled(second)
    // Where no time passes it hears of it by the other page alone.
    await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 10_000)
    await second.getByRole('button', { name: 'Settings', exact: true }).click()
    await second.getByRole('button', { name: 'Log out' }).click()
    await view(second).waitFor()
    await view(page).waitFor()
    expect(await view(page).innerText()).toContain('The session has ended')
  })

  test('blanks are no key, and nobody is asked about them', async () => {
    const { url } = await keyedServer()
    const { page } = await open(`${url}/${HASH}`)
    const posted: string[] = []
    page.on('request', (request) => request.method() === 'POST' && posted.push(request.url()))
    await give(page, '   ')
    await view(page).getByText('There is no key in the field.').waitFor()
    expect(posted).toEqual([])
  })

  test('who may read alone is told so before a note is written', async () => {
    const file = await openPaperFile(new MemoryDisk(), () => undefined)
    const { url, mine, other } = await keyedServer({ paper: { file, takesRemote: false } })
    const { page } = await open(`${url}/${HASH}&page=paper`)
    await give(page, mine.text)
    const why = page.locator('[data-field="read-only"]')
    await why.waitFor()
    expect(await why.innerText()).toBe('Nothing can be noted: the key read may read alone.')
    expect(await page.getByRole('button', { name: 'Note it' }).count()).toBe(0)
    // Nothing that was asked before there was a key is told as a failure.
    expect(await page.locator('.notice.failure').count()).toBe(0)
    await page.context().clearCookies()
    await page.reload()
    await give(page, other.text)
    await page.getByRole('button', { name: 'Note it' }).waitFor()
    expect(await why.count()).toBe(0)
  })

  test('over plain http it says what to do, and takes no key', async () => {
    const { url } = await keyedServer({ hosts: new Set(['heat.example.org']) })
    const { port } = new URL(url)
    const { page } = await open(`http://heat.example.org:${port}/${HASH}`)
    await view(page).waitFor()
    expect(await view(page).innerText()).toContain('open it over https')
    expect(await view(page).innerText()).toContain(`http://localhost:${port}`)
    expect(await field(page).count()).toBe(0)
    expect(await violationsIn(page)).toEqual([])
  })

  test('a browser that keeps no cookies is told so, and the server that is gone', async () => {
    const { url, mine } = await keyedServer()
    const { page } = await open(`${url}/${HASH}`)
    const granted = { keyNeeded: true, key: { name: 'read', scope: 'read' }, until: T0 }
    await page.route(`**${ROUTES.session}`, (route) =>
      route.request().method() === 'POST' ? route.fulfill({ json: granted }) : route.continue(),
    )
    await give(page, mine.text)
    await view(page).getByText('does it block cookies?').waitFor()
    await page.unroute(`**${ROUTES.session}`)
    await page.route(`**${ROUTES.session}`, (route) => route.abort())
    await give(page, mine.text)
    await view(page).getByText('The server does not answer.').waitFor()
  })

  test('where no key is needed nobody is asked for one, nor offered to log out', async () => {
    const { url } = await keyedServer({ access: {} })
    const { page } = await open(`${url}/${HASH}`)
    await settled(page)
    const asked = page.waitForResponse(`**${ROUTES.session}`)
    await page.getByRole('button', { name: 'Settings', exact: true }).click()
    expect(await (await asked).json()).toEqual({ keyNeeded: false, key: null, until: null })
    await page.getByText('Data saver', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'Log out' }).count()).toBe(0)
    expect(await view(page).count()).toBe(0)
  })
})
