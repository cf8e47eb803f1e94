import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { nodePorts } from '../feed/node-ports.ts'
import { documentedBackpack, documentedHitbtc, documentedXt } from './documented-venues.fixture.ts'
import { gateway } from './gateway.ts'
import { findLongTail, LONG_TAIL } from './registry.ts'
import { longTailReader } from './reader.ts'
import { make, STREAMS } from './feed-bench.fixture.ts'

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
