import { expect, test } from 'vitest'
import { MINUTE, SECOND } from '../../src/market/units.ts'
import { LiveHub } from '../../src/server/live/live-hub.ts'
import { createLive } from '../../src/server/live/live.ts'
import { problem } from '../../src/server/http/problems.ts'
import { fakeSocket } from './fake-socket.ts'
import { T0, instrument } from './live-fixture.ts'

/** A hub whose map cannot be made, and how often that was tried. */
function failingHub() {
  const live = createLive([instrument])
  live.setReady()
  let now = T0
  let tries = 0
  const hub = new LiveHub({
    live,
    catalogue: {
      map: () => {
        tries++
        return Promise.reject(problem('no-map', 'there is no map yet'))
      },
    },
    version: '0',
    now: () => now,
    onError: (error) => {
      throw error
    },
  })
  return {
    hub,
    tries: () => tries,
    time: () => now,
    pass: async (ms: number) => {
      now += ms
      await hub.tick()
    },
  }
}

const watch = JSON.stringify({ op: 'watch', instrument: instrument.id, model: 'isotherm', zoom: 0 })
const unwatch = JSON.stringify({ op: 'unwatch' })

test.each([
  ['asks again and again', [watch]],
  ['lets go and asks again', [unwatch, watch]],
  ['comes and goes between two ticks', [watch, unwatch, watch]],
])('a map that fails is tried every five seconds, also for who %s', async (_, sent) => {
  const { hub, tries, time, pass } = failingHub()
  const client = hub.add(fakeSocket({ reads: true }).socket)
  for (let i = 0; i < 600; i++) {
    for (const text of sent) client.receive(text, time())
    // oxlint-disable-next-line no-await-in-loop
    await pass(100)
    if (sent.length === 2) {
      client.receive(unwatch, time())
      // oxlint-disable-next-line no-await-in-loop
      await pass(0)
    }
  }
  expect(tries()).toBe(MINUTE / (5 * SECOND))
})

test('who follows no columns has none made', async () => {
  const { hub, tries, pass, time } = failingHub()
  const channels = new Set(['bar', 'liquidations'] as const)
  const client = hub.add(fakeSocket({ reads: true }).socket, { channels })
  client.receive(watch, time())
  await pass(SECOND)
  expect(tries()).toBe(0)
})
