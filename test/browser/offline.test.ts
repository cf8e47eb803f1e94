import { cp, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { HOUR } from '../../src/market/units.ts'
import { memorySource } from '../../src/server/market/market.ts'
import type { RunningServer } from '../../src/server/start-server.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { violationsIn } from './axe-page.ts'
import { openPage, settled, startBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import { startPageServer } from './page-server.ts'

describe('without its server', () => {
  let built = ''
  let browser: Browser

  beforeAll(async () => {
    built = await buildPage()
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
  })

  async function serve(port = 0, folder = built): Promise<RunningServer> {
    const source = memorySource(simulatedMarket(1, 30, HOUR), {
      simulated: true,
      fingerprint: 'simulated',
    })
    return startPageServer([source], { page: folder, hasHistory: true, port })
  }

  /** Opens a page whose service worker runs, and waits until it has what it needs. */
  async function open(url: string, size: { width: number; height: number }) {
    const opened = await openPage(browser, { ...size, worker: true })
    onTestFinished(() => opened.page.close())
    await opened.page.goto(url)
    await settled(opened.page)
    await opened.page.evaluate(async () => {
      await navigator.serviceWorker.ready
    })
    return opened
  }
  const banner = (page: Page) => page.locator('.notice.offline')
  const portOf = ({ url }: RunningServer) => Number(new URL(url).port)

  test.each([
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ])(
    'the page opens with what was last seen, and says how old it is, at $width px',
    async (size) => {
      const first = await serve()
      const { page } = await open(`${first.url}/#range=7d`, size)
      const max = await page.locator('[data-field="max"]').innerText()
      const last = await page.locator('[data-field="last"]').innerText()
      await page.goto(`${first.url}/#page=levels`)
      await page.locator('main[aria-busy="false"]').waitFor()
      await page.goto(`${first.url}/#range=7d`)
      await settled(page)
      // What is kept is written once an answer has come.
      await expect
        .poll(() =>
          page.evaluate(async () => {
            const kept = await (await caches.open('isotherm-answers')).keys()
            return ['/status', '/instruments', '/candles', '/map', '/tiles/', '/levels'].filter(
              (part) => !kept.some(({ url }) => url.includes(part)),
            )
          }),
        )
        .toEqual([])
      await first.close()

      await page.reload()
      await banner(page).waitFor()
      await settled(page)
      expect(await page.locator('[data-field="max"]').innerText()).toBe(max)
      expect(await page.locator('[data-field="last"]').innerText()).toBe(last)
      expect(await page.locator('.app.stale').count()).toBe(1)
      expect(await banner(page).innerText()).toMatch(/Data of [\d:]+ UTC, \d+ (s|min) old\./)
      for (const hash of ['page=levels', 'page=scores', 'page=year', 'page=methodology']) {
        await page.goto(`${first.url}/#${hash}`)
        await page
          .locator('main')
          .filter({ has: banner(page) })
          .waitFor()
        expect(await banner(page).innerText()).toMatch(/Data of [\d:]+ UTC, \d+ (s|min) old\./)
      }
      await page.locator('main.doc article h1').waitFor()
      expect(await violationsIn(page, '.notice.offline')).toEqual([])

      const second = await serve(portOf(first))
      onTestFinished(() => second.close())
      await page.goto(`${first.url}/#range=7d`)
      await banner(page).waitFor({ state: 'detached' })
      await settled(page)
      expect(await page.locator('.app.stale').count()).toBe(0)
      expect(await page.locator('[data-field="max"]').innerText()).toBe(max)
    },
  )

  test('it can be installed: manifest, icons and worker are there and allowed', async () => {
    const server = await serve()
    onTestFinished(() => server.close())
    const { page, errors } = await open(server.url, { width: 390, height: 844 })
    const session = await page.context().newCDPSession(page)
    const { data, errors: wrong } = await session.send('Page.getAppManifest')
    expect(wrong).toEqual([])
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
    // A context of a test is a private one.
    expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito'])
    const manifest: { icons: { src: string; type: string; sizes: string }[] } = JSON.parse(data!)
    for (const { src, type, sizes } of manifest.icons) {
      const response = await fetch(`${server.url}${src}`)
      expect([src, response.status, response.headers.get('content-type')]).toEqual([src, 200, type])
      if (type !== 'image/png') continue
      const bytes = Buffer.from(await response.arrayBuffer())
      // Width and height lie in the first chunk of a PNG.
      expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes)
    }
    expect(errors).toEqual([])
  })

  test('a newer page is told of, and is there after a reload; ?no-sw takes all away', async () => {
    const first = await serve()
    const { page } = await open(first.url, { width: 1440, height: 900 })
    await first.close()
    const newer = await mkdtemp(join(tmpdir(), 'isotherm-newer-'))
    onTestFinished(() => rm(newer, { recursive: true }))
    await cp(built, newer, { recursive: true })
    await renameEntry(newer)
    const second = await serve(portOf(first), newer)
    onTestFinished(() => second.close())

    // As when somebody comes back to the page.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await page.getByText('The server has a newer version of this page.').waitFor()
    await page.getByRole('button', { name: 'Reload' }).click()
    await page.waitForLoadState()
    await settled(page)
    expect(await page.locator('script[type="module"]').getAttribute('src')).toMatch(/newer\.js$/)
    expect(await page.getByText('The server has a newer version of this page.').count()).toBe(0)

    await page.goto(`${second.url}/?no-sw`)
    await expect
      .poll(() =>
        page.evaluate(async () => (await caches.keys()).filter((one) => one.includes('shell'))),
      )
      .toEqual([])
    await expect
      .poll(() =>
        page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length),
      )
      .toBe(0)
  })
})

/** Makes another build of a page: its entry has another name. */
async function renameEntry(folder: string): Promise<void> {
  const entry = (await readdir(join(folder, 'assets'))).find((name) => /^index-.*\.js$/.test(name))!
  await rename(join(folder, 'assets', entry), join(folder, 'assets', 'newer.js'))
  for (const file of ['index.html', 'worker.js']) {
    const text = await readFile(join(folder, file), 'utf8')
    const id = /id:`[0-9a-f]{16}`/g
    await writeFile(
      join(folder, file),
      text.replaceAll(entry, 'newer.js').replaceAll(id, 'id:`0123456789abcdef`'),
    )
  }
}
