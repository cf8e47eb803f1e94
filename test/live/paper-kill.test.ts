import { describe, expect, test } from 'vitest'
import type { PaperAnswer } from '../../src/api/paper.ts'
import { notedSchema, paperSchema } from '../../src/api/paper.ts'
import { ROUTES } from '../../src/api/routes.ts'
import type { Instruments } from '../../src/api/schema.ts'
import { dataFolder, isBuilt, startProduct, startVenues, until } from './whole-chain.ts'

const ID = 'binance:BTCUSDT'

/** Entries on both sides of the price: whichever way it goes from there, it goes through some. */
const STEPS = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((step) => 1 + step * 0.0005)

describe.runIf(isBuilt)('trades on paper over kill -9', () => {
  test('are there, and closed by what the market has done since', async () => {
    const venues = await startVenues('binance')
    const folder = await dataFolder()
    const product = await startProduct(folder, venues.flags)
    const { instruments } = await until<Partial<Instruments>>(
      `${product.url}${ROUTES.instruments}`,
      (answer) => answer.instruments?.some(({ id }) => id === ID) === true,
    )
    const price = instruments!.find(({ id }) => id === ID)!.lastPrice
    // Nothing reaches the server any more, so that nothing is filled before its end.
    venues.switchOff('binance')
    const post = async (step: number, i: number) => {
      const answer = await fetch(`${product.url}${ROUTES.paper}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          kind: 'trade',
          id: `one-${i}`,
          instrument: ID,
          side: 'long',
          entry: price * step,
          stop: price * step * 0.9999,
          target: price * step * 1.1,
          usd: 1_000,
          label: 'stopped soon',
        }),
      })
      return notedSchema.parse(await answer.json()).entry
    }
    const noted = await Promise.all(STEPS.map(post))
    for (const { trade } of noted) expect(trade!.outcome.state).toBe('waiting')
    await product.kill('SIGKILL')

    venues.switchOn('binance')
    const again = await startProduct(folder, venues.flags)
    const isClosed = ({ trade }: PaperAnswer['entries'][number]) =>
      trade?.outcome.state === 'closed'
    const { entries, lostLines } = paperSchema.parse(
      await until<Partial<PaperAnswer>>(
        `${again.url}${ROUTES.paper}`,
        (answer) => answer.entries?.some(isClosed) === true,
      ),
    )
    expect(lostLines).toBe(0)
    const kept = (all: readonly PaperAnswer['entries'][number][]) =>
      all.map(({ id, time, written, label }) => ({ id, time, written, label }))
    const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1)
    expect(kept(entries).toSorted(byId)).toEqual(kept(noted).toSorted(byId))
    const last = Math.max(...noted.map(({ written }) => written))
    for (const { trade } of entries.filter(isClosed))
      expect(trade!.outcome).toMatchObject({
        how: 'stop',
        closed: expect.toSatisfy((at) => at > last),
      })
  }, 240_000)
})
