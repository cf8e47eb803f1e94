import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { ReadCell } from './crosshair.ts'
import { pointAt } from './crosshair.ts'
import { liquidationOf, livePages, soon } from './open-live.ts'

describe.each([
  [1440, 900],
  [390, 844],
])('bubbles of realised liquidations at %i × %i', (width, height) => {
  const { open } = livePages()

  test('one appears where it happened as it comes, and says its amount', async () => {
    const { page, live, errors } = await open({
      hash: 'range=12h&bubbles=on&tape=off',
      size: { width, height },
    })
    const { openTime, close: price } = live.openBar()
    const note = page.locator('.bubble-note')
    live.say({
      type: 'liquidations',
      liquidations: [liquidationOf(live, { time: openTime, price, notionalUsd: 1_234_567 })],
    })
    const { x, y } = await placeOf(page, openTime, price)
    await soon(async () => {
      await page.mouse.move(x - 40, y)
      await page.mouse.move(x, y)
      return note.count()
    }).toBe(1)
    const words = (await note.innerText()).replaceAll(/\s+/g, ' ')
    expect(words).toMatch(
      /^Long liquidated \$1\.23M at [\d,.]+ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/,
    )
    expect(errors).toEqual([])
  })
})

/** Where a time and a price are on the page, by what two other places are. */
async function placeOf(page: Page, time: number, price: number): Promise<{ x: number; y: number }> {
  const plot = (await page.locator('.chart').boundingBox())!
  const low = await pointAt(page, plot.x + plot.width * 0.3, plot.y + plot.height * 0.7)
  const high = await pointAt(page, plot.x + plot.width * 0.6, plot.y + plot.height * 0.3)
  const middle = ({ priceFrom, priceTo }: ReadCell) => (priceFrom + priceTo) / 2
  const along = (time - low.bucketFrom) / (high.bucketFrom - low.bucketFrom)
  const up = (price - middle(low)) / (middle(high) - middle(low))
  return { x: low.x + along * (high.x - low.x), y: low.y + up * (high.y - low.y) }
}
