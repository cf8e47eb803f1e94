import { describe, expect, test } from 'vitest'
import { VirtualWorld } from '../../test/world/virtual-world.ts'
import { measuredSchema } from '../api/live.ts'
import { openFeed } from '../feed/open-feed.ts'
import type { Feed } from '../feed/feed.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { MINUTE, SECOND, quantity, usd } from '../market/units.ts'
import type { AddressMemory } from '../pipeline/measured-addresses.ts'
import { openStandIn } from '../sim/stand-in/stand-in.ts'
import type { StandInServer } from '../sim/stand-in/server.ts'
import { standInWire } from '../sim/stand-in/venues.ts'
import { hyperliquidPositions } from '../venues/hyperliquid/positions.ts'
import { hyperliquidReader } from '../venues/hyperliquid/reader.ts'
import type { Read } from '../venues/wire/reader.ts'
import { observePositions } from './measured-positions.ts'
import type { MeasuredOptions } from './measured-positions.ts'

const BTC = 'hyperliquid:BTC' as InstrumentId
const LIMIT = { count: 1_200, per: MINUTE }

const addressOf = (i: number) => `0x${i.toString(16).padStart(40, '0')}`

/** An account of the venue that is long one bitcoin, liquidated at the price. */
const state = (liquidationPx: unknown, time: number) =>
  JSON.stringify({
    assetPositions: [
      {
        type: 'oneWay',
        position: {
          coin: 'BTC',
          szi: '1.0',
          entryPx: '84000.0',
          leverage: { type: 'cross', value: 10 },
          liquidationPx,
        },
      },
    ],
    time,
  })

/** Positions observed in virtual time; `answer` gives the text of an answer, or throws. */
function bench(
  answer: (address: string, world: VirtualWorld) => string,
  over: Partial<MeasuredOptions> = {},
) {
  const world = new VirtualWorld()
  const asked: { address: string; at: number }[] = []
  const memories: AddressMemory[] = []
  const complaints: string[] = []
  const ask = async <Value>(read: Read<Value>): Promise<Value> => {
    const { user } = JSON.parse(read.body ?? '{}') as { user?: string }
    if (user === undefined) throw new Error('no leaderboard here')
    asked.push({ address: user, at: world.now() })
    await new Promise<void>((resolve) => void world.ports.clock.after(50, resolve))
    const { value, problems } = read.parse(answer(user, world), world.now())
    if (value === undefined) throw new Error(problems[0]?.detail)
    return value
  }
  const measured = observePositions({
    reader: hyperliquidPositions,
    ask,
    clock: world.ports.clock,
    requests: LIMIT,
    onMemory: (memory) => memories.push(memory),
    rule: undefined,
    tiers: () => undefined,
    onProblem: (message) => complaints.push(message),
    ...over,
  })
  const seen = (...numbers: number[]) =>
    measured.seen(
      numbers.map((i) => ({ address: addressOf(i), instrument: BTC, notionalUsd: usd(1_000 * i) })),
    )
  return { world, measured, asked, memories, complaints, seen }
}

const ALL = Array.from({ length: 600 }, (_, i) => i + 1)

test('spends a third of the limit and no more, in any minute', async () => {
  const { world, asked, seen, measured } = bench((_, world) => state('70000', world.now()))
  seen(...ALL)
  await world.run(2 * MINUTE)
  measured.close()
  const mostInAMinute = Math.max(
    ...asked.map(({ at }) => asked.filter((one) => one.at >= at && one.at < at + MINUTE).length),
  )
  expect(mostInAMinute * 2).toBeLessThanOrEqual(LIMIT.count / 3)
  expect(asked.length * 2).toBeGreaterThan((LIMIT.count / 3) * 1.9)
})

