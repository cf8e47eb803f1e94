import { describe, expect, test } from 'vitest'
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
    const plot = (await page.locator('.chart').boundingBox())!
    live.say({
      type: 'liquidations',
      liquidations: [liquidationOf(live, { time: openTime, price, notionalUsd: 1_234_567 })],
    })
    // Over the right part of the plot, where the newest bar is, at the height of the price.
    await soon(async () => {
      for (let x = plot.width - 40; x > plot.width / 2; x -= 12)
        for (let y = 20; y < plot.height - 40 && (await note.count()) === 0; y += 12)
          // oxlint-disable-next-line no-await-in-loop
          await page.mouse.move(plot.x + x, plot.y + y)
      return note.count()
    }).toBe(1)
    const words = (await note.innerText()).replaceAll(/\s+/g, ' ')
    expect(words).toMatch(
      /^Long liquidated \$1\.23M at [\d,.]+ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/,
    )
    expect(errors).toEqual([])
  })
})
