import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../market/units.ts'
import { ALERTS_BEGIN, cluster, rulesOf, situation } from '../signals/alerts/alerts.fixture.ts'
import {
  AlertsWorld,
  deliveryStates,
  NotedChannel,
  settled,
  sweepKey,
  sweepOf,
  turns,
} from './alerts-world.fixture.ts'

describe('fault 70', () => {
  test('a receiver that fails is tried five more times over 30 minutes, then the letter is dead', async () => {
    const world = new AlertsWorld()
    world.channel.answer = () => ({ result: 'again', why: 'answered 500' })
    const alerts = await world.open()
    alerts.offer(sweepOf(0, 'a'))
    await settled(alerts)
    const times = [world.clock.time]
    while (world.clock.waits().length > 0) {
      const before = world.channel.sent.length
      // oxlint-disable-next-line no-await-in-loop -- in order
      await world.clock.pass(world.clock.waits()[0] as number)
      if (world.channel.sent.length > before) times.push(world.clock.time)
      if (deliveryStates(alerts)[0] === 'dead') break
    }
    expect(times.map((time) => (time - ALERTS_BEGIN) / MINUTE)).toEqual([
      0, 0.5, 2.5, 7.5, 15.5, 30,
    ])
    expect(new Set(world.channel.sent.map(({ id }) => id)).size).toBe(1)
    expect(world.channel.sent.map(({ isLate }) => isLate)).toEqual(
      [0, 0.5, 2.5, 7.5, 15.5, 30].map((minutes) => minutes > 10),
    )
    expect(alerts.deliveries()).toMatchObject([
      { state: 'dead', why: 'answered 500', attempts: 6, channel: 'phone' },
    ])
    expect(alerts.health()).toMatchObject({ waiting: 0, dead: 1 })
    await alerts.close()
  })

  test('a receiver that never answers keeps neither other channels nor decisions waiting', async () => {
    const world = new AlertsWorld()
    const other = new NotedChannel('desk')
    world.channel.answer = () => new Promise(() => {})
    const alerts = await world.open({ channels: [world.channel, other] })
    for (let i = 0; i < 3; i++) {
      alerts.offer(sweepOf(i, `s${i}`))
      // oxlint-disable-next-line no-await-in-loop -- in order
      await settled(alerts)
    }
    expect(world.channel.sent).toHaveLength(1)
    expect(other.keys()).toEqual(['s0', 's1', 's2'].map(sweepKey))
  })

  test('what cannot be delivered is dead at once, with its reason', async () => {
    const world = new AlertsWorld()
    world.channel.answer = () => ({
      result: 'dead',
      why: 'answered 404: the receiver does not exist',
    })
    const alerts = await world.open()
    alerts.offer(sweepOf(0, 'a'))
    await settled(alerts)
    expect(alerts.deliveries()).toMatchObject([
      { state: 'dead', why: 'answered 404: the receiver does not exist' },
    ])
    await alerts.close()
  })
})

