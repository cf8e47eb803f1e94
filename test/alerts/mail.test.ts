import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { mailChannel } from '../../src/alerts/mail-channel.ts'
import type { MailTarget } from '../../src/alerts/mail-channel.ts'
import { messageOf } from '../../src/alerts/message.ts'
import { ALERTS_BEGIN } from '../../src/signals/alerts/alerts.fixture.ts'
import { message, never, png } from './channels.fixture.ts'
import { mailSink } from './mail-sink.ts'
import type { MailSink } from './mail-sink.ts'
import { CERTIFICATE } from './receivers.ts'

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

  test('no text of a rule makes a header', async () => {
    const alerts = message().alerts.map((alert) => ({
      ...alert,
      name: 'Swept\r\nBcc: somebody@else.example\r\n\r\nmore',
    }))
    const made = messageOf(alerts, ALERTS_BEGIN, undefined, undefined)
    expect(await channel().send(made, never)).toEqual({ result: 'delivered' })
    const [head = ''] = mail.mails[0]!.split('\r\n\r\n')
    expect(head).not.toMatch(/^Bcc:/im)
    expect(mail.said.filter((line) => line.startsWith('RCPT'))).toEqual([
      'RCPT TO:<me@map.example>',
    ])
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
      result: 'dead',
      why: expect.stringContaining('STARTTLS'),
    })
    expect(await channel({}, false).send(message(), never)).toMatchObject({
      result: 'dead',
      why: expect.stringContaining('mail.example is refused'),
    })
    expect(mail.said.some((line) => line.startsWith('AUTH'))).toBe(false)
  })
})

describe.each(['implicit', 'starttls'] as const)('mail over TLS, %s', (tls) => {
  let mail: MailSink
  beforeEach(async () => {
    mail = await mailSink(tls)
  })
  afterEach(() => mail.close())
  const channel = (more: Partial<MailTarget> = {}) =>
    mailChannel(
      'mail',
      {
        host: 'hooks.example',
        port: mail.port,
        tls,
        user: 'me',
        password: 'secret of the mail',
        from: 'isotherm@map.example',
        to: 'me@map.example',
        ...more,
      },
      { allowPrivate: true, allowHttp: false, ports: [] },
      () => Promise.resolve(['127.0.0.1']),
    )

  test('a certificate that nobody vouches for is refused, and nothing is said in the open', async () => {
    expect(await channel().send(message(), never)).toMatchObject({
      result: 'again',
      why: expect.stringMatching(/self-signed|certificate/),
    })
    expect(mail.mails).toEqual([])
    expect(mail.said.filter((line) => /AUTH|MAIL/.test(line))).toEqual([])
  })

  test('one that the operator vouches for is sent to, password and message encrypted', async () => {
    expect(await channel({ ca: CERTIFICATE }).send(message(png), never)).toEqual({
      result: 'delivered',
    })
    expect(mail.mails).toHaveLength(1)
    const sent = mail.said.filter((line) => /AUTH|MAIL|RCPT|DATA/.test(line))
    expect(sent.length).toBeGreaterThanOrEqual(4)
    expect(sent.every((line) => line.startsWith('tls '))).toBe(true)
  })

  test('a certificate of another name is refused', async () => {
    const outcome = await channel({ ca: CERTIFICATE, host: 'mail.example' }).send(message(), never)
    expect(outcome).toMatchObject({ result: 'again', why: expect.stringContaining('mail.example') })
    expect(mail.mails).toEqual([])
  })
})
