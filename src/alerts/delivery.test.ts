import { expect, onTestFinished, test } from 'vitest'
import { SECOND } from '../market/units.ts'
import {
  AlertsWorld,
  deliveryStates,
  NotedChannel,
  settled,
  sweepKey,
  sweepOf,
} from './alerts-world.fixture.ts'

test('an alert goes out once, with its text and a link to what was known then', async () => {
  const world = new AlertsWorld()
  const picture = new Uint8Array([1])
  const alerts = await world.open({ pictureOf: () => Promise.resolve(picture) })
  alerts.offer(sweepOf(0, 'a'))
  alerts.offer(sweepOf(0, 'a'))
  alerts.offer(sweepOf(1, 'a'))
  await settled(alerts)
  expect(world.channel.sent).toMatchObject([
    {
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      title: 'Sweeps – binance:BTCUSDT',
      lines: [
        'binance:BTCUSDT at 100,000: price went through a cluster of $50.0M of longs from 98,000 to 99,000',
        '2026-11-22 00:00 UTC · severity medium',
      ],
      link: 'https://map.example/#instrument=binance:BTCUSDT&at=2026-11-22T00:00:00.000Z',
      isLate: false,
      picture,
    },
  ])
  expect(deliveryStates(alerts)).toEqual(['delivered'])
  await alerts.close()
})

test('a picture that never comes, or fails, holds nothing up', async () => {
  const world = new AlertsWorld()
  const alerts = await world.open({ pictureOf: () => new Promise(() => {}) })
  alerts.offer(sweepOf(0, 'a'))
  await settled(alerts)
  expect(world.channel.sent).toEqual([])
  await world.clock.pass(5 * SECOND)
  expect(world.channel.sent).toMatchObject([{ picture: undefined }])
  await alerts.close()
  const failing = await new AlertsWorld().open({
    channels: [world.channel],
    pictureOf: () => Promise.reject(new Error('no map')),
  })
  failing.offer(sweepOf(0, 'b'))
  await settled(failing)
  expect(world.channel.keys()).toEqual(['a', 'b'].map(sweepKey))
  await failing.close()
})

test('a picture that came in time leaves nothing that waits', async () => {
  const world = new AlertsWorld()
  const alerts = await world.open({ pictureOf: () => Promise.resolve(new Uint8Array([1])) })
  const warnings: string[] = []
  const noted = (warning: Error): number => warnings.push(warning.message)
  process.on('warning', noted)
  onTestFinished(() => void process.off('warning', noted))
  for (let i = 0; i < 15; i++) {
    alerts.offer(sweepOf(i, `s${i}`))
    // oxlint-disable-next-line no-await-in-loop -- a message each
    await settled(alerts)
  }
  expect(world.channel.sent).toHaveLength(15)
  expect(world.clock.waits()).toEqual([])
  expect(warnings).toEqual([])
  await alerts.close()
})

test('an alert that nobody is sent is told of all the same, once, and after a restart', async () => {
  const world = new AlertsWorld()
  const alerts = await world.open({ channels: [] })
  const told: string[] = []
  const stop = alerts.onTold((news) => told.push(...news.map(({ key }) => key)))
  alerts.offer(sweepOf(0, 'a'))
  await settled(alerts)
  expect(told).toEqual([sweepKey('a')])
  stop()
  alerts.offer(sweepOf(1, 'b'))
  await settled(alerts)
  expect(told).toHaveLength(1)
  expect(alerts.health()).toMatchObject({ waiting: 0, dead: 0 })
  await alerts.close()
  const again = await world.open()
  again.offer(sweepOf(0, 'a'))
  again.offer(sweepOf(1, 'b'))
  await settled(again)
  const keys = again.deliveries().map(({ alert }) => alert.key)
  expect(keys).toEqual(['a', 'b'].map(sweepKey))
  expect(world.channel.sent).toEqual([])
  await again.close()
})

test('who listens is told once of an alert, however many channels it goes to', async () => {
  const world = new AlertsWorld()
  const alerts = await world.open({ channels: [world.channel, new NotedChannel('desk')] })
  const told: string[] = []
  alerts.onTold((news) => told.push(...news.map(({ key }) => key)))
  alerts.offer(sweepOf(0, 'a'))
  alerts.offer(sweepOf(0, 'a'))
  await settled(alerts)
  expect(told).toEqual([sweepKey('a')])
  await alerts.close()
})

test('what waits for a channel that is no more is dead, and says so', async () => {
  const world = new AlertsWorld()
  world.channel.answer = () => new Promise(() => {})
  const alerts = await world.open()
  alerts.offer(sweepOf(0, 'a'))
  await settled(alerts)
  const again = await world.open({ channels: [new NotedChannel('desk')] })
  expect(again.deliveries()).toMatchObject([
    { channel: 'phone', state: 'dead', why: 'the channel is no longer configured' },
  ])
  await again.close()
})

test('a test message says what became of it, without secrets', async () => {
  const world = new AlertsWorld()
  const alerts = await world.open({ secrets: ['s3cr3t-canary'] })
  const instrument = sweepOf(0).instrument
  expect(await alerts.test('phone', instrument)).toEqual({ result: 'delivered' })
  expect(world.channel.sent[0]?.lines[0]).toBe(
    'binance:BTCUSDT: this is a test; nothing has happened',
  )
  world.channel.answer = () => ({ result: 'dead', why: 'no such bot: s3cr3t-canary' })
  expect(await alerts.test('phone', instrument)).toEqual({
    result: 'dead',
    why: 'no such bot: [secret]',
  })
  expect(await alerts.test('nobody', instrument)).toBeUndefined()
  await alerts.close()
})
