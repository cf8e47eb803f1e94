import type { Page } from 'playwright-core'
import { LN_BIN } from '../../src/heatmap/grid.ts'

/** What the tooltip says of the cell under the crosshair, read from the page as a person reads it. */
export interface ReadCell {
  readonly bucketFrom: number
  readonly bucketTo: number
  readonly priceFrom: number
  readonly priceTo: number
  /** Price zoom whose bins are that wide. */
  readonly zoom: number
  readonly exact: boolean
  readonly long: string
  readonly short: string
  readonly total: string
  readonly bands: readonly string[]
  /** The crosshair, in CSS pixels of the page. */
  readonly x: number
  readonly y: number
}

/** Reads the tooltip; undefined where the crosshair is not on a cell. */
export async function readTooltip(page: Page): Promise<ReadCell | undefined> {
  const read = await page.evaluate(() => {
    const box = document.querySelector<HTMLElement>('.tooltip')
    const plot = document.querySelector('.chart')?.getBoundingClientRect()
    if (box === null || plot === undefined) return undefined
    const text = (field: string) =>
      box.querySelector(`[data-field="${field}"]`)?.textContent?.trim() ?? ''
    return {
      bin: text('bin'),
      time: text('time'),
      long: text('long'),
      short: text('short'),
      total: text('total'),
      bands: [...box.querySelectorAll('.band b')].map((band) => band.textContent ?? ''),
      exact: box.dataset['exact'] === 'yes',
      x: plot.left + Number(box.dataset['x']),
      y: plot.top + Number(box.dataset['y']),
    }
  })
  if (read === undefined || !read.bin.includes(' – ')) return undefined
  const [priceFrom, priceTo] = read.bin.split(' – ').map((text) => Number(text.replaceAll(',', '')))
  const [, from, until] = /^(\S+ \S+) – (\S+) UTC$/.exec(read.time)!
  const bucketFrom = Date.parse(`${from!.replace(' ', 'T')}:00Z`)
  const ends = Date.parse(`${from!.slice(0, 10)}T${until}:00Z`)
  return {
    ...read,
    bucketFrom,
    bucketTo: ends > bucketFrom ? ends : ends + 86_400_000,
    priceFrom: priceFrom!,
    priceTo: priceTo!,
    zoom: Math.round(Math.log2(Math.log(priceTo! / priceFrom!) / LN_BIN)),
  }
}

/** Points at CSS pixels of the page and reads the cell there. */
export async function pointAt(page: Page, x: number, y: number): Promise<ReadCell> {
  await page.mouse.move(x, y)
  // A chart that was just zoomed tells a moment later.
  await page.waitForFunction(
    ([x, y]) => {
      const box = document.querySelector<HTMLElement>('.tooltip.placed')
      const plot = document.querySelector('.chart')?.getBoundingClientRect()
      if (box === null || plot === undefined) return false
      const away = [
        plot.left + Number(box.dataset['x']) - x,
        plot.top + Number(box.dataset['y']) - y,
      ]
      return away.every((by) => Math.abs(by) <= 1)
    },
    [x, y] as const,
  )
  const cell = await readTooltip(page)
  if (cell === undefined) throw new Error(`there is no cell at ${x}, ${y}`)
  return cell
}

/** Moves the crosshair with the arrow keys to the cell of a time and price. */
export async function walkTo(page: Page, time: number, price: number): Promise<ReadCell> {
  await page.locator('.chart').focus()
  await page.keyboard.press('ArrowLeft')
  let at = await readTooltip(page)
  for (let attempts = 0; at !== undefined && attempts < 400; attempts++) {
    const columns = Math.floor((time - at.bucketFrom) / (at.bucketTo - at.bucketFrom))
    const middle = Math.sqrt(at.priceFrom * at.priceTo)
    const rows = Math.round(Math.log(price / middle) / (LN_BIN * 2 ** at.zoom))
    const inside = price >= at.priceFrom && price < at.priceTo
    if (columns === 0 && (inside || rows === 0)) return at
    const [steps, forward, back] =
      columns === 0 ? [rows, 'ArrowUp', 'ArrowDown'] : [columns, 'ArrowRight', 'ArrowLeft']
    const key = steps > 0 ? forward : back
    await page.keyboard.press(Math.abs(steps) >= 10 ? `Shift+${key}` : key)
    at = await readTooltip(page)
  }
  throw new Error(`the crosshair did not reach ${new Date(time).toISOString()} at ${price}`)
}

/** Takes the crosshair off the chart, so that it covers nothing. */
export async function leaveChart(page: Page): Promise<void> {
  await page.locator('.chart').blur()
  await page.mouse.move(2, 2)
  await page.locator('.tooltip').waitFor({ state: 'detached' })
}
