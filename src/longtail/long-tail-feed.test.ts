import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { VirtualWorld } from '../../test/world/virtual-world.ts'
import type { Feed, FeedMemory, FeedOptions, QuarantinedFrame } from '../feed/feed.ts'
import { nodePorts } from '../feed/node-ports.ts'
import type { Gap, MarketEvent, StreamKind, StreamState } from '../market/event.ts'
import { parseInstrumentId } from '../market/instrument.ts'
import { HOUR, MINUTE, SECOND } from '../market/units.ts'
import { realExchange } from './ccxt.fixture.ts'
import { documentedBackpack, documentedHitbtc, documentedXt } from './documented-venues.fixture.ts'
import type { DocumentedVenue } from './documented-venues.fixture.ts'
import type { MakeExchange } from './exchange.ts'
import { gateway } from './gateway.ts'
import { openLongTailFeed } from './long-tail-feed.ts'
import { findLongTail, LONG_TAIL } from './registry.ts'
import { longTailReader } from './reader.ts'

const STREAMS: readonly StreamKind[] = ['candle', 'open-interest', 'funding-rate']

const make: MakeExchange = async (id) => realExchange(id)

interface Bench {
  readonly feed: Feed
  readonly events: MarketEvent[]
  readonly quarantined: QuarantinedFrame[]
  readonly of: <Type extends MarketEvent['type']>(
    type: Type,
  ) => Extract<MarketEvent, { type: Type }>[]
}

function bench(
  world: VirtualWorld,
  id: string,
  options: Partial<FeedOptions> = {},
  maker: MakeExchange = make,
): Bench {
  const events: MarketEvent[] = []
  const quarantined: QuarantinedFrame[] = []
  const feed = openLongTailFeed(maker)(
    {
      reader: longTailReader(findLongTail(id)!),
      choose: (listed) => listed.map(({ instrument }) => instrument.id),
      streams: STREAMS,
      onEvents: (more) => events.push(...more),
      onQuarantine: (frame) => quarantined.push(frame),
      ...options,
    },
    world.ports,
  )
  return {
    feed,
    events,
    quarantined,
    of: <Type extends MarketEvent['type']>(type: Type) =>
      events.filter((event): event is Extract<MarketEvent, { type: Type }> => event.type === type),
  }
}

const healths = (feed: Feed) =>
  Object.fromEntries(feed.status().streams.map(({ stream, health }) => [stream, health]))

function attachAll(world: VirtualWorld) {
  const venues = {
    backpack: documentedBackpack(),
    hitbtc: documentedHitbtc(),
    xt: documentedXt(),
  }
  world.attach('https://api.backpack.exchange', venues.backpack)
  world.attach('https://api.hitbtc.com', venues.hitbtc)
  for (const host of ['sapi', 'fapi']) world.attach(`https://${host}.xt.com`, venues.xt)
  // Inverse contracts: none.
  const inverse = documentedXt()
  inverse.trouble = { status: 200, body: '{"returnCode":0,"msgInfo":"success","result":[]}' }
  world.attach('https://dapi.xt.com', inverse)
  return venues
}

describe('a feed over documented answers', () => {
  test.each([
    ['backpack', 'BTC_USDC_PERP', 0.03473, 1273.85214, 0.0001],
    ['hitbtc', 'BTCUSDT_PERP', 0.1879, 30.9826, 0.0001],
    ['xt', 'btc_usdt', 31.2931, 21_005.8646, 0.000086],
  ])(
    '%s: fault 33: polls closed candles, open interest and funding, in base coins',
    async (id, symbol, volume, interest, rate) => {
      const world = new VirtualWorld()
      attachAll(world)
      const { feed, of, quarantined } = bench(world, id)
      await world.run(5 * MINUTE + 30 * SECOND)

      expect(feed.listed().map(({ instrument }) => instrument.id)).toEqual([`${id}:${symbol}`])
      expect(healths(feed)).toEqual({
        candle: 'proven',
        'open-interest': 'proven',
        'funding-rate': 'proven',
      })
      const candles = of('candle')
      // Each minute once, none left out and none that is still open.
      const opens = candles.map(({ openTime }) => openTime)
      expect(opens).toEqual(opens.map((_, i) => opens[0]! + i * MINUTE))
      expect(world.now() - opens.at(-1)!).toBeLessThan(2.5 * MINUTE)
      for (const candle of candles) {
        expect(candle.volume).toBeCloseTo(volume, 9)
        expect(candle.exchangeTime).toBeLessThanOrEqual(candle.receivedTime)
      }
      expect(of('open-interest').length).toBeGreaterThanOrEqual(5)
      for (const { openInterest } of of('open-interest')) expect(openInterest).toBe(interest)
      for (const { fundingRate } of of('funding-rate')) expect(fundingRate).toBe(rate)
      expect(of('funding-rate').length).toBe(2)
      expect(quarantined).toEqual([])
      await feed.close()
      const before = world.network.requests.length
      await world.run(10 * MINUTE)
      expect(world.network.requests.length).toBe(before)
    },
  )

  test('an address of one’s own takes the place of all of the venue’s', async () => {
    const world = new VirtualWorld()
    const own = documentedXt()
    world.attach('http://stand-in.test', own)
    const { feed } = bench(world, 'xt', { hosts: { rest: ['http://stand-in.test'] } })
    await world.run(2 * MINUTE)
    expect(healths(feed)['candle']).toBe('proven')
    expect(world.network.requests.every(({ url }) => url.startsWith('http://stand-in.test/'))).toBe(
      true,
    )
    await feed.close()
  })

  test('history comes in pages of closed minutes, each once', async () => {
    const world = new VirtualWorld()
    attachAll(world)
    const { feed } = bench(world, 'hitbtc')
    await world.run(MINUTE)
    const id = parseInstrumentId('hitbtc:BTCUSDT_PERP')!
    const to = Math.floor(world.now() / MINUTE) * MINUTE
    const opens: number[] = []
    const reading = (async () => {
      const signal = new AbortController().signal
      for await (const page of feed.history(id, 'candle', to - 40 * HOUR, to, signal))
        for (const event of page) if (event.type === 'candle') opens.push(event.openTime)
    })()
    await world.run(10 * MINUTE)
    await reading
    expect(opens.length).toBe(40 * 60)
    expect(opens[0]).toBe(to - 40 * HOUR)
    expect(new Set(opens).size).toBe(opens.length)
    await feed.close()
  })
})

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
    const opens = of('candle')
      .map(({ openTime }) => openTime)
      .sort((a, b) => a - b)
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

