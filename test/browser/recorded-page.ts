import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { Tile } from '../../src/heatmap/tile-codec.ts'
import { decodeTile } from '../../src/heatmap/tile-codec.ts'
import { memorySource } from '../../src/server/market/market.ts'
import type { RunningServer } from '../../src/server/start-server.ts'
import { openPage, settled, startBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import { startPageServer } from './page-server.ts'
import { recordedMarket } from './recorded-market.ts'

/** A page of the recorded markets, fresh for every test. */
export interface RecordedPage {
  readonly page: Page
  /** Address of the server. */
  readonly url: string
  readonly errors: string[]
  /** Tiles the page has fetched, by their address without the origin. */
  readonly tiles: ReadonlyMap<string, Promise<Tile>>
  /** Opens a view and waits until it is drawn. */
  readonly show: (hash: string) => Promise<void>
  readonly legendMax: () => Promise<string>
}

/** Serves the recorded markets for the tests of a `describe`; the function gives the open page. */
export function recordedPage(): () => RecordedPage {
  let built = ''
  let server: RunningServer | undefined
  let browser: Browser | undefined
  let current: RecordedPage | undefined

  beforeAll(async () => {
    built = await buildPage()
    const sources = (['BTCUSDT', 'ETHUSDT', 'SOLUSDT'] as const).map((symbol) =>
      memorySource(recordedMarket(symbol), { simulated: false, fingerprint: symbol }),
    )
    server = await startPageServer(sources, { page: built, hasHistory: true })
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })
  beforeEach(async () => {
    const { url } = server!
    const { page, errors } = await openPage(browser!)
    const tiles = new Map<string, Promise<Tile>>()
    page.on('response', (response) => {
      const path = new URL(response.url()).pathname
      if (!path.includes('/tiles/') || !response.ok()) return
      const tile = response.body().then((body) => decodeTile(body))
      tiles.set(path, tile)
      // A page may close before the last tile is there; who needs one awaits it and hears of it.
      tile.catch(() => {})
    })
    current = {
      page,
      url,
      errors,
      tiles,
      async show(hash) {
        await page.goto(`${url}/#${hash}`)
        await settled(page)
      },
      legendMax: () => page.locator('[data-field="max"]').innerText(),
    }
  })
  afterEach(() => current?.page.close())
  return () => current!
}