test('asks the largest first, and shows what it was told', async () => {
  const { world, asked, seen, measured } = bench((_, world) => state('70000', world.now()))
  measured.onEvents([
    {
      type: 'open-interest',
      venue: hyperliquidReader.venue,
      instrument: BTC,
      exchangeTime: 0,
      receivedTime: 0,
      openInterest: quantity(10),
    },
  ])
  seen(1, 3, 2)
  await world.run(10 * SECOND)
  expect(asked.slice(0, 3).map(({ address }) => address)).toEqual([3, 2, 1].map(addressOf))
  const levels = measured.levels(BTC, 0)!
  expect(measuredSchema.parse(levels)).toEqual(levels)
  expect(levels.levels.map(([, long, short]) => [long, short])).toEqual([[210_000, 0]])
  expect(levels.coverage).toEqual({ longShare: 0.3, shortShare: 0, share: 0.15 })
  expect(levels.addresses).toBe(3)
  expect(measured.levels('bybit:BTCUSDT' as InstrumentId, 0)).toBeUndefined()
  measured.close()
})

test('fault 17: a broken answer is counted and kept out; what was known before stands', async () => {
  let broken = false
  const { world, seen, measured } = bench((address, world) =>
    broken && address === addressOf(1)
      ? '{"assetPositions":[{"position":7}]}'
      : state('70000', world.now()),
  )
  seen(1, 2)
  await world.run(10 * SECOND)
  broken = true
  await world.run(10 * MINUTE)
  const status = measured.status()
  // It is left alone for longer and longer: after 1, 2 and 4 minutes.
  expect([status.failed > 1, status.failed < 6]).toEqual([true, true])
  expect(status.problems).toBeGreaterThanOrEqual(status.failed)
  expect(measured.levels(BTC, 0)).toMatchObject({ addresses: 2 })
  // The one that answers was seen a moment ago, the other when it last answered.
  const { oldestAgeMs, medianAgeMs } = measured.levels(BTC, 0)!
  expect([oldestAgeMs! > 9 * MINUTE, medianAgeMs! < MINUTE]).toEqual([true, true])
  await world.run(3 * 60 * MINUTE)
  expect(measured.levels(BTC, 0)).toMatchObject({ addresses: 1 })
  expect(measured.status().holding).toMatchObject({ expired: 1 })
  measured.close()
})

test('when nothing answers it asks ever less, says so once, and goes on when it does', async () => {
  let dead = true
  const { world, asked, complaints, seen, measured } = bench((_, world) => {
    if (dead) throw new Error('refused')
    return state('70000', world.now())
  })
  seen(...ALL)
  await world.run(10 * MINUTE)
  expect(asked.length).toBeLessThan(60)
  expect(complaints.filter((one) => one.includes('refused'))).toHaveLength(1)
  dead = false
  await world.run(3 * MINUTE)
  expect(measured.status().answered).toBeGreaterThan(200)
  measured.close()
})

test('a list that cannot be read is asked for again, and never stops the rest', async () => {
  const { world, complaints, measured } = bench((_, world) => state('70000', world.now()))
  await world.run(25 * MINUTE)
  expect(complaints.filter((one) => one.includes('leaderboard'))).toHaveLength(3)
  measured.close()
})

test('the next start knows whom to ask', async () => {
  const first = bench((_, world) => state('70000', world.now()), { addresses: [addressOf(9)] })
  first.seen(1, 2)
  await first.world.run(MINUTE)
  first.measured.close()
  const memory = JSON.parse(JSON.stringify(first.memories.at(-1))) as AddressMemory
  const second = bench((_, world) => state('70000', world.now()), { memory })
  await second.world.run(5 * SECOND)
  expect(second.asked.map(({ address }) => address).toSorted()).toEqual([1, 2, 9].map(addressOf))
  second.measured.close()
})

test('nothing is asked after the end', async () => {
  const { world, asked, seen, measured } = bench((_, world) => state('70000', world.now()))
  seen(...ALL)
  await world.run(SECOND)
  measured.close()
  const before = asked.length
  await world.run(MINUTE)
  expect(asked.length).toBe(before)
})

