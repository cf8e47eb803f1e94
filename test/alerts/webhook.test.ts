import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { vettedAddresses } from '../../src/alerts/guarded-address.ts'
import { guardedPost } from '../../src/alerts/guarded-request.ts'
import { webhookChannel } from '../../src/alerts/webhook-channel.ts'
import { ALERTS_BEGIN } from '../../src/signals/alerts/alerts.fixture.ts'
import { clock, message, never, postTo } from './channels.fixture.ts'
import { CERTIFICATE, httpSink } from './receivers.ts'
import type { HttpSink } from './receivers.ts'

let sink: HttpSink
beforeEach(async () => {
  sink = await httpSink()
})
afterEach(() => sink.close())

const webhook = (url = `${sink.origin}/hook`, by = postTo(sink.port)) =>
  webhookChannel('hook', { url: new URL(url), secret: 'secret of the hook' }, by, clock)

describe('webhook', () => {
  test('is signed with its time, and carries the cause as a key', async () => {
    expect(await webhook().send(message(), never)).toEqual({ result: 'delivered' })
    const { headers, body, path } = sink.received[0]!
    expect(path).toBe('/hook')
    const [, seconds = '', signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(
      String(headers['isotherm-signature']),
    )!
    expect(Number(seconds) * 1_000).toBe(ALERTS_BEGIN)
    const hmac = createHmac('sha256', 'secret of the hook').update(`${seconds}.`).update(body)
    expect(hmac.digest('hex')).toBe(signature)
    const told = JSON.parse(body.toString()) as Record<string, unknown>
    expect(headers['idempotency-key']).toBe(told['id'])
    expect(told).toMatchObject({
      version: 1,
      late: false,
      link: expect.stringContaining('https://map.example/#instrument=binance:BTCUSDT'),
      alerts: [{ key: 'rule-0/binance:BTCUSDT/long-1', numbers: { usd: 50e6 } }],
    })
  })

  test.each([
    [500, 'again'],
    [503, 'again'],
    [408, 'again'],
    [400, 'dead'],
    [403, 'dead'],
    [404, 'dead'],
    [410, 'dead'],
  ])('fault 70: answered %i: %s', async (status, result) => {
    sink.answer = (response) => response.writeHead(status).end('no')
    expect(await webhook().send(message(), never)).toMatchObject({
      result,
      why: expect.stringContaining(`answered ${status}`),
    })
  })

  test.each([
    ['120', 120_000],
    ['Sun, 22 Nov 2026 00:00:30 GMT', 30_000],
    ['-1', 60_000],
    ['soon', 60_000],
    ['1000000000', 1e12],
    ['99999999999999999999', 60_000],
  ])('fault 71: answered 429 with Retry-After %s', async (header, after) => {
    sink.answer = (response) => response.writeHead(429, { 'retry-after': header }).end()
    expect(await webhook().send(message(), never)).toEqual({
      result: 'again',
      why: 'answered 429',
      after,
    })
  })

  test.each([301, 302, 303, 307, 308])(
    'fault 70: a redirect of %i is not followed',
    async (status) => {
      const inside = await httpSink()
      sink.answer = (response) => response.writeHead(status, { location: inside.origin }).end()
      expect(await webhook().send(message(), never)).toEqual({
        result: 'dead',
        why: `answered ${status}: redirects are not followed`,
      })
      expect(inside.received).toEqual([])
      await inside.close()
    },
  )

  test('fault 70: a receiver that hangs is left after 5 seconds', async () => {
    sink.answer = () => {}
    const sent = webhook().send(message(), never)
    await vi.waitUntil(() => sink.received.length === 1, { timeout: 20_000 })
    await clock.pass(5_000)
    expect(await sent).toEqual({ result: 'again', why: 'no answer within 5 s' })
  })

  test('fault 70: one that begins an answer and does not end it, too', async () => {
    let begun = false
    sink.answer = (response) => {
      response.writeHead(500, { 'content-length': 1_000 }).write('a')
      begun = true
    }
    const sent = webhook().send(message(), never)
    await vi.waitUntil(() => begun, { timeout: 20_000 })
    await clock.pass(5_000)
    expect(await sent).toEqual({ result: 'again', why: 'no answer within 5 s' })
  })

  test('what was taken is not sent again because its answer does not end', async () => {
    sink.answer = (response) => response.writeHead(200, { 'content-length': 1_000 }).write('a')
    expect(await webhook().send(message(), never)).toEqual({ result: 'delivered' })
  })

  test('fault 70: nor because of a body where there can be none', async () => {
    sink.answer = (response) =>
      response.socket!.end('HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nhello')
    expect(await webhook().send(message(), never)).toEqual({ result: 'delivered' })
  })

  test('fault 70: nothing is unpacked, so that nothing can burst', async () => {
    const bomb = gzipSync(Buffer.from(`{"retry_after": 7, "zeros": "${'0'.repeat(20_000_000)}"}`))
    const headers = { 'content-encoding': 'gzip', 'content-length': bomb.length }
    sink.answer = (response) => response.writeHead(429, headers).end(bomb)
    expect(await webhook().send(message(), never)).toEqual({
      result: 'again',
      why: 'answered 429',
      after: 60_000,
    })
    expect(sink.received[0]?.headers['accept-encoding']).toBe('identity')
  })

  test('fault 70: a name that is never resolved, too', async () => {
    const sent = webhook(
      'http://hooks.example:1/',
      postTo(1, { resolve: () => new Promise(() => {}) }),
    )
    const outcome = sent.send(message(), never)
    await clock.pass(5_000)
    expect(await outcome).toEqual({ result: 'again', why: 'no answer within 5 s' })
  })

  test('fault 70: a body of 1 GB is read no further than 64 KB', async () => {
    let written = 0
    sink.answer = (response) => {
      const chunk = Buffer.alloc(65_536)
      response.writeHead(500, { 'content-length': 2 ** 30 })
      const more = (): void => {
        while (!response.destroyed && written < 2 ** 30) {
          written += chunk.length
          if (!response.write(chunk)) {
            response.once('drain', more)
            return
          }
        }
      }
      more()
    }
    expect(await webhook().send(message(), never)).toMatchObject({ why: 'answered 500' })
    expect(written).toBeLessThan(2 ** 25)
  })

  test('fault 70: nobody there, and a connection cut', async () => {
    sink.answer = (response) => response.destroy()
    expect(await webhook().send(message(), never)).toMatchObject({ result: 'again' })
    const { origin } = sink
    await sink.close()
    expect(await webhook(`${origin}/`).send(message(), never)).toMatchObject({
      result: 'again',
      why: expect.stringContaining('ECONNREFUSED'),
    })
    sink = await httpSink()
  })
})

describe('guard', () => {
  test('fault 70: a certificate that nobody vouches for, and one that is trusted by its name', async () => {
    const secure = await httpSink(true)
    const url = `${secure.origin}/hook`
    expect(await webhook(url, postTo(secure.port)).send(message(), never)).toMatchObject({
      result: 'again',
      why: expect.stringMatching(/self-signed|certificate/),
    })
    expect(secure.received).toEqual([])
    const trusting = postTo(secure.port, { ca: CERTIFICATE })
    expect(await webhook(url, trusting).send(message(), never)).toEqual({ result: 'delivered' })
    // The name is kept, though the connection went to a vetted address.
    expect(secure.names.at(-1)).toBe('hooks.example')
    expect(secure.received[0]?.headers.host).toBe(`hooks.example:${secure.port}`)
    const other = url.replace('hooks.example', 'other.example')
    expect(await webhook(other, trusting).send(message(), never)).toMatchObject({ result: 'again' })
    await secure.close()
  })

  test('fault 70: a name that is rebound to this machine between two looks is refused', async () => {
    let looks = 0
    const rules = { allowPrivate: false, allowHttp: true, ports: [sink.port] }
    const resolve = () => Promise.resolve(looks++ === 0 ? ['93.184.216.34'] : ['127.0.0.1'])
    // When it is saved it is a public one.
    await vettedAddresses('rebind.example', rules, resolve)
    const rebinding = guardedPost(rules, { clock, resolve })
    const url = `http://rebind.example:${sink.port}/`
    expect(await webhook(url, rebinding).send(message(), never)).toEqual({
      result: 'dead',
      why: 'rebind.example is refused: 127.0.0.1 is no address of the public internet',
    })
    // One look a connection: what was vetted is what is connected to.
    expect(looks).toBe(2)
    expect(sink.received).toEqual([])
  })

  test('an address that is written out is vetted too', async () => {
    const strict = guardedPost(
      { allowPrivate: false, allowHttp: true, ports: [sink.port] },
      { clock, resolve: () => Promise.resolve(['127.0.0.1']) },
    )
    const outcome = await webhook(`${sink.origin}/`, strict).send(message(), never)
    expect(outcome).toMatchObject({ result: 'dead' })
    expect(sink.received).toEqual([])
  })
})
