import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { MeasuredAnswer } from '../../src/api/live.ts'
import { measuredSchema } from '../../src/api/live.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { binOf } from '../../src/heatmap/grid.ts'
import { MINUTE, SECOND } from '../../src/market/units.ts'
import { THEME } from '../../src/web/theme/theme.ts'
import { pixelsOf } from './browser.ts'
import { leaveChart, walkTo } from './crosshair.ts'
import type { LivePage } from './live-page.ts'
import { venueOf } from './live-page.ts'
import type { OpenLive, OpenLiveOptions } from './open-live.ts'
import { barOf, livePages, priceText } from './open-live.ts'

/** Far more than the invented market holds, so that the longest bar is a measured one. */
const MUCH = 1e13

/** What is measured: longs 3 % under the price, half as much in shorts 3 % over it. */
function answerOf(live: LivePage, zoom: number): MeasuredAnswer {
  const { open: price } = live.openBar()
  return {
    instrument: live.instrument,
    asOf: live.hello.time,
    zoom,
    levels: [
      [binOf(price * 0.97, zoom), MUCH, 0],
      [binOf(price * 1.03, zoom), 0, MUCH / 2],
    ],
    withoutPrice: { longUsd: 1_500_000, shortUsd: 0 },
    coverage: { longShare: 0.36, shortShare: 0.32, share: 0.34 },
    addresses: 1_310,
    medianAgeMs: 2 * MINUTE,
    oldestAgeMs: 9 * MINUTE,
  }
}

export interface Served {
  /** Zooms that were asked for, in order. */
  readonly zooms: number[]
  /** What the next answers differ in; null refuses them. */
  changes: Partial<MeasuredAnswer> | null
}

export const chipOf = (page: Page) => page.locator('[data-field="measured"]')
export const words = (page: Page, text: string) => chipOf(page).filter({ hasText: text }).waitFor()

const rgbOf = (hex: string): string =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join()
export const LONG = rgbOf(THEME.measuredLong)
export const SHORT = rgbOf(THEME.measuredShort)
export const GREY = rgbOf(THEME.measuredOld)

/** Runs of one colour on the lines around a price, right of the map: their places and lengths. */
export async function runsAt({ page, live }: OpenLive, times: number, colour: string) {
  const { openTime, open: price } = live.openBar()
  const cell = await walkTo(page, openTime - MINUTE, price * times)
  await leaveChart(page)
  const plot = (await page.locator('.chart').boundingBox())!
  const width = Math.floor(plot.x + plot.width - cell.x)
  const lines = Array.from({ length: 17 }, (_, i) => Math.round(cell.y) - 8 + i)
  const points = lines.flatMap((y) =>
    Array.from({ length: width }, (_, i) => ({ x: cell.x + i, y })),
  )
  const pixels = await pixelsOf(page, points)
  const runs: { readonly y: number; readonly from: number; readonly length: number }[] = []
  lines.forEach((y, line) => {
    const row = pixels.slice(line * width, (line + 1) * width).map((rgb) => rgb.join() === colour)
    for (let from = 0; from < width; from++) {
      if (!row[from] || (from > 0 && row[from - 1])) continue
      const end = row.indexOf(false, from)
      runs.push({ y, from, length: (end < 0 ? width : end) - from })
    }
  })
  return runs
}

/** Horizontal lines of an outline, and the tick beside the newest column. */
export async function drawnAt(opened: OpenLive, times: number, colour: string) {
  const runs = await runsAt(opened, times, colour)
  const edges = runs.filter(({ length }) => length > 20)
  const ticks = runs.filter(({ length, from }) => length >= 4 && length <= 10 && from < 20)
  return { edges, ticks, runs }
}

/** Counts in the page itself how often it asks for a path: none can be on its way uncounted. */
function countAsks(path: string): void {
  const ask = globalThis.fetch
  Reflect.set(globalThis, 'asks', 0)
  globalThis.fetch = (...request) => {
    if (typeof request[0] === 'string' && request[0].startsWith(path))
      Reflect.set(globalThis, 'asks', Number(Reflect.get(globalThis, 'asks')) + 1)
    return ask(...request)
  }
}

export const asks = ({ page }: OpenLive) =>
  page.evaluate(() => Number(Reflect.get(globalThis, 'asks')))

/** Lets seconds pass on a page whose clock stands, in steps between which it hears the server. */
export async function pass({ page, live }: OpenLive, seconds: number): Promise<void> {
  for (let gone = 0; gone < seconds; gone += 2) {
    await page.clock.runFor(2 * SECOND)
    const price = live.openBar().open + gone + Number(gone % 4 === 0)
    live.say(barOf(live, price))
    await page
      .locator('[data-field="last"]')
      .filter({ hasText: priceText(price) })
      .waitFor()
  }
}

/** Uses the switch of the panel. */
export async function toggle(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Measured/ }).click()
  await page.getByRole('switch').click()
  await page.keyboard.press('Escape')
}

/** As `livePages`, over a server that measures positions. */
export function measuredPages() {
  const { open } = livePages()

  async function openMeasured(
    options: OpenLiveOptions & {
      /** Whether the venue shows positions. */
      readonly shows?: boolean
      /** Whether the page's clock stands still once it is open. */
      readonly stands?: boolean
    } = {},
    changes: Served['changes'] = {},
  ) {
    const served: Served = { zooms: [], changes }
    let asked: LivePage | undefined
    const opened = await open({
      hash: 'range=12h&bar=60000',
      ...options,
      prepare(live) {
        asked = live
        const { shows = true } = options
        live.hello.venues = [
          venueOf(live.instrument, live.hello.time - 500, { name: 'Played', measured: shows }),
        ]
        options.prepare?.(live)
      },
      async before(page) {
        if (options.stands === true) await page.clock.install()
        await page.addInitScript(countAsks, ROUTES.measured)
        await page.route(`**${ROUTES.measured}?*`, async (route) => {
          const query = new URL(route.request().url()).searchParams
          const zoom = Number(query.get('zoom'))
          expect(query.get('instrument')).toBe(asked!.instrument)
          served.zooms.push(zoom)
          if (served.changes === null) {
            const detail = 'nothing is measured'
            const problem = { type: 'about:blank', title: 'None', status: 404, detail }
            await route.fulfill({
              status: 404,
              contentType: 'application/problem+json',
              body: JSON.stringify({ ...problem, code: 'not-measured' }),
            })
            return
          }
          const answer = { ...answerOf(asked!, zoom), ...served.changes }
          await route.fulfill({ json: measuredSchema.parse(answer) })
        })
      },
    })
    if (options.stands === true) {
      const now = await opened.page.evaluate(() => Date.now())
      await opened.page.clock.pauseAt(now + SECOND)
    }
    return { ...opened, served }
  }
  return { open: openMeasured }
}
