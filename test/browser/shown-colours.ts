import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { ShownSide } from '../../src/web/combine.ts'
import { coloursOf, legendColour } from '../../src/web/map-colours.ts'
import { DARK } from '../../src/web/theme.ts'
import { pixelsOf } from './browser.ts'
import type { ReadCell } from './crosshair.ts'
import { leaveChart } from './crosshair.ts'

/** Compares the colours at some cells with those of the amounts, by the legend's top. */
export async function expectColours(
  page: Page,
  cells: readonly ReadCell[],
  usd: readonly number[],
  side: ShownSide,
): Promise<void> {
  // A locked scale tells it in full.
  await page.getByRole('button', { name: /scale/i }).last().click()
  const maxUsd = Number(/max=([^&]+)/.exec(decodeURIComponent(page.url()))![1])
  await leaveChart(page)
  // Edges of rows are rounded to pixels, so that of a place may be its neighbour's: that above or below is not.
  const around = cells.flatMap(({ x, y }) => [y - 1, y, y + 1].map((at) => ({ x, y: at })))
  const pixels = await pixelsOf(page, around)
  const ground = Number.parseInt(DARK.plot.slice(1), 16)
  const under = [ground >> 16, (ground >> 8) & 255, ground & 255]
  for (const [i, amount] of usd.entries()) {
    const colours = coloursOf({ side, palette: 'viridis' })
    const [r, g, b, alpha] = legendColour(amount, { maxUsd, low: 0, high: 1 }, colours)
    const wanted = [r, g, b].map((value, c) => (value * alpha + under[c]! * (255 - alpha)) / 255)
    const seen = pixels.slice(3 * i, 3 * i + 3)
    const offBy = seen.map((one) =>
      Math.max(...wanted.map((value, c) => Math.abs(value - one[c]!))),
    )
    // Amounts of tiles are off by a level or two.
    expect(Math.min(...offBy), `${i}: ${seen.join(' ')} for ${wanted.join()}`).toBeLessThan(9)
  }
}
