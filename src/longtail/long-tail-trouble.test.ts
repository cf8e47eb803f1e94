import { describe, expect, test } from 'vitest'
import { VirtualWorld } from '../../test/world/virtual-world.ts'
import type { FeedMemory } from '../feed/feed.ts'
import type { Gap, StreamState } from '../market/event.ts'
import { MINUTE, SECOND } from '../market/units.ts'
import { realExchange } from './ccxt.fixture.ts'
import type { DocumentedVenue } from './documented-venues.fixture.ts'
import type { MakeExchange } from './exchange.ts'
import { attachAll, bench, healths } from './feed-bench.fixture.ts'

describe('trouble', () => {
  async function running(id: 'backpack' | 'hitbtc' | 'xt') {
    const world = new VirtualWorld()
    const venues = attachAll(world)
    const one = bench(world, id)
    await world.run(3 * MINUTE)
    return { world, venue: venues[id] as DocumentedVenue, ...one }
  }

  test('fault 37: a 429 with Retry-After is obeyed through ccxt, and nothing is asked meanwhile', async () => {
    const { world, venue, feed } = await running('hitbtc')
    venue.trouble = {
      status: 429,
      headers: { 'retry-after': '300' },
      body: '{"error":{"code":429}}',
    }
    await world.runUntil(() => feed.status().pausedUntil !== undefined)
    venue.trouble = undefined
    const until = feed.status().pausedUntil!
    expect(until - world.now()).toBeGreaterThan(290 * SECOND)
    await world.run(SECOND)
    const asked = venue.asked.length
    await world.run(until - world.now() - SECOND)
    expect(venue.asked.length).toBe(asked)
    await world.run(2 * MINUTE)
    expect(venue.asked.length).toBeGreaterThan(asked)
    expect(healths(feed)['open-interest']).toBe('proven')
    await feed.close()
  })

  test('fault 38: a ban is obeyed across a restart: not one request until it is over', async () => {
    const { world, venue, feed } = await running('hitbtc')
    const until = world.now() + 20 * MINUTE
    venue.trouble = { status: 418, body: `{"msg":"IP banned until ${until}."}` }
    await world.runUntil(() => feed.status().pausedUntil !== undefined)
    venue.trouble = undefined
    let memory: FeedMemory | undefined
    await feed.close()
    const again = bench(world, 'hitbtc', {
      memory: { version: 1, pausedUntil: feed.status().pausedUntil ?? until },
      onMemory: (kept) => (memory = kept),
    })
    const asked = venue.asked.length
    await world.run(until - world.now())
    expect(venue.asked.length).toBe(asked)
    await world.run(2 * MINUTE)
    expect(healths(again.feed)['candle']).toBe('proven')
    await again.feed.close()
    expect(memory?.listed?.length).toBe(1)
  })

  test('fault 39: a 451 blocks the venue for an hour and says why', async () => {
    const { world, venue, feed } = await running('hitbtc')
    venue.trouble = { status: 451, body: '{"error":{"message":"not in your country"}}' }
    await world.run(10 * MINUTE)
    expect(feed.status().problem).toContain('not in your country')
    expect(healths(feed)['open-interest']).toBe('blocked')
    const asked = venue.asked.length
    await world.run(30 * MINUTE)
    expect(venue.asked.length).toBe(asked)
    await feed.close()
  })

  test('fault 17: an answer of another shape goes into quarantine, and the stream goes on', async () => {
    const { world, venue, feed, quarantined, of } = await running('backpack')
    venue.trouble = { status: 200, body: '[{"openInterest":{"of":"another shape"}},7,null]' }
    await world.run(70 * SECOND)
    expect(quarantined.length).toBeGreaterThan(0)
    expect(quarantined.map(({ detail }) => detail).join()).toMatch(/openInterest|candle/)
    expect(feed.status().counts.malformed).toBe(quarantined.length)
    venue.trouble = undefined
    const before = of('open-interest').length
    await world.run(3 * MINUTE)
    expect(of('open-interest').length).toBeGreaterThan(before)
    for (const event of of('open-interest')) expect(event.openInterest).toBe(1273.85214)
    await feed.close()
  })

  test('fault 16: a web page in the place of an answer is told as such, and retried with patience', async () => {
    const { world, venue, feed, quarantined } = await running('hitbtc')
    venue.trouble = { status: 200, body: '<html><body>Log in to the hotel</body></html>' }
    const asked = venue.asked.length
    await world.run(10 * MINUTE)
    expect(feed.status().problem).toContain(
      'a web page where JSON was expected: Log in to the hotel',
    )
    expect(venue.asked.length - asked).toBeLessThan(60)
    expect(healths(feed)['candle']).toBe('down')
    expect(quarantined).toEqual([])
    venue.trouble = undefined
    await world.run(5 * MINUTE)
    expect(healths(feed)['candle']).toBe('proven')
    await feed.close()
  })

  test('fault 47: half a list of markets makes ccxt forget none, and the feed goes on', async () => {
    const { world, venue, feed, of } = await running('backpack')
    venue.halved = true
    await world.run(12 * MINUTE)
    const before = of('candle').length
    await world.run(5 * MINUTE)
    expect(venue.asked.filter((path) => path === '/api/v1/markets').length).toBeGreaterThan(1)
    expect(of('candle').length).toBeGreaterThanOrEqual(before + 4)
    expect(healths(feed)).toMatchObject({ candle: 'proven', 'open-interest': 'proven' })
    await feed.close()
  })

  test('an outage is a gap; candles that the venue still has fill theirs, open interest stays missing', async () => {
    const { world, feed, of } = await running('hitbtc')
    world.detach('https://api.hitbtc.com')
    await world.run(30 * MINUTE)
    expect(healths(feed)).toMatchObject({ candle: 'down', 'open-interest': 'down' })
    attachAll(world)
    await world.run(10 * MINUTE)
    expect(healths(feed)).toMatchObject({ candle: 'proven', 'open-interest': 'proven' })
    const long = (gap: Gap) => gap.exchangeTime - gap.from > 20 * MINUTE
    const missing = of('gap').filter((gap) => gap.stream === 'open-interest' && long(gap))
    expect(missing.map(({ certainty, repaired }) => [certainty, repaired])).toEqual([
      ['certain', undefined],
    ])
    // The candle at the edge of the gap may be told again: who reads them goes by their time.
    const opens = [...new Set(of('candle').map(({ openTime }) => openTime))].sort((a, b) => a - b)
    expect(opens).toEqual(opens.map((_, i) => opens[0]! + i * MINUTE))
    await feed.close()
  })

  test('fault 63: an exchange that throws anything at all stops neither its feed nor another', async () => {
    const world = new VirtualWorld()
    attachAll(world)
    const throwing: MakeExchange = async (id) => {
      const exchange = realExchange(id)
      exchange.fetchOpenInterest = () => {
        throw new TypeError('reading a field of undefined')
      }
      exchange.fetchFundingRate = () => Promise.reject(undefined)
      return exchange
    }
    const bad = bench(world, 'hitbtc', {}, throwing)
    const good = bench(world, 'backpack')
    await world.run(5 * MINUTE)
    expect(healths(bad.feed)).toMatchObject({ candle: 'proven', 'open-interest': 'down' })
    expect(bad.of('open-interest')).toEqual([])
    expect(
      bad
        .of('stream-state')
        .map(({ cause }: StreamState) => cause)
        .join(),
    ).toContain('reading a field of undefined')
    expect(Object.values(healths(good.feed))).toEqual(['proven', 'proven', 'proven'])
    await Promise.all([bad.feed.close(), good.feed.close()])
  })

  test('ccxt that cannot be loaded is a venue that is down, and is tried again', async () => {
    const world = new VirtualWorld()
    attachAll(world)
    let tries = 0
    const { feed } = bench(world, 'hitbtc', {}, async (id) => {
      if (++tries < 3) throw new Error('Cannot find package')
      return realExchange(id)
    })
    await world.run(5 * MINUTE)
    expect(tries).toBe(3)
    expect(healths(feed)['open-interest']).toBe('proven')
    await feed.close()
  })
})
