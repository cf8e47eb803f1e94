import { describe, expect, test } from 'vitest'
import { barOf, columnOf, liquidationOf, livePages, shownZoom, soon } from './open-live.ts'
import { pageScales } from './page-weight.ts'

/** As many as come in ten minutes of a busy market: four bursts, the first of which fills what is bounded. */
const BURSTS = 4
const LIQUIDATIONS = 600
const TICKS = 150

describe('a page that is told of much', () => {
  const { open } = livePages()

  test('holds no more after ten minutes of events than after the first of them', async () => {
    const { page, live, errors } = await open({ hash: 'range=12h&bubbles=on&panes=volume.cvd' })
    const weigh = await pageScales(page)
    const { openTime, open: price } = live.openBar()
    const zoom = shownZoom(live)

    async function burst(round: number): Promise<void> {
      for (let i = 0; i < TICKS; i++) {
        const ordinal = round * TICKS + i
        live.say(barOf(live, price * (1 + ((i % 7) - 3) / 1000), { volume: ordinal + 1 }))
        live.say(columnOf(live, zoom, [[ordinal % 40, 1_000 + i, 2_000]], i === 0))
        live.say({
          type: 'liquidations',
          liquidations: Array.from({ length: LIQUIDATIONS / TICKS }, (_, n) =>
            liquidationOf(live, { ordinal: ordinal * 4 + n, time: openTime + 100, price }),
          ),
        })
      }
      // What is said last is on the screen once all before it is done.
      const last = 1_000_000 * (round + 2)
      live.say({
        type: 'liquidations',
        liquidations: [liquidationOf(live, { ordinal: -1 - round, notionalUsd: last })],
      })
      const newest = page.locator('.tape-list tbody tr').first()
      await soon(() => newest.innerText()).toContain(`$${round + 2}.00M`)
    }

    await burst(0)
    const before = await weigh()
    for (let round = 1; round < BURSTS; round++)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await burst(round)
    const after = await weigh()
    expect(after.nodes).toBeLessThan(before.nodes + 200)
    expect(after.listeners).toBeLessThan(before.listeners + 20)
    expect(after.heap).toBeLessThan(before.heap + 2 ** 20)
    expect(errors).toEqual([])
  })
})
