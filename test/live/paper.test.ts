import { describe, expect, test } from 'vitest'
import type { BookAnswer } from '../../src/api/book.ts'
import type { Instruments } from '../../src/api/schema.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { notedSchema, paperSchema } from '../../src/api/paper.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { dataFolder, isBuilt, startProduct, startVenues, until } from './whole-chain.ts'

const ID = 'binance:BTCUSDT'

describe.runIf(isBuilt)('the paper journal over a stand-in venue', () => {
  test('keeps a note with its book through kill -9, and one process alone writes', async () => {
    const venues = await startVenues('binance')
    const folder = await dataFolder()
    const product = await startProduct(folder, venues.flags)
    await until<Partial<Instruments>>(
      `${product.url}${ROUTES.instruments}`,
      ({ instruments = [] }) => instruments.some(({ id }) => id === ID),
    )
    const book = await until<Partial<BookAnswer>>(
      `${product.url}${ROUTES.book}?instrument=${ID}`,
      ({ bestBid }) => bestBid != null,
    )
    const price = book.bestBid!
    const post = (url: string, change: object = {}) =>
      fetch(`${url}${ROUTES.paper}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          kind: 'trade',
          id: 'one',
          instrument: ID,
          side: 'long',
          entry: price * 0.9,
          stop: price * 0.8,
          target: price * 1.1,
          usd: 1_000,
          label: 'far away',
          ...change,
        }),
      })
    const { entry } = notedSchema.parse(await (await post(product.url)).json())
    expect(entry).toMatchObject({
      inHindsight: false,
      simulated: false,
      trade: { outcome: { state: 'waiting' } },
    })
    expect(entry.book!.bestBid / price).toBeCloseTo(1, 2)
    expect(entry.book!.bins.length).toBeGreaterThan(1)

    // Another server of the same folder shows the note, and says why it takes none.
    const other = await startProduct(folder, ['--offline'])
    const shown = paperSchema.parse(await (await fetch(`${other.url}${ROUTES.paper}`)).json())
    expect(shown.readOnly).toContain('another process keeps the paper journal')
    expect(shown.entries.map(({ id }) => id)).toEqual(['one'])
    const refused = problemSchema.parse(await (await post(other.url, { id: 'two' })).json())
    expect(refused.code).toBe('paper-read-only')
    expect(refused.detail).not.toContain(folder)
    await other.kill('SIGTERM')

    await product.kill('SIGKILL')
    const again = await startProduct(folder, venues.flags)
    const kept = paperSchema.parse(await (await fetch(`${again.url}${ROUTES.paper}`)).json())
    expect(kept).toMatchObject({ readOnly: null, lostLines: 0, total: 1 })
    const { trade: _, ...same } = entry
    expect(kept.entries[0]).toMatchObject(same)
    await until<Partial<Instruments>>(`${again.url}${ROUTES.instruments}`, ({ instruments = [] }) =>
      instruments.some(({ id }) => id === ID),
    )
    expect((await post(again.url)).status).toBe(200)
    expect((await post(again.url, { id: 'two' })).status).toBe(200)
    expect(paperSchema.parse(await (await fetch(`${again.url}${ROUTES.paper}`)).json()).total).toBe(
      2,
    )
  }, 120_000)
})
