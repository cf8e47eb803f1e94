import { describe, expect, test } from 'vitest'
import type { FundingAnswer, LiquidationTotals, LiquidationWindows } from '../../src/api/flows.ts'
import { liquidationsSchema } from '../../src/api/live.ts'
import type { Liquidations } from '../../src/api/live.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { HOUR, MINUTE } from '../../src/market/units.ts'
import { minutesOf } from '../../src/model/feed-minutes.ts'
import { sourceOfMinutes } from '../../src/pipeline/realised-sums.ts'
import { missingIn } from '../../src/pipeline/realised-rows.ts'
import type { Market } from '../../src/server/market/market.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { END, ID, START, fakeMarket, fakeServer } from './serve-fixture.ts'

const columns = (...values: number[]) => Float64Array.from(values)

async function served(more: Partial<Market>) {
  const [market] = await memorySource(fakeMarket, { simulated: true, fingerprint: 'f' }).markets()
  return fakeServer({ sources: [{ markets: async () => [{ ...market!, ...more }] }] })
}

test('the last rate of a bucket is told, with null where the venue does not say its interval', async () => {
  const server = await served({
    fundingRates: async () => ({
      time: columns(START, START + 30 * MINUTE, START + 3 * HOUR),
      value: columns(1e-4, 2e-4, -1e-4),
      interval: columns(8 * HOUR, 8 * HOUR, Number.NaN),
    }),
  })
  const url = `${ROUTES.funding}?instrument=${ID}&interval=${HOUR}&from=${START}&to=${END}`
  const body = (await server.json(url)).body as FundingAnswer
  expect(body.openTime).toEqual([START, START + 3 * HOUR])
  expect(body.time).toEqual([START + 30 * MINUTE, START + 3 * HOUR])
  expect(body.fundingRate).toEqual([2e-4, -1e-4])
  expect(body.interval).toEqual([8 * HOUR, null])
})

test('hours of which nothing is known are left out, and a part of one is told as a part', async () => {
  const minutes = minutesOf([
    { time: END - 30 * MINUTE, position: 'long', usd: 50 },
    { time: END - 3.5 * HOUR, position: 'short', usd: 70 },
  ])
  const missing = missingIn([{ from: END - 3 * HOUR, to: END - 1.25 * HOUR }], END)
  const source = sourceOfMinutes(minutes, { from: END - 5 * HOUR, to: END, missing })
  const server = await served({ liquidated: async () => [source] })
  const range = `interval=${HOUR}&from=${END - 6 * HOUR}&to=${END}`
  const url = `${ROUTES.liquidationTotals}?instrument=${ID}&${range}`
  const body = (await server.json(url)).body as LiquidationTotals
  expect(body.openTime).toEqual([5, 4, 2, 1].map((hours) => END - hours * HOUR))
  expect(body.known).toEqual([1, 1, 0.25, 1])
  expect(body.longUsd).toEqual([0, 0, 0, 50])
  expect(body.shortUsd).toEqual([0, 70, 0, 0])

  const last = (await server.json(`${ROUTES.liquidationWindows}?instrument=${ID}`))
    .body as LiquidationWindows
  expect(last.time).toBe(END)
  expect(last.coin).toBeNull()
  expect(last.windows.map(({ length }) => length / HOUR)).toEqual([1, 4, 12, 24])
  expect(last.windows[0]).toMatchObject({ longUsd: 50, shortUsd: 0, known: 1 })
  expect(last.windows[1]).toMatchObject({ longUsd: 50, shortUsd: 70, known: 2.25 / 4 })
  expect(last.windows[3]!.known).toBeCloseTo(3.25 / 24, 12)

  // As it was told then: nothing of what came later.
  const windowsAt = async (time: number) =>
    (await server.json(`${ROUTES.liquidationWindows}?instrument=${ID}&time=${time}`))
      .body as LiquidationWindows
  const then = await windowsAt(END - 3 * HOUR)
  expect(then.time).toBe(END - 3 * HOUR)
  expect(then.windows[0]).toMatchObject({ longUsd: 0, shortUsd: 70, known: 1 })
  expect(then.windows[1]).toMatchObject({ longUsd: 0, shortUsd: 70, known: 0.5 })
  expect(await windowsAt(END + HOUR)).toEqual(last)
})

