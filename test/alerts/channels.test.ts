import {
  createDecipheriv,
  createECDH,
  createHmac,
  createPublicKey,
  hkdfSync,
  verify,
} from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { HandClock } from '../../src/alerts/alerts-world.fixture.ts'
import type { Message } from '../../src/alerts/channel.ts'
import { discordChannel } from '../../src/alerts/discord-channel.ts'
import { vettedAddresses } from '../../src/alerts/guarded-address.ts'
import { guardedPost } from '../../src/alerts/guarded-request.ts'
import type { GuardPorts } from '../../src/alerts/guarded-request.ts'
import { mailChannel } from '../../src/alerts/mail-channel.ts'
import type { MailTarget } from '../../src/alerts/mail-channel.ts'
import { messageOf } from '../../src/alerts/message.ts'
import { isPushService, pushChannel } from '../../src/alerts/push-channel.ts'
import { encryptPush } from '../../src/alerts/push-encryption.ts'
import { telegramChannel } from '../../src/alerts/telegram-channel.ts'
import { webhookChannel } from '../../src/alerts/webhook-channel.ts'
import {
  AlertRun,
  ALERTS_BEGIN,
  cluster,
  rulesOf,
  situation,
} from '../../src/signals/alerts/alerts.fixture.ts'
import { CERTIFICATE, httpSink, mailSink } from './receivers.ts'
import type { HttpSink, MailSink } from './receivers.ts'

const clock = new HandClock()
const never = new AbortController().signal
const png = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10])

let sink: HttpSink
beforeEach(async () => {
  sink = await httpSink()
})
afterEach(() => sink.close())

const post = (more: Partial<GuardPorts> = {}, port = sink.port) =>
  guardedPost(
    { allowPrivate: true, allowHttp: true, ports: [port] },
    { clock, resolve: () => Promise.resolve(['127.0.0.1']), ...more },
  )
const webhook = (url = `${sink.origin}/hook`, by = post()) =>
  webhookChannel('hook', { url: new URL(url), secret: 'secret of the hook' }, by, clock)

/** A message of one alert, whose rule has a name that would be markup. */
function message(picture?: Uint8Array): Message {
  const run = new AlertRun(
    rulesOf({ name: '<b>@everyone</b> *x* [a](b)', when: { kind: 'cluster-swept', minUsd: 1 } }),
  )
  const alerts = run.push(situation(0, { swept: [cluster()] }))
  return messageOf(alerts, ALERTS_BEGIN, 'https://map.example', picture)
}

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

  test('fault 70: a name that is never resolved, too', async () => {
    const sent = webhook(
      'http://hooks.example:1/',
      post({ resolve: () => new Promise(() => {}) }, 1),
    )
    const outcome = sent.send(message(), never)
    await clock.pass(5_000)
    expect(await outcome).toEqual({ result: 'again', why: 'no answer within 5 s' })
  })

  test('fault 70: a body of 1 GB is read no further than 64 KB', async () => {
    let written = 0
    sink.answer = (response) => {
      const chunk = Buffer.alloc(65_536)
      response.writeHead(200, { 'content-length': 2 ** 30 })
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
    expect(await webhook().send(message(), never)).toEqual({ result: 'delivered' })
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
    expect(await webhook(url, post({}, secure.port)).send(message(), never)).toMatchObject({
      result: 'again',
      why: expect.stringMatching(/self-signed|certificate/),
    })
    expect(secure.received).toEqual([])
    const trusting = post({ ca: CERTIFICATE }, secure.port)
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

describe('telegram', () => {
  const bot = () =>
    telegramChannel('phone', { token: '7311:AAE', chat: '-100', api: sink.origin }, post(), clock)

  test('is sent text that is no markup and names nobody', async () => {
    expect(await bot().send(message(), never)).toEqual({ result: 'delivered' })
    const { path, body } = sink.received[0]!
    expect(path).toBe('/bot7311:AAE/sendMessage')
    const sent = JSON.parse(body.toString()) as Record<string, string>
    expect(sent).not.toHaveProperty('parse_mode')
    expect(sent['chat_id']).toBe('-100')
    expect(sent['text']).toContain('<b>@\u200Beveryone</b> *x* [a](b) – binance:BTCUSDT')
    expect(sent['text']).toMatch(/\nhttps:\/\/map\.example\/#instrument=binance:BTCUSDT&at=\S+$/)
  })

  test('is sent a photo with its caption', async () => {
    expect(await bot().send(message(png), never)).toEqual({ result: 'delivered' })
    const { path, headers, body } = sink.received[0]!
    expect(path).toBe('/bot7311:AAE/sendPhoto')
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': headers['content-type']! },
    }).formData()
    expect(form.get('chat_id')).toBe('-100')
    expect((form.get('caption') as string).length).toBeLessThanOrEqual(1_024)
    expect(new Uint8Array(await (form.get('photo') as File).arrayBuffer())).toEqual(png)
  })

  test.each([
    [429, { parameters: { retry_after: 17 } }, { result: 'again', after: 17_000 }],
    [403, { description: 'Forbidden: bot was blocked' }, { result: 'dead' }],
    [404, { description: 'Not Found' }, { result: 'dead' }],
    [502, {}, { result: 'again' }],
  ])('fault 71: answered %i', async (status, body, outcome) => {
    sink.answer = (response) => response.writeHead(status).end(JSON.stringify(body))
    expect(await bot().send(message(), never)).toMatchObject(outcome)
  })
})

describe('discord', () => {
  const hook = () =>
    discordChannel('room', { url: new URL(`${sink.origin}/api/webhooks/1/x`) }, post(), clock)

  test('is sent text with its markup escaped, and mentions nobody', async () => {
    expect(await hook().send(message(), never)).toEqual({ result: 'delivered' })
    const sent = JSON.parse(sink.received[0]!.body.toString()) as Record<string, string>
    expect(sent['allowed_mentions']).toEqual({ parse: [] })
    expect(sent['content']).toContain('**\\<b\\>\\@everyone\\</b\\> \\*x\\* \\[a\\]\\(b\\)')
  })

  test('is sent a picture', async () => {
    await hook().send(message(png), never)
    const { headers, body } = sink.received[0]!
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': headers['content-type']! },
    }).formData()
    expect(JSON.parse(form.get('payload_json') as string)).toHaveProperty('content')
    expect(new Uint8Array(await (form.get('files[0]') as File).arrayBuffer())).toEqual(png)
  })

  test('fault 71: answered 429 with its wait in the body', async () => {
    sink.answer = (response) => response.writeHead(429).end('{"retry_after": 0.65}')
    expect(await hook().send(message(), never)).toMatchObject({ result: 'again', after: 650 })
  })
})

