import { expect, test } from 'vitest'
import type { Fault } from '../../src/sim/stand-in/fault.ts'
import { runRestarts } from './restarts.ts'
import { runSchedule, scheduleText, soakedVenues } from './schedule.ts'

/** Schedules of one run of the tests; `npm run soak` runs as many as one wants. */
const SCHEDULES = 200
const TOGETHER = 10

test('every venue that has a stand-in is soaked', () => {
  expect(soakedVenues()).toEqual(['binance', 'bybit', 'okx', 'hyperliquid'])
})

test('without faults nothing is missing but the seconds of the start, and no gap is repeated', async () => {
  for (let seed = 0; seed < soakedVenues().length; seed++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as one core does it
    const result = await runSchedule(seed, { faults: [] })
    expect(result.wrong, scheduleText(result)).toEqual([])
    expect(result.events).toBeGreaterThan(1_500)
    expect(result.missing).toBeLessThan(0.01)
  }
})

/** Schedules that once found something, reduced to what it took. */
const FOUND: readonly (readonly [what: string, seed: number, faults: readonly Fault[]])[] = [
  [
    'fault 6: the peer vanishes, and a silent price is noticed before the dead socket',
    0,
    [{ kind: 'vanish', at: 337_000 }],
  ],
  [
    'fault 6: the peer vanishes while its successor, which it asked for, waits for an answer',
    2,
    [
      { kind: 'slow-ack', from: 300_000, to: 340_000, delay: 8_000 },
      { kind: 'farewell', at: 305_000, code: 1001, after: 60_000 },
      { kind: 'vanish', at: 305_030 },
    ],
  ],
  [
    'fault 5: a stream that is known for two minutes falls silent on a socket that lives on',
    20_742,
    [{ kind: 'ack-then-nothing', from: 120_015, to: 128_532, about: 'trade' }],
  ],
  [
    'fault 5: the sockets that follow a deaf one are deaf too, and one of them is cut',
    1,
    [
      { kind: 'ack-then-nothing', from: 382_682, to: 519_094, about: 'trade' },
      { kind: 'reset', at: 493_330 },
    ],
  ],
  [
    'fault 5: a deaf socket is cut a minute later, before its silence is past belief',
    1,
    [
      { kind: 'ack-then-nothing', from: 300_000, to: 300_001, about: 'trade' },
      { kind: 'reset', at: 362_000 },
    ],
  ],
]

test.each(FOUND)('%s', async (_what, seed, faults) => {
  const result = await runSchedule(seed, { faults })
  expect(result.wrong, scheduleText(result)).toEqual([])
})

/** Many tests of a few seeds each, so that a failure names its seeds and none takes long. */
const starts = Array.from({ length: SCHEDULES / TOGETHER }, (_, i) => 1 + i * TOGETHER)

test.each(starts)(
  `faults 1 to 48: ${TOGETHER} random schedules from seed %i: every event is stored once or lies in a gap`,
  async (first) => {
    for (let seed = first; seed < first + TOGETHER; seed++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as one core does it
      const result = await runSchedule(seed)
      expect(result.wrong, scheduleText(result)).toEqual([])
    }
  },
)

test.each([1, 2, 3, 4, 5])(
  'fault 51: killed and started again, seed %i: nothing stored twice, nothing missing outside a gap',
  async (seed) => {
    const { wrong, stored } = await runRestarts({ seed, kills: 4 })
    expect(wrong).toEqual([])
    expect(stored).toBeGreaterThan(1_000)
  },
)

test('fault 61: the machine’s clock is a minute ahead over restarts', async () => {
  const { wrong } = await runRestarts({ seed: 9, kills: 3, clockAhead: 60_000 })
  expect(wrong).toEqual([])
})
