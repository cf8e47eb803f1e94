import { expect, test } from 'vitest'
import { CHANNELS } from '../../../src/api/coinglass/channels.ts'
import { SECOND } from '../../../src/market/units.ts'
import { ChannelHub } from '../../../src/server/coinglass/channel-hub.ts'
import { BUFFERED_AT_MOST } from '../../../src/server/live/live-client.ts'
import { createLive } from '../../../src/server/live/live.ts'
import { fakeSocket } from '../fake-socket.ts'
import { T0, instrument, liquidation } from '../live-fixture.ts'

/** A hub in a world whose time is told. */
function hubAt(time: number) {
  const live = createLive([instrument])
  live.setReady()
  let now = time
  const hub = new ChannelHub(live, () => now)
  return {
    live,
    hub,
    connect(reads: boolean) {
      const fake = fakeSocket({ reads })
      const client = hub.add(fake.socket)
      client.receive(JSON.stringify({ method: 'subscribe', channels: CHANNELS }), now)
      return { ...fake, client }
    },
    pass: async (ms: number) => {
      now += ms
      await hub.tick()
    },
    /** A second's worth of liquidations. */
    push: (second: number) =>
      live.push(
        Array.from({ length: 500 }, (_, i) => liquidation(T0 + second * SECOND + i, 90 + i)),
      ),
  }
}

test('who does not read is told and let go at the bound of the house; who reads misses nothing', async () => {
  const world = hubAt(T0)
  const slow = world.connect(false)
  const quick = world.connect(true)
  let seconds = 0
  while (slow.closed.length === 0 && seconds < 1_000) {
    world.push(seconds++)
    // Nobody waits for who is slow.
    expect(quick.sent).toHaveLength(seconds * CHANNELS.length)
  }
  expect(slow.closed).toEqual([1013])
  expect(slow.socket.bufferedAmount).toBeLessThanOrEqual(BUFFERED_AT_MOST)
  const told = slow.sent.length
  world.push(seconds)
  expect(slow.sent).toHaveLength(told)
  expect(slow.socket.terminated).toBe(false)
  await world.pass(2 * SECOND)
  expect(slow.socket.terminated).toBe(true)
  expect(quick.closed).toEqual([])
})

test('who gives no sign of life is cut off, also if it never subscribes', async () => {
  const world = hubAt(T0)
  const { socket, client } = world.connect(true)
  await world.pass(30 * SECOND)
  expect(socket.pings).toBe(1)
  client.pong()
  await world.pass(30 * SECOND)
  expect(socket).toMatchObject({ pings: 2, terminated: false })
  await world.pass(30 * SECOND)
  expect(socket.terminated).toBe(true)
})

test('when the server stops it says goodbye, and what happens then is told to nobody', () => {
  const world = hubAt(T0)
  const { closed, sent } = world.connect(true)
  world.hub.close()
  world.push(0)
  expect({ closed, sent }).toEqual({ closed: [1001], sent: [] })
})