describe('mail', () => {
  let mail: MailSink
  beforeEach(async () => {
    mail = await mailSink()
  })
  afterEach(() => mail.close())
  const channel = (more: Partial<MailTarget> = {}, allowPrivate = true) =>
    mailChannel(
      'mail',
      {
        host: 'mail.example',
        port: mail.port,
        tls: 'none',
        user: 'me',
        password: 'secret of the mail',
        from: 'isotherm@map.example',
        to: 'me@map.example',
        ...more,
      },
      { allowPrivate, allowHttp: false, ports: [] },
      () => Promise.resolve(['127.0.0.1']),
    )

  test('is sent plain text, the picture, and a stable id', async () => {
    expect(await channel().send(message(png), never)).toEqual({ result: 'delivered' })
    const [text = ''] = mail.mails
    expect(text).toMatch(/^From: isotherm@map\.example$/m)
    expect(text).toContain(`Message-ID: <${message().id}@isotherm.invalid>`)
    expect(text).toContain('price went through a cluster of $50.0M of longs')
    expect(text).toContain(Buffer.from(png).toString('base64'))
    expect(text).not.toContain('text/html')
  })

  test.each([
    ['MAIL', '451 try later', 'again'],
    ['RCPT', '550 no such user', 'dead'],
    ['AUTH', '535 wrong password', 'dead'],
  ])('answered %s with %s: %s', async (at, reply, result) => {
    mail.reply = (command) => (command === at ? reply : undefined)
    const outcome = await channel().send(message(), never)
    expect(outcome).toMatchObject({ result })
    expect(JSON.stringify(outcome)).not.toContain('secret of the mail')
    expect(mail.mails).toEqual([])
  })

  test('is not sent in the open where STARTTLS is asked for, nor to this machine unasked', async () => {
    expect(await channel({ tls: 'starttls' }).send(message(), never)).toMatchObject({
      result: 'again',
    })
    expect(await channel({}, false).send(message(), never)).toMatchObject({
      result: 'dead',
      why: expect.stringContaining('mail.example is refused'),
    })
    expect(mail.said.some((line) => line.startsWith('AUTH'))).toBe(false)
  })
})

