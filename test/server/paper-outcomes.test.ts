import { describe, expect, test } from 'vitest'
import { notedSchema } from '../../src/api/paper.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { HOUR, MINUTE } from '../../src/market/units.ts'
import { memorySource } from '../../src/server/market/market.ts'
import type { Market } from '../../src/server/market/market.ts'
import { marketUntil } from './market-until.ts'
import { ID, fakeMarket } from './serve-fixture.ts'
import { AT, codeOf, paperServer, TRADE } from './paper-fixture.ts'

test('what became of a note at a time is the same whatever came later', async () => {
  const [market] = (await memorySource(fakeMarket, {
    simulated: true,
    fingerprint: 'f',
  }).markets()) as [Market]
  const until = (to: number) => ({
    sources: [{ markets: () => Promise.resolve([marketUntil(market, to)]) }],
  })
  const all = await paperServer()
  const whole = notedSchema.parse((await all.post(TRADE)).body).entry.trade!.outcome
  const closed = whole.closed!
  const before = await paperServer(until(closed - HOUR))
  const open = notedSchema.parse((await before.post(TRADE)).body).entry.trade!.outcome
  expect(open).toMatchObject({ state: 'open', known: closed - HOUR, fill: whole.fill, r: null })
  const after = await paperServer(until(closed))
  expect(notedSchema.parse((await after.post(TRADE)).body).entry.trade!.outcome).toEqual(whole)
})

test('a note goes on where it stood as candles come, as if they had been there at once', async () => {
  const [market] = (await memorySource(fakeMarket, {
    simulated: true,
    fingerprint: 'f',
  }).markets()) as [Market]
  let to = AT + HOUR
  const server = await paperServer({
    sources: [{ markets: () => Promise.resolve([marketUntil(market, to)]) }],
  })
  await server.post(TRADE)
  const outcomes = []
  for (; to <= AT + 8 * HOUR; to += HOUR) {
    // oxlint-disable-next-line no-await-in-loop -- one candle after the other
    const [entry] = (await server.list()).entries
    outcomes.push(entry!.trade!.outcome)
  }
  const whole = await paperServer()
  expect(notedSchema.parse((await whole.post(TRADE)).body).entry.trade!.outcome).toEqual(
    outcomes.at(-1),
  )
  expect(new Set(outcomes.map(({ state }) => state))).toEqual(new Set(['open', 'closed']))
})

test('pages, newest first, by a cursor; of one instrument; one alone', async () => {
  const { post, list, json } = await paperServer()
  for (let i = 0; i < 5; i++)
    // oxlint-disable-next-line no-await-in-loop -- in order
    await post({ ...TRADE, id: `n${i}` })
  const first = await list('?limit=2')
  expect(first).toMatchObject({ total: 5, next: 3, readOnly: null, lostLines: 0 })
  expect(first.entries.map(({ id }) => id)).toEqual(['n4', 'n3'])
  const second = await list('?limit=2&before=3')
  expect(second.entries.map(({ id }) => id)).toEqual(['n2', 'n1'])
  expect(await list('?limit=2&before=1')).toMatchObject({ next: null, entries: [{ id: 'n0' }] })
  expect((await list('?id=n3')).entries.map(({ id }) => id)).toEqual(['n3'])
  expect((await list('?instrument=testvenue:OTHER')).total).toBe(0)
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (const query of ['limit=0', 'limit=201', 'before=-1', 'before=1e3', 'id=a%20b', 'a=1'])
    expect(codeOf((await json(`${ROUTES.paper}?${query}`)).body)).toBe('invalid-parameter')
})

describe('statistics', () => {
  test('count by label, tell hindsight apart, and say nothing of few', async () => {
    const { post, statistics, wait } = await paperServer()
    const { time: _, ...now } = TRADE
    await post({ ...now, id: 'now' })
    for (let i = 0; i < 20; i++) {
      wait(MINUTE)
      // oxlint-disable-next-line no-await-in-loop -- in order
      await post({ ...TRADE, id: `h${i}`, time: AT + i * HOUR, label: i < 3 ? 'gap' : 'wall' })
    }
    const { groups, fewest } = await statistics()
    expect(fewest).toBe(20)
    expect(groups.map(({ label, inHindsight, closed }) => [label, inHindsight, closed])).toEqual([
      [null, false, 0],
      ['dense-wall', false, 0],
      [null, true, 20],
      ['wall', true, 17],
      ['gap', true, 3],
    ])
    expect(groups.filter(({ findings }) => findings !== null)).toHaveLength(1)
    const { findings, wins } = groups[2]!
    expect(wins).toBe(20)
    // 19 risked for 16: a price without direction wins 19 of 35.
    expect(findings!.chanceWinRate).toBeCloseTo(19 / 35, 12)
    expect(findings).toMatchObject({ winRate: 1, meanRInterval: null, maxDrawdownR: 0 })
    expect(findings!.meanR).toBeCloseTo(16 / 19, 12)
  })

  test('are of a journal without notes too', async () => {
    const { statistics } = await paperServer()
    expect((await statistics()).groups).toMatchObject([{ label: null, noted: 0, findings: null }])
  })
})

test('the table holds notes and what became of them, and no formula', async () => {
  const { app, post, amend } = await paperServer()
  await post({ ...TRADE, label: '=HYPERLINK("x")', text: '+1' })
  await post({ kind: 'formation', id: 'two', instrument: ID, time: AT, label: '@x' })
  await amend({ id: 'one', how: 'correct', text: '-2' })
  const { headers, body } = await app.inject(ROUTES.paperCsv)
  expect(headers['content-type']).toBe('text/csv; charset=utf-8')
  const [head, ...lines] = body.split('\r\n')
  expect(head).toContain('id,instrument,label,noted,side')
  expect(lines[0]).toContain(`one,${ID},"'=HYPERLINK(""x"")",2024-`)
  expect(lines[0]).toContain(`"'+1\n-2"`)
  expect(lines[1]).toContain("two,testvenue:FAKEUSD,'@x,2024-")
  expect(lines[1]).toContain(',formation,')
})
