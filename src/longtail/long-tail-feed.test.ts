import { describe, expect, test } from 'vitest'
import { VirtualWorld } from '../../test/world/virtual-world.ts'
import type { HttpAnswer } from '../feed/ports.ts'
import { parseInstrumentId } from '../market/instrument.ts'
import { HOUR, MINUTE, SECOND } from '../market/units.ts'
import { documentedXt } from './documented-venues.fixture.ts'
import { longTailPorts } from './long-tail-ports.ts'
import { findLongTail } from './registry.ts'
import { longTailReader } from './reader.ts'
import { attachAll, bench, healths, make } from './feed-bench.fixture.ts'

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

test('ports answer the questions of every long-tail venue, and pass on what is none', async () => {
  const world = new VirtualWorld()
  attachAll(world)
  const ports = longTailPorts(world.ports, make)
  const ask = async (url: string) => {
    let answer: HttpAnswer | undefined
    void ports.request({ url }, new AbortController().signal).then((got) => (answer = got))
    await world.runUntil(() => answer !== undefined)
    return answer!
  }
  for (const id of ['hitbtc', 'backpack', 'hitbtc']) {
    const reader = longTailReader(findLongTail(id)!)
    const [list] = reader.instruments()
    const { body } = await ask(`${reader.hosts['rest']![0]}${list!.path}`)
    expect(list!.parse(body, world.now()).value?.[0]?.instrument.venue).toBe(id)
  }
  const plain = await ask('https://api.hitbtc.com/api/3/public/symbol')
  expect(JSON.parse(plain.body)).toHaveProperty('BTCUSDT_PERP')
})