describe('on this machine', () => {
  const closing: (() => void)[] = []
  afterEach(() => {
    for (const close of closing.splice(0)) close()
  })

  test.each([
    ['backpack', documentedBackpack, 'BTC_USDC_PERP'],
    ['hitbtc', documentedHitbtc, 'BTCUSDT_PERP'],
    ['xt', documentedXt, 'btc_usdt'],
  ])(
    '%s: the questions go over HTTP to an address of one’s own',
    async (id, documented, symbol) => {
      const venue = documented()
      const server = createServer((request, response) => {
        const answer = venue.request(request.url ?? '/', undefined, Date.now())
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      closing.push(() => server.close().closeAllConnections())
      const { port } = server.address() as AddressInfo
      const tail = findLongTail(id)!
      const reader = longTailReader(tail)
      const request = gateway({
        venue: tail,
        ports: nodePorts(),
        make,
        base: `http://127.0.0.1:${port}`,
      })
      const [list] = reader.instruments()
      const url = `${reader.hosts['rest']![0]}${list!.path}`
      const { body } = await request({ url }, AbortSignal.timeout(20_000))
      const listed = list!.parse(body, Date.now())
      // XT's hosts are one here, so that its list of inverse contracts is the same one again.
      expect(new Set(listed.value?.map(({ instrument }) => instrument.symbol))).toEqual(
        new Set([symbol]),
      )
      for (const poll of reader.polls!(listed.value!, STREAMS)) {
        const answer = await request(
          { url: `${reader.hosts['rest']![0]}${poll.read.path}` },
          AbortSignal.timeout(20_000),
        )
        const events = poll.read.parse(answer.body, Date.now()).value
        expect(events?.every(({ type }) => type === poll.stream)).toBe(true)
      }
      expect(venue.asked.length).toBeGreaterThanOrEqual(4)
    },
  )

  test('listing the venues does not load ccxt; opening one does', () => {
    const hook = `export const resolve = (name, context, next) => {
      if (name === 'ccxt') throw new Error('ccxt is asked for')
      return next(name, context)
    }`
    const script = `
      import { register } from 'node:module'
      register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hook)}))
      const { LONG_TAIL_READERS } = await import('./src/longtail/registry.ts')
      await import('./src/longtail/long-tail-feed.ts')
      const { makeExchange } = await import('./src/longtail/exchange.ts')
      const opened = await makeExchange('backpack', 50).catch((error) => error.message)
      console.log(JSON.stringify({ venues: LONG_TAIL_READERS.length, opened }))
    `
    const out = execFileSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { cwd: fileURLToPath(new URL('../..', import.meta.url)), encoding: 'utf8' },
    )
    expect(JSON.parse(out)).toEqual({ venues: LONG_TAIL.length, opened: 'ccxt is asked for' })
  })

  test('ccxt itself throttles, at half the rate that it would keep', () => {
    const script = `
      const { makeExchange } = await import('./src/longtail/exchange.ts')
      const { findLongTail } = await import('./src/longtail/registry.ts')
      const { gateway } = await import('./src/longtail/gateway.ts')
      const venue = findLongTail('backpack')
      let made
      const make = async (id, pace) => (made = await makeExchange(id, pace))
      const ports = { request: async () => ({ status: 200, headers: {}, body: '[]' }) }
      await gateway({ venue, ports, make })({ url: 'https://backpack.ccxt.invalid/markets' }, new AbortController().signal)
      const { enableRateLimit, rateLimit, tokenBucket, throttler } = made
      console.log(JSON.stringify({ enableRateLimit, rateLimit, refill: throttler.config.refillRate }))
      process.exit(0)
    `
    const out = execFileSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { cwd: fileURLToPath(new URL('../..', import.meta.url)), encoding: 'utf8' },
    )
    expect(JSON.parse(out)).toEqual({ enableRateLimit: true, rateLimit: 100, refill: 1 / 100 })
  })
})
