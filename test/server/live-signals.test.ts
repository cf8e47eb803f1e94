import { expect, test, vi } from 'vitest'
import type { SignalsAnswer } from '../../src/api/signals.ts'
import { parseInstrumentId } from '../../src/market/instrument.ts'
import type { InstrumentId } from '../../src/market/instrument.ts'
import { MINUTE } from '../../src/market/units.ts'
import type { LiveClient } from '../../src/server/live/live-client.ts'
import { LiveHub } from '../../src/server/live/live-hub.ts'
import { MOST_FOLLOWED } from '../../src/server/signals/live-signals.ts'
import type { FollowSignals } from '../../src/server/signals/live-signals.ts'
import { createLive } from '../../src/server/live/live.ts'
import { signalsAnswer } from '../../src/server/signals/signals-answer.ts'
import { fakeSocket } from './fake-socket.ts'
import { liveDesk } from './live-desk.ts'
import { ID, T0, instrument, minutesOfTrade } from './live-fixture.ts'

const channels = new Set(['signals'] as const)
const watchOf = (id: InstrumentId, model = 'isotherm') => ({ instrument: id, model, zoom: 0 })
const watchText = (id: InstrumentId) => JSON.stringify({ op: 'watch', ...watchOf(id) })
const unwatch = JSON.stringify({ op: 'unwatch' })

/** A hub for whom no time passes. */
function hubOver(
  { live, catalogue }: Pick<ReturnType<typeof liveDesk>, 'live' | 'catalogue'>,
  followSignals: FollowSignals,
) {
  const hub = new LiveHub({
    live,
    catalogue,
    version: '0',
    now: () => T0,
    onError: (error) => {
      throw error
    },
    followSignals,
  })
  return { hub, pass: () => hub.tick() }
}

const of = (socket: ReturnType<typeof fakeSocket>) =>
  socket.messages().filter((message) => message.type === 'signals')

test('who names the channel is told the newest reading of what it watches, as the API answers it', async () => {
  const world = liveDesk()
  const { live, desk } = world
  live.push(minutesOfTrade(0, 20))
  live.setReady()
  const { hub, pass } = hubOver(world, (id, use) =>
    desk.follow(id, (said) => use(signalsAnswer(said, 'isotherm'))),
  )
  const [asks, all] = [fakeSocket({ reads: true }), fakeSocket({ reads: true })]
  hub.add(asks.socket, { channels, watch: watchOf(ID) })
  hub.add(all.socket, { watch: watchOf(ID) })
  const told = async (socket: typeof asks, count: number) => {
    await vi.waitFor(async () => {
      await pass()
      expect(of(socket)).toHaveLength(count)
    }, 60_000)
    return of(socket).at(-1)!
  }
  const { type, seq, ...first } = await told(asks, 1)
  expect([type, seq]).toEqual(['signals', 1])
  expect(first).toEqual(signalsAnswer(await desk.newest(ID, 'isotherm'), 'isotherm'))

  live.push(minutesOfTrade(20, 21))
  const second = await told(asks, 2)
  expect(second.time).toBe(first.time + MINUTE)
  expect(second.seq).toBeGreaterThan(1)
  // Who comes later is told the same, and nobody is told it twice.
  const late = fakeSocket({ reads: true })
  hub.add(late.socket, { channels, watch: watchOf(ID) })
  await pass()
  await pass()
  expect(of(late)).toEqual([second])
  expect(of(asks)).toHaveLength(2)
  expect(of(all)).toEqual([])
  hub.close()
  await world.close()
})

/** A hub over readings that the test makes, and what is followed. */
function madeReadings() {
  const live = createLive([instrument])
  live.setReady()
  const uses = new Map<InstrumentId, (reading: SignalsAnswer) => void>()
  let begun = 0
  const catalogue = { map: () => Promise.reject(new Error('no column is asked for')) } as const
  const follow: FollowSignals = (id, use) => {
    begun++
    uses.set(id, use)
    return () => uses.delete(id)
  }
  const over = hubOver({ live, catalogue: catalogue as never }, follow)
  return { ...over, uses, begun: () => begun }
}

const problems = (socket: ReturnType<typeof fakeSocket>) =>
  socket.messages().flatMap((one) => (one.type === 'problem' ? [one.code] : []))

test('an instrument is read as long as somebody follows it, once for all', async () => {
  const { hub, pass, uses, begun } = madeReadings()
  const sockets = [fakeSocket({ reads: true }), fakeSocket({ reads: true })]
  const clients = sockets.map(({ socket }) => hub.add(socket, { channels, watch: watchOf(ID) }))
  await pass()
  await pass()
  expect([begun(), [...uses.keys()]]).toEqual([1, [ID]])
  clients[0]!.receive(unwatch, T0)
  await pass()
  expect([...uses.keys()]).toEqual([ID])
  hub.remove(clients[1]!)
  await pass()
  expect([...uses.keys()]).toEqual([])
  clients[0]!.receive(watchText(ID), T0)
  await pass()
  expect([begun(), [...uses.keys()]]).toEqual([2, [ID]])
  hub.close()
  expect([...uses.keys()]).toEqual([])
})

test('another model, and more instruments than can be read, are refused once and in words', async () => {
  const { hub, pass, uses } = madeReadings()
  const ids = Array.from({ length: MOST_FOLLOWED + 1 }, (_, i) => parseInstrumentId(`a:X${i}`)!)
  const sockets = ids.map((id) => {
    const socket = fakeSocket({ reads: true })
    hub.add(socket.socket, { channels, watch: watchOf(id) })
    return socket
  })
  const other = fakeSocket({ reads: true })
  hub.add(other.socket, { channels, watch: watchOf(ids[0]!, 'opening-only') })
  for (let i = 0; i < 3; i++) {
    // oxlint-disable-next-line no-await-in-loop
    await pass()
  }
  expect(uses.size).toBe(MOST_FOLLOWED)
  expect(sockets.map(problems)).toEqual([...ids.slice(1).map(() => []), ['busy']])
  expect(problems(other)).toEqual(['unknown-model'])
})

test('a client that has lagged is told the newest reading again', async () => {
  const world = liveDesk()
  world.live.push(minutesOfTrade(0, 20))
  world.live.setReady()
  const reading = signalsAnswer(await world.desk.newest(ID, 'isotherm'), 'isotherm')
  const { hub, pass, uses } = madeReadings()
  const slow = fakeSocket({ reads: false })
  const client: LiveClient = hub.add(slow.socket, { channels, watch: watchOf(ID) })
  await pass()
  uses.get(ID)!(reading)
  await pass()
  expect(of(slow)).toHaveLength(1)
  while (!client.isSlow) client.send('x'.repeat(400_000))
  const before = slow.sent.length
  uses.get(ID)!({ ...reading, price: 1 })
  await pass()
  expect(slow.sent).toHaveLength(before)
  slow.readAll()
  await pass()
  expect(JSON.parse(slow.sent.at(-1)!)).toMatchObject({ type: 'signals', price: 1, seq: 2 })
  await world.close()
})
