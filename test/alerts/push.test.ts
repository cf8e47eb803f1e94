import { createECDH, createPublicKey, verify } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isPushService, pushChannel } from '../../src/alerts/push-channel.ts'
import { encryptPush } from '../../src/alerts/push-encryption.ts'
import { ALERTS_BEGIN } from '../../src/signals/alerts/alerts.fixture.ts'
import { clock, message, never, postTo } from './channels.fixture.ts'
import { pushBrowser } from './push-browser.ts'
import { httpSink } from './receivers.ts'
import type { HttpSink } from './receivers.ts'

let sink: HttpSink
beforeEach(async () => {
  sink = await httpSink()
})
afterEach(() => sink.close())

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

  const browser = pushBrowser()
  const server = createECDH('prime256v1')
  server.generateKeys()
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
        p256dh: browser.p256dh,
        auth: browser.auth,
      },
      vapid,
      postTo(sink.port),
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
    expect(browser.read(body)).toMatchObject({
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
