import { describe, expect, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { cascadeSchema } from '../../src/api/cascade.ts'
import { setupsSchema } from '../../src/api/setups.ts'
import { DAY, HOUR, MINUTE } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import type { MarketData } from '../../src/server/market/market.ts'
import type { KnownCalendar } from '../../src/server/signals/calendar-file.ts'
import { memorySource } from '../../src/server/market/market.ts'
import type { ScheduledEvent } from '../../src/signals/calendar/calendar.ts'
import { playedKeeper, scoreOf } from './score-fixture.ts'
import { bookAround, END, ID, market, served, servedOnce, until } from './signals-fixture.ts'

test('frames and sweeps of a past time are of what was known then, without a book', async () => {
  const time = END - 3 * DAY - 5 * HOUR
  const source = (one: MarketData) => [
    memorySource(one, { simulated: true, fingerprint: `${one.candles.openTime.length}` }),
  ]
  const price = market.candles.close[market.candles.openTime.indexOf(time - HOUR)]!
  const now = await served({
    sources: source(market),
    books: () => bookAround(price, 20),
  })
  const then = await served({ sources: source(until(market, time)) })
  for (const url of [
    `${ROUTES.setups}?instrument=${ID}&horizon=3d`,
    `${ROUTES.cascade}?instrument=${ID}&side=long&price=${(price * 0.95).toFixed(6)}`,
  ]) {
    // oxlint-disable no-await-in-loop -- one after the other
    const { why: _, ...known } = (await then.json(url)).body as { why?: string }
    const { why, ...told } = (await now.json(`${url}&time=${time}`)).body as { why?: string }
    // oxlint-enable no-await-in-loop
    expect(told).toEqual(known)
    if (url.includes('cascade')) expect(why).toBe('no order book is kept of past moments')
  }
})

const plain = servedOnce()

describe('a cascade', () => {
  const url = (more: string) => `${ROUTES.cascade}?instrument=${ID}&${more}`
  const lastPrice = market.candles.close.at(-1)!
  const booked = servedOnce({ books: () => bookAround(lastPrice, 20) })

  test('without a book is what lies on the way, and says that it is no walk', async () => {
    const { json } = plain()
    const near = cascadeSchema.parse(
      (await json(url(`side=long&price=${(lastPrice * 0.97).toFixed(6)}`))).body,
    )
    const { body } = await json(url(`side=long&price=${(lastPrice * 0.9).toFixed(6)}`))
    const far = cascadeSchema.parse(body)
    expect(far).toEqual(body)
    expect(far).toMatchObject({ basis: 'sweep', walk: null, fill: { value: 1, measured: false } })
    expect(far.why).toContain('not connected')
    expect(far.notice).toContain('no advice')
    expect(far.sweep!.flowUsd).toBeGreaterThan(near.sweep!.flowUsd)
    expect(far.sweep!.hours).toBeGreaterThan(0)
    expect(far.sweep!.withoutBook!.low).toBeLessThanOrEqual(far.sweep!.withoutBook!.high)
    for (const { side, share } of far.clusters) expect(side === 'long' && share > 0).toBe(true)
    const order = cascadeSchema.parse((await json(url('side=short&usd=5000000'))).body)
    expect(order).toMatchObject({ basis: 'sweep', sweep: { flowUsd: 5e6 }, clusters: [] })
  })

  test('walks the book that is in step, farther with more of the map', async () => {
    const { json } = booked()
    const { body } = await json(url('side=long&usd=20000000'))
    const walked = cascadeSchema.parse(body)
    expect(walked).toEqual(body)
    expect(walked).toMatchObject({ basis: 'book', why: null, sweep: null, bookTime: END + 50 })
    const { low, mid, high } = walked.walk!
    expect(mid.shockUsd).toBe(20e6)
    expect(mid.move).toBeLessThan(0)
    expect(Math.abs(low.move)).toBeLessThanOrEqual(Math.abs(mid.move))
    expect(Math.abs(mid.move)).toBeLessThanOrEqual(Math.abs(high.move))
    expect(Math.abs(mid.bookMove)).toBeLessThanOrEqual(Math.abs(mid.move))
    const beyond = cascadeSchema.parse(
      (await json(url(`side=long&price=${(lastPrice * 0.82).toFixed(6)}`))).body,
    )
    expect(beyond).toMatchObject({ basis: 'sweep', walk: null })
    expect(beyond.why).toContain('not known as far')
  })

  test('to a price on the wrong side or beyond what is read is refused', async () => {
    for (const { json } of [plain(), booked()]) {
      for (const [side, price] of [
        ['long', lastPrice * 1.02],
        ['short', lastPrice * 0.98],
        ['short', lastPrice * 2],
      ] as const) {
        const { status, body } = await json(url(`side=${side}&price=${price.toFixed(6)}`))
        expect([status, problemSchema.parse(body).code]).toEqual([400, 'invalid-parameter'])
      }
    }
  })
})

test('setups frame both sides, with reasons and with what is not known', async () => {
  const url = `${ROUTES.setups}?instrument=${ID}&horizon=3d`
  const { body } = await plain().json(url)
  const { setups, notice } = setupsSchema.parse(body)
  expect(setupsSchema.parse(body)).toEqual(body)
  expect(notice).toContain('no advice')
  expect(setups.map(({ side }) => side)).toEqual(['long', 'short'])
  const asymmetry = setups.map(({ conditions }) => conditions[0]!.value!)
  expect(asymmetry[0]! * asymmetry[1]!).toBeCloseTo(1, 9)
  for (const { standing, risk, lacks, conditions } of setups) {
    expect(conditions).toHaveLength(10)
    expect(conditions.every(({ says }) => says.length > 5)).toBe(true)
    expect(lacks).toEqual(expect.arrayContaining(['discount-known', 'no-event', 'thin-book']))
    if (standing !== 'stands') expect(risk).toBe(0)
  }
})

describe('scheduled events', () => {
  const event = (title: string, from: Millis, impact: ScheduledEvent['impact']) => ({
    title,
    from,
    to: from,
    impact,
  })
  let known: KnownCalendar = { events: [], refused: [], readAt: END - HOUR, problem: undefined }
  const scheduled = servedOnce({ calendar: { now: () => Promise.resolve(known) } })
  const setupsWith = async (events: readonly ScheduledEvent[], problem?: string) => {
    const refused = [{ line: 7, field: 'time', value: 'hidden', wanted: 'a time' }]
    known = { ...known, events, refused, problem }
    const { body } = await scheduled().json(`${ROUTES.setups}?instrument=${ID}`)
    expect(setupsSchema.parse(body)).toEqual(body)
    expect(JSON.stringify(body)).not.toContain('hidden')
    return setupsSchema.parse(body)
  }
  const noEvent = ({ setups }: Awaited<ReturnType<typeof setupsWith>>) =>
    setups.map(({ conditions }) => conditions.find(({ name }) => name === 'no-event')!.holds)

  test('mute near one of high impact, and are told', async () => {
    const near = event('Prices', END + 20 * MINUTE, 'high')
    const answer = await setupsWith([near, event('Talk', END + 30 * HOUR, 'low')], 'is gone')
    expect(answer.calendar).toMatchObject({
      effect: 'mute',
      asking: [near],
      next: near,
      events: 2,
      refusedEntries: 1,
      refused: [{ line: 7, field: 'time', wanted: 'a time' }],
      problem: 'is gone',
    })
    expect(answer.setups.every(({ standing, risk }) => standing === 'muted' && risk === 0)).toBe(
      true,
    )
    expect(noEvent(answer)).toEqual([false, false])
  })

  test('halve hours before, and nothing farther away', async () => {
    const before = await setupsWith([event('Prices', END + 3 * HOUR, 'high')])
    expect(before.calendar!.effect).toBe('halve')
    const far = event('Prices', END + 30 * HOUR, undefined)
    const away = await setupsWith([far])
    expect(away.calendar).toMatchObject({ effect: 'none', asking: [], next: { impact: null } })
    expect(noEvent(away)).toEqual([true, true])
    // Without a calendar it is not known whether one is near.
    const { json } = plain()
    const none = setupsSchema.parse((await json(`${ROUTES.setups}?instrument=${ID}`)).body)
    expect([none.calendar, ...noEvent(none)]).toEqual([null, null, null])
  })
})

test('the weight of weekends is learnt of the days of the score', async () => {
  const days = Array.from({ length: 28 }, (_, i) => {
    const time = END - (28 - i) * DAY
    const isFree = [0, 6].includes(new Date(time).getUTCDay())
    const day = new Date(time).toISOString().slice(0, 10)
    return { day, predictedUsd: 100, realisedUsd: isFree ? 50 : 100 }
  })
  const score = { ...scoreOf(ID), byDay: days }
  const { keeper } = await playedKeeper({})
  const kept = { scoredAt: END, firstScoredDay: 5, score }
  const { json } = await served({ scores: { ...keeper, peek: () => kept } })
  const { body } = await json(`${ROUTES.setups}?instrument=${ID}`)
  const { weekend, setups } = setupsSchema.parse(body)
  // Eight days of a half beside a prior of twenty.
  expect(weekend).toEqual({ weight: expect.closeTo((20 + 4) / 28, 9), days: 8 })
  expect(setups.every(({ lacks }) => !lacks.includes('discount-known'))).toBe(true)
  // Nothing of that score was known of a past moment.
  const past = await json(`${ROUTES.setups}?instrument=${ID}&time=${END - 5 * HOUR}`)
  expect(setupsSchema.parse(past.body).weekend).toBeNull()
})
