import type { Browser, Page } from 'playwright-core'
import type { CellAnswer } from '../../src/api/schema.ts'
import { openPage, settled } from '../browser/browser.ts'
import type { OpenPage } from '../browser/browser.ts'
import type { ReadCell } from '../browser/crosshair.ts'
import { pointAt, readTooltip } from '../browser/crosshair.ts'
import { exactCell } from '../browser/shown-map.ts'

/** A cell under the crosshair, and what the API says of each instrument there. */
export interface FoundCell {
  readonly shown: ReadCell
  readonly cells: readonly CellAnswer[]
}

/** A page of the product, and what the API has told it. */
export interface ProductView extends OpenPage {
  /** Opens the page anew with this in its link; what was told before is forgotten. */
  show(hash: string, instrument: string, ready?: (page: Page) => Promise<unknown>): Promise<void>
  text(field: string): Promise<string>
  hasTold(route: string, instrument: string): boolean
  /** What the page was told last, once it has come whole. Throws where that is not of the schema. */
  told<T>(schema: { parse: (body: unknown) => T }, route: string, instrument: string): Promise<T>
  /** A cell of an edge of the chart that holds something of each instrument. */
  cellAt(edge: 'top' | 'bottom', instruments: readonly string[]): Promise<FoundCell>
}

/** What both sides of a cell hold. */
export const bothSides = ({ longUsd, shortUsd }: CellAnswer): number => longUsd + shortUsd

/** Opens a page of a size that shows nothing yet. */
export async function viewProduct(
  browser: Browser,
  url: string,
  size: { readonly width: number; readonly height: number },
): Promise<ProductView> {
  const opened = await openPage(browser, size)
  const { page } = opened
  const answers = new Map<string, Promise<unknown>>()
  page.on('response', (response) => {
    const { pathname, searchParams } = new URL(response.url())
    if (!pathname.startsWith('/api/') || response.status() !== 200) return
    const body = response.json().catch(() => undefined)
    answers.set(`${pathname} ${searchParams.get('instrument') ?? ''}`, body)
  })

  return {
    ...opened,
    async show(hash, instrument, ready = settled) {
      await page.goto('about:blank')
      answers.clear()
      await page.goto(`${url}/#instrument=${instrument}&${hash}`)
      await ready(page)
    },
    text: (field) => page.locator(`[data-field="${field}"]`).innerText(),
    hasTold: (route, instrument) => answers.has(`${route} ${instrument}`),
    told: async (schema, route, instrument) =>
      schema.parse(await answers.get(`${route} ${instrument}`)),
    async cellAt(edge, instruments) {
      const plot = (await page.locator('.chart').boundingBox())!
      for (const y of edge === 'top' ? [0.24, 0.3] : [0.76, 0.7])
        for (const x of [0.35, 0.5]) {
          // oxlint-disable no-await-in-loop -- one crosshair
          await pointAt(page, plot.x + x * plot.width, plot.y + y * plot.height)
          await page.locator('.tooltip[data-exact="yes"]').waitFor()
          const shown = (await readTooltip(page))!
          const cells = await Promise.all(
            instruments.map((id) => exactCell(url, shown, 'isotherm', id)),
          )
          // oxlint-enable no-await-in-loop
          if (cells.every((cell) => bothSides(cell) > 0)) return { shown, cells }
        }
      throw new Error(`no cell at the ${edge} of the chart holds something`)
    },
  }
}

/** A row of the ladder as it is written: what rests there, and what would be closed. */
export interface LadderRow {
  readonly bin: number
  readonly words: string
}

/** The rows of the ladder, from above. */
export const readLadder = (page: Page): Promise<LadderRow[]> =>
  page.locator('.ladder-row').evaluateAll((rows) =>
    rows.map((row) => {
      const of = (name: string) => row.querySelector(`[data-field="${name}"]`)?.textContent ?? ''
      const rests = of('rests')
      const none = rests === '–' || rests === '$0' ? 'none' : rests
      return { bin: Number((row as HTMLElement).dataset['bin']), words: `${none} ${of('levels')}` }
    }),
  )
