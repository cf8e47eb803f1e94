import { expect, test } from 'vitest'
import { MINUTE } from '../../src/market/units.ts'
import {
  ID,
  T0,
  liquidation,
  liveServer,
  minutesOfTrade,
  openViewer,
  trade,
} from './live-fixture.ts'

test('a viewer is greeted with where everything stands, then told what happens', async () => {
  const { live, url } = await liveServer()
  live.push([...minutesOfTrade(0, 3), liquidation(T0 + 1_000, 90)])
  live.setReady()
  const viewer = await openViewer(url)
  const hello = await viewer.next('hello')
  expect(hello.liquidations).toEqual([
    expect.objectContaining({ instrument: ID, position: 'long', price: 90, notionalUsd: 180 }),
  ])
  live.push([liquidation(T0 + 3 * MINUTE, 80)])
  expect((await viewer.next('liquidations')).liquidations).toEqual([
    expect.objectContaining({ price: 80, time: T0 + 3 * MINUTE }),
  ])
  live.setBackfill({ state: 'running', done: 1, total: 4, note: 'candles' })
  expect((await viewer.next('backfill')).backfill).toMatchObject({ done: 1, total: 4 })
})

test('who watches an instrument sees its bar, its column and its end move', async () => {
  const { live, url } = await liveServer()
  live.push(minutesOfTrade(0, 10))
  live.setReady()
  const viewer = await openViewer(url)
  viewer.send({ op: 'watch', instrument: ID, model: 'isotherm', zoom: 2 })
  const whole = await viewer.next('column', (one) => one.whole)
  expect(whole).toMatchObject({ instrument: ID, model: 'isotherm', zoom: 2 })
  expect(whole.levels.length).toBeGreaterThan(5)
  expect((await viewer.next('bar')).openTime).toBe(T0 + 9 * MINUTE)

  live.push([trade(T0 + 10 * MINUTE + 1, 80, 50)])
  const bar = await viewer.next('bar', (one) => one.close === 80)
  expect(bar).toMatchObject({ openTime: T0 + 10 * MINUTE, high: 80, volume: 50 })
  const change = await viewer.next('column', (one) => one.price === 80)
  expect(change.whole).toBe(false)
  // A fall of a fifth has swept longs: cells are empty now.
  expect(
    change.levels.filter(([, long, short]) => long === 0 && short === 0).length,
  ).toBeGreaterThan(0)

  live.push([trade(T0 + 10 * MINUTE + 6_000, 81)])
  expect((await viewer.next('extended')).to).toBe(T0 + 10 * MINUTE)
})

test('who wants fewer columns is sent the newest one when it is due, and none between', async () => {
  let now = T0 + 10 * MINUTE + 2_000
  const { live, url } = await liveServer({ now: () => now })
  live.push(minutesOfTrade(0, 10))
  live.setReady()
  const [often, seldom] = [await openViewer(url), await openViewer(url)]
  const watch = { op: 'watch', instrument: ID, model: 'isotherm', zoom: 2 } as const
  often.send(watch)
  seldom.send({ ...watch, columnEvery: 30_000 })
  for (const viewer of [often, seldom]) await viewer.next('column', (one) => one.whole)

  now += 1_000
  live.push([trade(T0 + 10 * MINUTE + 1, 80, 50)])
  await often.next('column', (one) => one.price === 80)
  now += 1_000
  live.push([trade(T0 + 10 * MINUTE + 2, 79, 50)])
  await often.next('column', (one) => one.price === 79)
  // Nothing more happens: what was held back is sent all the same.
  now += 30_000
  const next = await seldom.next('column', (one) => !one.whole)
  expect(next.price).toBe(79)
})
