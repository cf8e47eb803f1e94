import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AlertsWorld, SWEEPS, settled, sweepOf } from '../../src/alerts/alerts-world.fixture.ts'
import { browserName } from '../../src/alerts/browsers.ts'
import type { AskedWith, IsStillKey } from '../../src/alerts/browsers.ts'
import { httpSink } from './receivers.ts'
import type { HttpSink } from './receivers.ts'
import { browserDesk, delivered, keptFile } from './browser-desk.ts'

let sink: HttpSink
beforeEach(async () => {
  sink = await httpSink()
  sink.answer = (response) => response.writeHead(201).end()
})
afterEach(() => sink.close())

const { opened, subscription } = browserDesk(() => sink)

/** Keys of which one may be revoked. */
function keys() {
  const revoked = new Set<string>()
  const isStillKey: IsStillKey = ({ id, hash }) => !revoked.has(`${id} ${hash}`)
  return { isStillKey, revoke: ({ id, hash }: AskedWith) => void revoked.add(`${id} ${hash}`) }
}

test('a browser is told no more once the key that it asked with is revoked, and others are', async () => {
  const { isStillKey, revoke } = keys()
  const { file, desk, browsers } = await opened(
    new AlertsWorld(),
    keptFile(),
    SWEEPS,
    [],
    isStillKey,
  )
  const [lost, held] = [
    { id: 'aaaaaaaa', hash: 'lost' },
    { id: 'aaaaaaaa', hash: 'held' },
  ]
  await browsers.add(subscription('/push/lost').asked, lost)
  await browsers.add(subscription('/push/held').asked, held)
  await browsers.add(subscription('/push/none').asked)
  desk.offer(sweepOf(0, 'a'))
  await settled(desk)
  await delivered(desk)
  expect(sink.received.map(({ path }) => path).sort()).toEqual([
    '/push/held',
    '/push/lost',
    '/push/none',
  ])

  revoke(lost)
  const name = browserName(subscription('/push/lost').asked.endpoint)
  expect(browsers.listed().map((one) => one.name)).not.toContain(name)
  expect(browsers.listed()).toHaveLength(2)
  desk.offer(sweepOf(1, 'b'))
  await settled(desk)
  await delivered(desk)
  expect(
    sink.received
      .slice(3)
      .map(({ path }) => path)
      .sort(),
  ).toEqual(['/push/held', '/push/none'])
  const dead = desk.deliveries().filter(({ state }) => state === 'dead')
  expect(dead).toMatchObject([
    { channel: name, why: 'the key that the browser asked with was revoked' },
  ])
  await vi.waitUntil(() => !file.text!.includes('/push/lost'), { timeout: 20_000 })
  await desk.close()
})

test('a key that is revoked while the server is stopped, or a delivery waits, ends it too', async () => {
  const { isStillKey, revoke } = keys()
  const world = new AlertsWorld()
  const key = { id: 'aaaaaaaa', hash: 'lost' }
  sink.answer = (response) => response.writeHead(503).end()
  const first = await opened(world, keptFile(), SWEEPS, [], isStillKey)
  await first.browsers.add(subscription('/push/lost').asked, key)
  await first.browsers.add(subscription('/push/none').asked)
  first.desk.offer(sweepOf(0, 'a'))
  await settled(first.desk)
  await vi.waitUntil(() => sink.received.length === 2, { timeout: 20_000 })
  await first.desk.close()

  revoke(key)
  sink.answer = (response) => response.writeHead(201).end()
  const before = sink.received.length
  const again = await opened(world, first.file, SWEEPS, [], isStillKey)
  expect(again.browsers.listed()).toHaveLength(1)
  again.desk.offer(sweepOf(1, 'b'))
  await settled(again.desk)
  await vi.waitUntil(() => sink.received.length > before, { timeout: 20_000 })
  await vi.waitUntil(() => !again.file.text!.includes('/push/lost'), { timeout: 20_000 })
  const paths = sink.received.slice(before).map(({ path }) => path)
  expect([...new Set(paths)]).toEqual(['/push/none'])
  const test = await again.desk.test(
    browserName(subscription('/push/lost').asked.endpoint),
    sweepOf(0).instrument,
  )
  expect(test).toBeUndefined()
  await again.desk.close()
})

test('one that asks again with a key that is held is told again', async () => {
  const { isStillKey, revoke } = keys()
  const { desk, browsers } = await opened(new AlertsWorld(), keptFile(), SWEEPS, [], isStillKey)
  const { asked } = subscription()
  const [lost, held] = [
    { id: 'aaaaaaaa', hash: 'lost' },
    { id: 'bbbbbbbb', hash: 'held' },
  ]
  await browsers.add(asked, lost)
  revoke(lost)
  expect(browsers.listed()).toEqual([])
  await browsers.add(asked, held)
  desk.offer(sweepOf(0, 'a'))
  await settled(desk)
  await delivered(desk)
  expect(sink.received).toHaveLength(1)
  await desk.close()
})