describe('fault 71', () => {
  test('a receiver that asks to wait is left alone as long, with all that it waits for', async () => {
    const world = new AlertsWorld()
    world.channel.answer = () => ({ result: 'again', why: 'answered 429', after: 7 * SECOND })
    const alerts = await world.open()
    alerts.offer(sweepOf(0, 'a'))
    await settled(alerts)
    alerts.offer(sweepOf(1, 'b'))
    await settled(alerts)
    await world.clock.pass(6_999)
    expect(world.channel.keys()).toEqual([sweepKey('a')])
    world.channel.answer = () => ({ result: 'delivered' })
    await world.clock.pass(1)
    expect(world.channel.keys()).toEqual(['a', 'a', 'b'].map(sweepKey))
    expect(alerts.deliveries().map(({ attempts }) => attempts)).toEqual([0, 0])
    await alerts.close()
  })

  test('one that asks for ever is given up after a day', async () => {
    const world = new AlertsWorld()
    world.channel.answer = () => ({ result: 'again', why: 'answered 429', after: 1e9 * SECOND })
    const alerts = await world.open()
    alerts.offer(sweepOf(0, 'a'))
    await settled(alerts)
    await world.clock.pass(24 * HOUR)
    expect(deliveryStates(alerts)).toEqual(['waiting'])
    await world.clock.pass(2 * HOUR)
    expect(deliveryStates(alerts)).toEqual(['dead'])
    expect(world.channel.sent.length).toBeLessThan(30)
    await alerts.close()
  })

  test('10,000 alerts in a minute are a few digests, and none is missing', async () => {
    const world = new AlertsWorld()
    const rules = Array.from({ length: 50 }, (_, i) => ({
      id: `rule-${i}`,
      when: { kind: 'cluster-swept', minUsd: 1 },
      severity: i === 49 ? 'high' : 'low',
      cooldownMinutes: 0,
    }))
    const alerts = await world.open({ rules: rulesOf(...rules) })
    let answer = () => {}
    world.channel.answer = () =>
      new Promise((resolve) => (answer = () => resolve({ result: 'delivered' })))
    for (let i = 0; i < 200; i++)
      alerts.offer(situation(i / 12_000, { swept: [cluster({ id: `c${i}` })] }))
    await alerts.settled()
    while (world.channel.keys().length < 10_000) {
      answer()
      // oxlint-disable-next-line no-await-in-loop -- one message after another
      await turns(30)
    }
    answer()
    await turns(30)
    expect(new Set(world.channel.keys()).size).toBe(10_000)
    expect(world.channel.sent.length).toBeLessThanOrEqual(21)
    const digest = world.channel.sent.at(-1)
    expect(digest?.title).toMatch(/^\d+ alerts$/)
    expect(digest?.lines).toHaveLength(11)
    expect(digest?.lines[0]).toMatch(/^rule-49: /)
    expect(alerts.health()).toMatchObject({ waiting: 0, dead: 0, dropped: 0 })
    await alerts.close()
  })
})

describe('fault 72', () => {
  test('after a restart what was decided goes out, marked late after 10 minutes', async () => {
    const world = new AlertsWorld()
    world.channel.answer = () => new Promise(() => {})
    const alerts = await world.open()
    alerts.offer(sweepOf(0, 'a'))
    await settled(alerts)
    alerts.offer(sweepOf(9 * 60, 'b'))
    await settled(alerts)
    // Killed here: nothing is closed.
    world.clock.time = ALERTS_BEGIN + 15 * MINUTE
    const channel = new NotedChannel()
    const again = await world.open({ channels: [channel] })
    await settled(again)
    expect(channel.sent).toMatchObject([
      { isLate: true, title: 'Late: Sweeps – binance:BTCUSDT' },
      { isLate: false },
    ])
    expect(channel.keys()).toEqual(['a', 'b'].map(sweepKey))
    again.offer(sweepOf(0, 'a'))
    again.offer(sweepOf(9 * 60, 'b'))
    await settled(again)
    expect(channel.sent).toHaveLength(2)
    await again.close()
  })

  test('a disk that refuses: nothing is told that is not written, and nothing is lost', async () => {
    const world = new AlertsWorld()
    const alerts = await world.open()
    world.disk.fault = () => 'ENOSPC'
    alerts.offer(sweepOf(0, 'a'))
    await turns(30)
    expect(world.channel.sent).toEqual([])
    expect(alerts.health()).toMatchObject({ failure: 'disk full', waiting: 0 })
    world.disk.fault = () => undefined
    await world.clock.pass(SECOND)
    expect(world.channel.keys()).toEqual([sweepKey('a')])
    expect(alerts.health().failure).toBeUndefined()
    await alerts.close()
  })

  test('a disk that refuses to note a delivery: it is not sent again', async () => {
    const world = new AlertsWorld()
    const alerts = await world.open()
    world.channel.answer = () => {
      world.disk.fault = () => 'EIO'
      return { result: 'delivered' }
    }
    alerts.offer(sweepOf(0, 'a'))
    await settled(alerts)
    await world.clock.pass(3 * SECOND)
    expect(deliveryStates(alerts)).toEqual(['waiting'])
    world.disk.fault = () => undefined
    await world.clock.pass(SECOND)
    expect(deliveryStates(alerts)).toEqual(['delivered'])
    expect(world.channel.sent).toHaveLength(1)
    await alerts.close()
  })
})