test('a market that tells of neither answers with nothing, not with zeros', async () => {
  const server = await served({})
  const range = `interval=${HOUR}&from=${START}&to=${END}`
  const { body } = await server.json(`${ROUTES.liquidationTotals}?instrument=${ID}&${range}`)
  expect(body).toMatchObject({ openTime: [], completeness: null })
})

describe('past liquidations', () => {
  const one = (i: number, time: number) => ({
    instrument: fakeMarket.instrument.id,
    id: String(i),
    ordinal: 0,
    time,
    receivedTime: END,
    position: i % 2 === 0 ? ('long' as const) : ('short' as const),
    price: 100,
    priceKind: 'fill' as const,
    quantity: i + 1,
    notionalUsd: (i + 1) * 100,
    suspect: null,
  })

  /** Three at a time share a millisecond, over more than a week. */
  async function tape() {
    const all = Array.from({ length: 40 }, (_, i) =>
      one(i, END - Math.floor(i / 3) * 16 * HOUR - 1),
    )
    const server = await served({
      liquidations: async (from, to) => all.filter(({ time }) => time >= from && time < to),
    })
    const address = (more: string, to = END) =>
      `${ROUTES.pastLiquidations}?instrument=${ID}&from=${START}&to=${to}&${more}`
    const ask = async (more: string, to = END) =>
      liquidationsSchema.parse((await server.json(address(more, to))).body)
    return { all, server, address, ask }
  }

  test('are paged by their last time without losing one, and chosen by side and size', async () => {
    const { all, ask } = await tape()
    const paged: Liquidations['liquidations'] = []
    for (let to = END; ; ) {
      // oxlint-disable-next-line no-await-in-loop
      const { liquidations: page } = await ask('limit=5', to)
      if (page.length === 0) break
      paged.push(...page)
      to = page.at(-1)!.time
    }
    expect(paged.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    const { liquidations: largest } = await ask('order=largest&limit=3&position=short')
    expect(largest.map(({ notionalUsd }) => notionalUsd)).toEqual([4000, 3800, 3600])
    expect((await ask('minUsd=3950')).liquidations).toHaveLength(1)
  })

  test.each(['newest', 'largest'] as const)(
    'are paged by cursor, the %s first, while more come in',
    async (order) => {
      const { all, ask } = await tape()
      const there = all.map(({ id }) => id)
      const told: (string | null)[] = []
      let more = ''
      for (let pages = 0; ; pages++) {
        // oxlint-disable-next-line no-await-in-loop
        const { liquidations, next } = await ask(`order=${order}&limit=7${more}`)
        told.push(...liquidations.map(({ id }) => id))
        if (next === null) break
        more = `&cursor=${next}`
        all.unshift(one(100 + pages, END - 1), one(-1 - pages, START))
      }
      expect(new Set(told).size).toBe(told.length)
      expect(told).toEqual(expect.arrayContaining(there))
    },
  )

  test('say in a header where the next page is, of a table too', async () => {
    const { server, address, ask } = await tape()
    const { next } = await ask('limit=5')
    const csv = await server.app.inject(address('limit=5&format=csv'))
    expect(csv.headers.link).toBe(
      `<${address(`limit=5&format=csv&cursor=${next}`)}>; rel="next"`.replace(
        ID,
        encodeURIComponent(ID),
      ),
    )
    expect((await server.app.inject(address('limit=40'))).headers.link).toBeUndefined()
  })

  test.each([
    ['cursor=largest_100_5', 'asked for in the same order'],
    ['order=largest&cursor=newest_5', 'asked for in the same order'],
    ['cursor=newest_', 'must be the `next`'],
    ['cursor=', 'must be the `next`'],
  ])('are refused %s', async (more, sentence) => {
    const { server, address } = await tape()
    const { status, body } = await server.json(address(more))
    expect(status).toBe(400)
    expect(body).toMatchObject({
      code: 'invalid-parameter',
      detail: expect.stringContaining(sentence),
    })
  })
})

test('open interest by bucket is the last sample of each, its end included', async () => {
  const server = await served({})
  const range = `from=${START}&to=${START + 13 * HOUR}&interval=${4 * HOUR}`
  const { body } = await server.json(`${ROUTES.openInterest}?instrument=${ID}&${range}`)
  expect(body).toMatchObject({
    time: [4, 8, 12].map((hours) => START + hours * HOUR),
    openInterest: [1_003, 1_007, 1_011],
  })
})
