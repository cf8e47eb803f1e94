import { describe, expect, test } from 'vitest'
import type { GapInfo } from '../../src/api/live.ts'
import { HOUR } from '../../src/market/units.ts'
import { pixelsOf } from './browser.ts'
import { leaveChart, walkTo } from './crosshair.ts'
import type { OpenLive } from './open-live.ts'
import { livePages } from './open-live.ts'

const gapAt = (live: OpenLive['live'], ago: number, changes: Partial<GapInfo> = {}): GapInfo => ({
  instrument: live.instrument,
  stream: 'trade',
  from: live.hello.time - ago,
  to: live.hello.time - ago + HOUR,
  cause: 'the connection was lost',
  certainty: 'certain',
  repaired: false,
  ...changes,
})

/** How often the brightness turns down a line of 48 pixels at a time: hatching alternates, cells do not. */
async function turnsAt({ page, live }: OpenLive, ago: number): Promise<number> {
  const cell = await walkTo(page, live.hello.time - ago, live.openBar().open * 0.97)
  await leaveChart(page)
  const line = Array.from({ length: 48 }, (_, i) => ({ x: cell.x, y: cell.y + i }))
  const light = (await pixelsOf(page, line)).map((colour) => Math.max(...colour))
  return light.filter((value, i) => i > 0 && Math.abs(value - light[i - 1]!) > 12).length
}

describe('gaps on the page', () => {
  const { open } = livePages()

  test('what is missing is hatched over the map, densely where that is certain; what was repaired is not', async () => {
    const opened = await open({
      prepare(live) {
        live.gaps = [
          gapAt(live, 9 * HOUR),
          gapAt(live, 7 * HOUR, { certainty: 'possible', stream: 'open-interest' }),
          gapAt(live, 5 * HOUR, { repaired: true }),
          gapAt(live, 3 * HOUR, { stream: 'funding-rate' }),
        ]
      },
    })
    const { page, errors } = opened
    const chip = page.locator('[data-field="gaps"]')
    await chip.filter({ hasText: '3 gaps' }).waitFor()
    const middle = (ago: number) => turnsAt(opened, ago * HOUR - HOUR / 2)
    const [certain, possible] = [await middle(9), await middle(7)]
    expect(certain).toBeGreaterThanOrEqual(10)
    expect(possible).toBeGreaterThanOrEqual(3)
    expect(possible).toBeLessThan(certain)
    for (const ago of [10, 5, 3]) expect(await middle(ago)).toBeLessThan(3)

    await page.getByRole('button', { name: 'Gaps: 3 gaps' }).click()
    const rows = page.locator('.gap')
    expect(await rows.count()).toBe(4)
    expect(await rows.locator('.gap-kind').allInnerTexts()).toEqual([
      'certain',
      'repaired',
      'possible',
      'certain',
    ])
    expect(await rows.last().innerText()).toMatch(/13:00:20 – 14:00:20/)
    expect(await rows.last().innerText()).toContain('the connection was lost')
    expect(errors).toEqual([])
  })

  test('a gap that is told appears, grows while it lasts, and goes once history has filled it', async () => {
    const opened = await open()
    const { page, live } = opened
    const chip = page.locator('[data-field="gaps"]')
    await chip.filter({ hasText: 'No gaps' }).waitFor()
    const gap = gapAt(live, 2 * HOUR, { to: null })
    expect(await turnsAt(opened, HOUR)).toBeLessThan(3)
    live.say({ type: 'gap', gap })
    await chip.filter({ hasText: '1 gap' }).waitFor()
    expect(await turnsAt(opened, 2 * HOUR - HOUR / 2)).toBeGreaterThanOrEqual(10)
    expect(await turnsAt(opened, HOUR / 4)).toBeGreaterThanOrEqual(10)
    await page.getByRole('button', { name: /^Gaps/ }).click()
    expect(await page.locator('.gap').innerText()).toContain('lasting')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Venues/ }).click()
    expect(await page.locator('.venue .tag').allInnerTexts()).toEqual(['Sampled', 'Gap'])
    await page.keyboard.press('Escape')

    live.say({ type: 'gap', gap: { ...gap, to: live.hello.time - HOUR } })
    await page.getByRole('button', { name: /^Gaps/ }).click()
    await page.locator('.gap').filter({ hasNotText: 'lasting' }).waitFor()
    await page.keyboard.press('Escape')
    expect(await turnsAt(opened, HOUR / 4)).toBeLessThan(3)
    live.say({ type: 'gap', gap: { ...gap, to: live.hello.time - HOUR, repaired: true } })
    await chip.filter({ hasText: 'No gaps' }).waitFor()
    expect(await turnsAt(opened, 2 * HOUR - HOUR / 2)).toBeLessThan(3)
  })

  test('liquidations that were not seen are hatched along the time axis, the map stands', async () => {
    const opened = await open({
      prepare(live) {
        live.gaps = [gapAt(live, 4 * HOUR, { stream: 'liquidation' })]
      },
    })
    const { page, live } = opened
    await page.locator('[data-field="gaps"]').filter({ hasText: '1 gap' }).waitFor()
    const ago = 4 * HOUR - HOUR / 2
    expect(await turnsAt(opened, ago)).toBeLessThan(3)
    const cell = await walkTo(page, live.hello.time - ago, live.openBar().open * 0.97)
    const outside = await walkTo(page, live.hello.time - HOUR, live.openBar().open * 0.97)
    await leaveChart(page)
    const plot = (await page.locator('.chart').boundingBox())!
    const bottom = plot.y + plot.height - 28
    const turns = async (x: number): Promise<number> => {
      const line = Array.from({ length: 40 }, (_, i) => ({ x: x - 20 + i, y: bottom - 5 }))
      const light = (await pixelsOf(page, line)).map((colour) => Math.max(...colour))
      return light.filter((value, i) => i > 0 && Math.abs(value - light[i - 1]!) > 12).length
    }
    expect(await turns(cell.x)).toBeGreaterThanOrEqual(8)
    expect(await turns(outside.x)).toBeLessThan(3)
  })

  test('gaps of another instrument are not hatched here', async () => {
    const opened = await open()
    const { page, live } = opened
    const other = 'bybit:ETHUSDT' as GapInfo['instrument']
    live.say({ type: 'gap', gap: gapAt(live, 4 * HOUR, { instrument: other }) })
    live.say({ type: 'gap', gap: gapAt(live, 2 * HOUR) })
    await page.locator('[data-field="gaps"]').filter({ hasText: '1 gap' }).waitFor()
    expect(await turnsAt(opened, 4 * HOUR - HOUR / 2)).toBeLessThan(3)
  })
})
