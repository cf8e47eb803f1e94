import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { ShownSide } from '../../src/web/map/combine.ts'
import { STEP } from '../../src/heatmap/quantise.ts'
import { coloursOf, legendColour } from '../../src/web/map-page/map-colours.ts'
import { DARK } from '../../src/web/theme/theme.ts'
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
  const colours = coloursOf({ side, palette: 'viridis' })
  const colourOf = (amount: number): readonly number[] => {
    const [r, g, b, alpha] = legendColour(amount, { maxUsd, low: 0, high: 1 }, colours)
    return [r, g, b].map((value, c) => (value * alpha + under[c]! * (255 - alpha)) / 255)
  }
  for (const [i, amount] of usd.entries()) {
    const wanted = LEVELS_OFF.map((levels) => colourOf(amount * STEP ** levels))
    const seen = pixels.slice(3 * i, 3 * i + 3)
    const offBy = wanted.flatMap((colour) => seen.map((one) => farthest(colour, one)))
    expect(Math.min(...offBy), `${i}: ${seen.join(' ')} for ${wanted.join(' ')}`).toBeLessThan(3)
  }
}

/** Amounts of tiles are off by up to half a level a side and half a level a sum. */
const LEVELS_OFF = Array.from({ length: 41 }, (_, i) => (i - 20) / 10)

const farthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, c) => Math.abs(value - b[c]!)))
