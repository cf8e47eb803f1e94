import { existsSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'

const KNOWN = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * Starts Chromium without a screen. Throws where there is none, naming the one command to run.
 * @param more flags of its command line
 */
export async function startBrowser(more: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? KNOWN.find((path) => existsSync(path))
  if (executablePath === undefined)
    throw new Error('no Chromium: run "apt-get install chromium" or set CHROMIUM_PATH')
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  })
}

/** What the browser's tool says where it lets no service worker run. */
const WORKER_BLOCKED = 'Service Worker registration blocked by Playwright'

export interface OpenPage {
  readonly page: Page
  /** Errors of the console and of scripts, in order. */
  readonly errors: string[]
}

/** Opens a page of a size; what goes wrong in it is collected. */
export async function openPage(
  browser: Browser,
  {
    width = 1440,
    height = 900,
    colorScheme = 'dark',
    worker = false,
    phone = false,
  }: {
    width?: number
    height?: number
    colorScheme?: 'dark' | 'light'
    /** Whether the page's service worker may run: it would answer what a test means to answer. */
    worker?: boolean
    /** Touch, and three device pixels to one of the page. */
    phone?: boolean
  } = {},
): Promise<OpenPage> {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme,
    serviceWorkers: worker ? 'allow' : 'block',
    ...(phone ? { deviceScaleFactor: 3, hasTouch: true, isMobile: true } : {}),
  })
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.text() === WORKER_BLOCKED) return
    const { url } = message.location()
    if (message.type() === 'error' || message.type() === 'warning')
      errors.push(url === '' ? message.text() : `${message.text()} (${url})`)
  })
  page.on('pageerror', (error) => errors.push(error.message))
  page.setDefaultTimeout(30_000)
  return { page, errors }
}

/**
 * Waits until the map shows what was asked for, with all its tiles and colours. Throws at once where
 * the page says that it cannot.
 */
export async function settled(page: Page): Promise<void> {
  const alert = page.locator('.notice.failure')
  await page.locator('.chart-area[aria-busy="false"]').or(alert).first().waitFor()
  if (await alert.isVisible()) throw new Error(`the page says: ${await alert.innerText()}`)
  // What was just reported complete is painted in the frames that follow.
  await page.evaluate(
    () =>
      new Promise<void>((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => resolve())),
      ),
  )
}

/** The colour of a screenshot at CSS pixels of the page (device pixel ratio 1). */
export async function pixelsOf(
  page: Page,
  points: readonly { readonly x: number; readonly y: number }[],
): Promise<(readonly [number, number, number])[]> {
  const shot = (await page.screenshot()).toString('base64')
  return page.evaluate(
    async ({ shot, points }) => {
      const bytes = Uint8Array.from(atob(shot), (letter) => letter.charCodeAt(0))
      const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const canvas = document.createElement('canvas')
      canvas.width = picture.width
      canvas.height = picture.height
      const context = canvas.getContext('2d', { willReadFrequently: true })!
      context.drawImage(picture, 0, 0)
      return points.map(({ x, y }): [number, number, number] => {
        const [red, green, blue] = context.getImageData(Math.floor(x), Math.floor(y), 1, 1).data
        return [red!, green!, blue!]
      })
    },
    { shot, points },
  )
}
