import { describe, expect, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { binOf } from '../../src/heatmap/grid.ts'
import {
  expectedReadout,
  field,
  lastQuestion,
  levelRead,
  levelsAt,
  levelsSettled,
} from './levels-page.ts'
import { barOf, livePages } from './open-live.ts'

const POLL = { timeout: 20_000 }

describe('the liquidation map of a market that goes on', () => {
  const { open } = livePages()

  test('follows the price as it is pushed, and reads its levels anew when the column has changed', async () => {
    const { page, live, errors } = await open()
    await page.getByRole('button', { name: 'Liquidation map' }).click()
    await levelsSettled(page)
    const questions = () => live.asked.filter((path) => path.startsWith(`${ROUTES.levels}?`))
    const watched = live.heard.findLast((message) => message.op === 'watch')!
    const zoom = Number(new URL(questions().at(-1)!, live.url).searchParams.get('zoom'))
    expect(watched).toMatchObject({ instrument: live.instrument, model: 'isotherm', zoom })

    const { open: last } = live.openBar()
    const before = await field(page, 'level-distance')
    live.say(barOf(live, last * 1.004))
    await page.locator('[data-field="level-distance"]').filter({ hasNotText: before }).waitFor()

    live.extend()
    const { openTime } = live.openBar()
    live.say({ type: 'extended', instrument: live.instrument, to: openTime })
    const count = questions().length
    const again = page.waitForResponse((response) => response.url().includes(`${ROUTES.levels}?`))
    live.say({
      type: 'column',
      instrument: live.instrument,
      model: 'isotherm',
      zoom,
      time: openTime + 1_000,
      price: last,
      whole: true,
      levels: [[binOf(last * 0.98, zoom), 5_000, 0]],
    })
    await again
    await levelsSettled(page)
    expect(questions().length).toBeGreaterThan(count)
    const url = `${live.url}${lastQuestion(questions(), live.instrument)}`
    const answer = await levelsAt(url)
    // The server's map is the last one now; the page comes to it.
    await expect
      .poll(async () => {
        const level = await levelRead(page, answer, 1).catch(() => undefined)
        if (level === undefined) return false
        const wanted = expectedReadout(level, last * 1.004)
        const names = ['level-long', 'level-short', 'level-cumulative'] as const
        const shown = await Promise.all(names.map((name) => field(page, name)))
        return names.every((name, i) => shown[i] === wanted[name])
      }, POLL)
      .toBe(true)
    expect(errors).toEqual([])
  })
})
