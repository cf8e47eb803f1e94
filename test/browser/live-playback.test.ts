import { describe, expect, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { candlesSchema } from '../../src/api/schema.ts'
import { HOUR, MINUTE } from '../../src/market/units.ts'
import {
  barOf,
  columnOf,
  liquidationOf,
  livePages,
  priceText,
  shownZoom,
  soon,
} from './open-live.ts'

const BAR = 5 * MINUTE

describe('playback of a market that goes on', () => {
  const { open } = livePages()

  test('shows nothing live, and finds it again when it goes back to now', async () => {
    const { page, live, errors } = await open({ hash: 'range=12h&bubbles=on' })
    const last = page.locator('[data-field="last"]')
    const words = page.locator('[data-field="playback"]')
    const rows = page.locator('.tape-list tbody tr')
    live.say({ type: 'liquidations', liquidations: [liquidationOf(live)] })
    await soon(() => rows.count()).toBe(1)
    await page.getByRole('button', { name: 'Playback', exact: true }).click()
    const end = Math.floor(live.openBar().openTime / BAR) * BAR
    const moment = end - 3 * HOUR
    const clock = new Date(moment).toISOString().slice(0, 16).replace('T', ' ')
    await soon(() => words.innerText()).toBe(`${clock} UTC`)
    expect(await page.locator('.playback').innerText()).toContain('Live data go on behind it.')
    // The tape is that of the moment: of this market nothing is stored.
    await soon(() => rows.count()).toBe(0)
    expect(await page.locator('.tape-filters').innerText()).not.toContain('All')

    const range = `instrument=${live.instrument}&interval=${BAR}&from=${moment - BAR}&to=${moment}`
    const answer = await fetch(`${live.url}${ROUTES.candles}?${range}`)
    const { close } = candlesSchema.parse(await answer.json())
    const then = priceText(close[0]!)
    expect(await last.innerText()).toBe(then)
    const asked = live.asked.length
    const price = live.openBar().open + 77
    live.say(barOf(live, price))
    live.say(columnOf(live, shownZoom(live), [[10, 1e9, 0]]))
    live.say({ type: 'liquidations', liquidations: [liquidationOf(live), liquidationOf(live)] })
    live.extend()
    live.say({ type: 'extended', instrument: live.instrument, to: live.openBar().openTime })
    // It has been heard: the map is asked how far it reaches.
    await soon(() => live.asked.slice(asked).some((path) => path.startsWith(ROUTES.map))).toBe(true)
    expect(await last.innerText()).toBe(then)
    expect(await rows.count()).toBe(0)
    expect(await words.innerText()).toBe(`${clock} UTC`)
    expect(await page.locator('.quote').getAttribute('data-state')).toBe('history')

    await page.getByRole('button', { name: 'Back to now' }).click()
    await page.locator('.quote[data-state="live"]').waitFor()
    await soon(() => last.innerText()).toBe(priceText(price))
    await soon(() => rows.count()).toBe(3)
    expect(errors).toEqual([])
  })

  test('a link opens at its moment, with the tape and the sums of then', async () => {
    const { page, live, errors } = await open()
    const moment = Math.floor(live.openBar().openTime / BAR) * BAR - 12 * BAR
    const at = new Date(moment).toISOString().slice(0, 16)
    await page.goto(`${live.url}/#range=12h&at=${at}Z`)
    await page.locator('.playback').waitFor()
    await page.reload()
    await page.locator('.playback').waitFor()
    const totals = () => live.asked.findLast((path) => path.startsWith(ROUTES.liquidationWindows))
    await soon(totals).toContain(`time=${moment}`)
    const levels = () => live.asked.findLast((path) => path.startsWith(ROUTES.levels))
    await soon(levels).toContain(`time=${moment}`)
    const rows = () => live.asked.findLast((path) => path.startsWith(ROUTES.pastLiquidations))
    await soon(rows).toContain(`to=${moment}`)
    expect(errors).toEqual([])
  })
})