describe('web push', () => {
  test('is encrypted as RFC 8291 has it in its example (appendix A)', () => {
    const encrypted = encryptPush(
      'When I grow up, I want to be a watermelon',
      {
        p256dh:
          'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
        auth: 'BTBZMqHH6r4Tts7J_aSIgg',
      },
      {
        privateKey: Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url'),
        salt: Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url'),
      },
    )
    expect(Buffer.from(encrypted).toString('base64url')).toBe(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    )
  })

  const browser = createECDH('prime256v1')
  browser.generateKeys()
  const server = createECDH('prime256v1')
  server.generateKeys()
  const auth = Buffer.alloc(16, 7)
  const vapid = {
    publicKey: server.getPublicKey('base64url'),
    privateKey: server.getPrivateKey('base64url'),
    subject: 'mailto:me@map.example',
  }
  const channel = () =>
    pushChannel(
      'browser',
      {
        endpoint: new URL(`${sink.origin}/push/1`),
        p256dh: browser.getPublicKey('base64url'),
        auth: auth.toString('base64url'),
      },
      vapid,
      post(),
      clock,
    )

  test('is read by the browser that it is for, and signed by the server', async () => {
    sink.answer = (response) => response.writeHead(201).end()
    expect(await channel().send(message(), never)).toEqual({ result: 'delivered' })
    const { headers, body } = sink.received[0]!
    expect(headers).toMatchObject({
      'content-encoding': 'aes128gcm',
      ttl: '3600',
      topic: message().id,
    })
    const [salt, theirs] = [body.subarray(0, 16), body.subarray(21, 86)]
    const derive = (
      secret: Uint8Array,
      using: Uint8Array,
      info: string | Uint8Array,
      bytes: number,
    ) => Buffer.from(hkdfSync('sha256', secret, using, info, bytes))
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), theirs])
    const secret = derive(browser.computeSecret(theirs), auth, info, 32)
    const key = derive(secret, salt, 'Content-Encoding: aes128gcm\0', 16)
    const decipher = createDecipheriv(
      'aes-128-gcm',
      key,
      derive(secret, salt, 'Content-Encoding: nonce\0', 12),
    )
    decipher.setAuthTag(body.subarray(-16))
    const text = Buffer.concat([decipher.update(body.subarray(86, -16)), decipher.final()])
    expect(text.at(-1)).toBe(2)
    expect(JSON.parse(text.subarray(0, -1).toString())).toMatchObject({
      id: message().id,
      text: expect.stringContaining('price went through a cluster'),
      keys: ['rule-0/binance:BTCUSDT/long-1'],
    })
    const [, token = '', k] = /^vapid t=(\S+), k=(\S+)$/.exec(String(headers.authorization))!
    const [header = '', claims = '', signature = ''] = token.split('.')
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
      aud: sink.origin,
      exp: ALERTS_BEGIN / 1_000 + 43_200 + Math.floor((clock.time - ALERTS_BEGIN) / 1_000),
      sub: 'mailto:me@map.example',
    })
    const point = Buffer.from(k!, 'base64url')
    const publicKey = createPublicKey({
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: point.subarray(1, 33).toString('base64url'),
        y: point.subarray(33).toString('base64url'),
      },
      format: 'jwk',
    })
    const isSigned = verify(
      'sha256',
      Buffer.from(`${header}.${claims}`),
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    )
    expect(isSigned).toBe(true)
  })

  test('fits into what services take, whatever its text', async () => {
    const long = { ...message(), title: '漢'.repeat(500), lines: ['漢'.repeat(5_000)] }
    await channel().send(long, never)
    expect(sink.received[0]!.body.length).toBeLessThanOrEqual(4_096)
  })

  test.each([404, 410])('a subscription that is gone, answered %i, is dead', async (status) => {
    sink.answer = (response) => response.writeHead(status).end()
    expect(await channel().send(message(), never)).toMatchObject({ result: 'dead' })
  })

  test.each([
    ['fcm.googleapis.com', true],
    ['wns2-par02p.notify.windows.com', true],
    ['updates.push.services.mozilla.com', true],
    ['web.push.apple.com', true],
    ['fcm.googleapis.com.evil.tld', false],
    ['evilfcm.googleapis.com', false],
    ['127.0.0.1', false],
  ])('%s is a push service: %s', (host, isOne) => {
    expect(isPushService(host)).toBe(isOne)
  })
})
