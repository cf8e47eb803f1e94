import { expect, test } from 'vitest'
import type { Candle, StreamKind } from '../market/event.ts'
import { instrumentId, parseVenueId } from '../market/instrument.ts'
import { MINUTE, quantity, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { HistoryPlan, ListedInstrument, VenueReader } from '../venues/wire/reader.ts'
import type { ClosedGap } from './open-gap.ts'
import type { FeedPorts } from './ports.ts'
import { repair } from './repair.ts'
import { RequestError } from './requester.ts'
import type { Requester } from './requester.ts'
import type { StreamTrack } from './stream-track.ts'

const venue = parseVenueId('bybit')!
const btc = instrumentId(venue, 'BTCUSDT')
const ten = Date.UTC(2026, 10, 22, 10)

const candle = (openTime: Millis): Candle => ({
  type: 'candle',
  venue,
  instrument: btc,
  exchangeTime: openTime + MINUTE,
  receivedTime: openTime + MINUTE,
  openTime,
  interval: MINUTE,
  open: 1,
  high: 1,
  low: 1,
  close: 1,
  volume: quantity(1),
})

/** A repairer over a clock that is moved by hand, and a venue that serves closed candles. */
function bench(reach: Millis | undefined, fails: (from: Millis) => boolean = () => false) {
  let now = ten + 2 * MINUTE + 15 * SECOND
  const timers: { at: Millis; call: () => void }[] = []
  const asked: [from: Millis, to: Millis, at: Millis][] = []
  const filled: Millis[] = []
  const repaired: ClosedGap[] = []
  const plan: HistoryPlan = {
    interval: MINUTE,
    reach,
    rows: 100,
    read: (_instrument, from, to) => ({ path: `${from} ${to}` }) as never,
  }
  const repairs = repair({
    reader: { history: { candle: plan } } as unknown as VenueReader,
    ports: {
      clock: {
        after(wait: Millis, call: () => void) {
          const timer = { at: now + wait, call }
          timers.push(timer)
          return () => void timers.splice(timers.indexOf(timer), 1)
        },
      },
      random: () => 0.5,
    } as unknown as FeedPorts,
    requester: {
      ask({ path }: { path: string }) {
        const [from = 0, to = 0] = path.split(' ').map(Number)
        asked.push([from, to, now])
        if (fails(from)) return Promise.reject(new RequestError('HTTP 500'))
        const value: Candle[] = []
        for (let at = from; at < to && at + MINUTE <= now; at += MINUTE) value.push(candle(at))
        return Promise.resolve({ value })
      },
    } as unknown as Requester,
    now: () => now,
    listed: () => ({}) as ListedInstrument,
    onEvents: (events) =>
      filled.push(...events.map((event) => (event.type === 'candle' ? event.openTime : 0))),
    onRepaired: (_track, gap) => repaired.push(gap),
    onBroken: (error) => {
      throw error
    },
  })
  async function runTo(end: Millis): Promise<void> {
    for (;;) {
      const next = timers.toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined || next.at > end) break
      timers.splice(timers.indexOf(next), 1)
      now = Math.max(now, next.at)
      next.call()
      // oxlint-disable-next-line no-await-in-loop -- what the call set off
      await new Promise((done) => setImmediate(done))
    }
    now = end
  }
  const add = (stream: StreamKind, gap: ClosedGap) =>
    repairs.add({ stream, instrument: btc } as unknown as StreamTrack, gap)
  return { add, runTo, asked, filled, repaired }
}

const gap: ClosedGap = {
  from: ten + 20 * SECOND,
  to: ten + 2 * MINUTE + 10 * SECOND,
  cause: 'the connection was lost',
  certainty: 'certain',
}

test.each([undefined, 30 * 24 * 60 * MINUTE])(
  'a gap of trades is filled by the candles of its minutes, once the last of them is closed (reach %s)',
  async (reach) => {
    const { add, runTo, asked, filled, repaired } = bench(reach)
    add('trade', gap)
    await runTo(ten + 3 * MINUTE + 9 * SECOND)
    expect(asked).toEqual([])
    await runTo(ten + 4 * MINUTE)
    expect(asked.map(([from, to]) => [from, to])).toEqual([[ten - MINUTE, ten + 3 * MINUTE]])
    expect(filled).toEqual([0, 1, 2].map((minute) => ten + minute * MINUTE))
    expect(repaired).toEqual([gap])
  },
)

test('a gap that reaches further back than the history is filled and not called repaired', async () => {
  const { add, runTo, filled, repaired } = bench(3 * MINUTE)
  add('trade', gap)
  await runTo(ten + 4 * MINUTE)
  expect(filled.length).toBeGreaterThan(0)
  expect(repaired).toEqual([])
})

test('a gap of what has no history is left as it is', async () => {
  const { add, runTo, asked, repaired } = bench(undefined)
  add('liquidation', gap)
  await runTo(ten + 10 * MINUTE)
  expect({ asked, repaired }).toEqual({ asked: [], repaired: [] })
})

test('a gap whose history fails is asked for again later, and holds up no other', async () => {
  const later = { ...gap, from: gap.from + MINUTE, to: gap.to + MINUTE }
  const first = ten - MINUTE
  let failures = 3
  const { add, runTo, asked, repaired } = bench(
    undefined,
    (from) => from === first && --failures >= 0,
  )
  add('trade', gap)
  add('trade', later)
  await runTo(ten + 4 * MINUTE + 30 * SECOND)
  expect(repaired).toEqual([later])
  await runTo(ten + 60 * MINUTE)
  expect(repaired).toEqual([later, gap])
  expect(asked.filter(([from]) => from === first)).toHaveLength(4)
})