describe('with a feed and a venue', () => {
  /** A stand-in of the venue; requests pass by `watch`, which may answer in its place. */
  function live(
    watch: (
      type: string,
      now: number,
    ) => { status: number; headers: Record<string, string> } | undefined,
  ) {
    const world = new VirtualWorld()
    const venue = openStandIn({ wire: standInWire('hyperliquid'), seed: 1, start: world.now() })
    const counted: { type: string; at: number }[] = []
    const server: StandInServer = {
      connect: (path, link, now) => venue.connect(path, link, now),
      nextDue: () => venue.nextDue(),
      tick: (now) => venue.tick(now),
      request(path, body, now) {
        const { type = path } = JSON.parse(body ?? '{}') as { type?: string }
        counted.push({ type, at: now })
        const instead = watch(type, now)
        return instead === undefined ? venue.request(path, body, now) : { ...instead, body: '' }
      },
    }
    for (const bases of Object.values(hyperliquidReader.hosts))
      for (const base of bases) world.attach(base, server)
    let measured: ReturnType<typeof observePositions> | undefined
    const feed: Feed = openFeed(
      {
        reader: hyperliquidReader,
        choose: () => [BTC],
        streams: ['trade', 'open-interest', 'mark-price'],
        onEvents: (events) => measured?.onEvents(events),
        onAddresses: (addresses) => measured?.seen(addresses),
      },
      world.ports,
    )
    measured = observePositions({
      reader: hyperliquidPositions,
      ask: (read, signal) => feed.ask(read, signal),
      clock: world.ports.clock,
      requests: hyperliquidReader.limits.requests,
      onMemory: () => undefined,
      rule: undefined,
      tiers: () => undefined,
      onProblem: () => undefined,
    })
    return { world, feed, measured, counted }
  }

  test('positions of those who trade and of the leaderboard come to be known', async () => {
    const { world, feed, measured, counted } = live(() => undefined)
    await world.run(5 * MINUTE)
    const levels = measured.levels(BTC, 3)!
    expect(measured.status()).toMatchObject({ failed: 0, problems: 0 })
    // The stand-in lists 160 accounts, and 40 others trade.
    expect(measured.status().known).toBe(200)
    expect(levels.addresses).toBeGreaterThan(50)
    expect(levels.levels.length).toBeGreaterThan(10)
    const mark = levels.levels.map(([bin]) => bin)
    expect(mark).toEqual(mark.toSorted((a, b) => a - b))
    expect(levels.coverage!.share).toBeGreaterThan(0)
    expect(levels.oldestAgeMs).toBeLessThan(5 * MINUTE)
    // Requests arrive a little after they were counted: three may be on their way.
    const polls = counted.filter(({ type }) => type === 'clearinghouseState')
    for (const { at } of polls) {
      const within = polls.filter((one) => one.at >= at && one.at < at + MINUTE)
      expect(within.length * 2).toBeLessThanOrEqual(400 + 3 * 2)
    }
    measured.close()
    await feed.close()
  })

  test('fault 37: told to wait, it waits to the moment and then goes on', async () => {
    let from = Infinity
    const { world, feed, measured, counted } = live((type, now) => {
      if (type !== 'clearinghouseState' || now < from) return undefined
      from = Infinity
      return { status: 429, headers: { 'retry-after': '90' } }
    })
    await world.run(MINUTE)
    from = world.now()
    await world.run(5 * MINUTE)
    const { at } = counted.filter((one) => one.at >= world.now() - 5 * MINUTE)[0]!
    // Answers that were under way when it was told may still come in.
    const during = counted.filter((one) => one.at > at + SECOND && one.at < at + 90 * SECOND)
    expect(during).toEqual([])
    const after = counted.filter((one) => one.at >= at + 90 * SECOND)
    expect(after.length).toBeGreaterThan(100)
    expect(measured.status().failed).toBe(0)
    measured.close()
    await feed.close()
  })
})
