import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { AlertsWorld, settled, sweepOf } from '../../src/alerts/alerts-world.fixture.ts'
import type { Channel } from '../../src/alerts/channel.ts'
import { discordChannel } from '../../src/alerts/discord-channel.ts'
import { guardedPost } from '../../src/alerts/guarded-request.ts'
import { mailChannel } from '../../src/alerts/mail-channel.ts'
import { telegramChannel } from '../../src/alerts/telegram-channel.ts'
import { webhookChannel } from '../../src/alerts/webhook-channel.ts'
import { mailSink } from './mail-sink.ts'
import { httpSink } from './receivers.ts'

const CANARY = 'canary/7f3a+secret&value'
const FORMS = ['canary', encodeURIComponent(CANARY), ...[0, 1, 2].map(insideBase64)]

/** The part of its Base64 that is the same whatever stands around it. */
function insideBase64(offset: number): string {
  const text = Buffer.from(`${'x'.repeat(offset)}${CANARY}`).toString('base64')
  return text.slice(offset + 1, -4)
}

test.each([
  [
    '404',
    (response: ServerResponse, path: string) =>
      response.writeHead(404, path.slice(0, 20)).end(path),
  ],
  ['a connection cut', (response: ServerResponse) => response.destroy()],
  [
    'a redirect to itself',
    (response: ServerResponse, path: string) => response.writeHead(302, { location: path }).end(),
  ],
])('a secret is in no answer, no log and no file: %s', async (_name, answer) => {
  const [sink, mail, closed] = [await httpSink(), await mailSink(), await httpSink()]
  await closed.close()
  sink.answer = (response, count) => answer(response, sink.received[count - 1]!.path)
  // A server that says back what it was told.
  mail.reply = (command) => (command === 'AUTH' ? `535 no: ${mail.said.at(-1)}` : undefined)
  const world = new AlertsWorld()
  const { clock } = world
  const resolve = () => Promise.resolve(['127.0.0.1'])
  const rules = { allowPrivate: true, allowHttp: true, ports: [sink.port, closed.port] }
  const post = guardedPost(rules, { clock, resolve })
  const hidden = encodeURIComponent(CANARY)
  const url = (origin: string) => new URL(`${origin}/api/webhooks/${hidden}`)
  const bot = { token: CANARY, chat: '1' }
  const box = {
    host: 'mail.example',
    port: mail.port,
    tls: 'none',
    from: 'a@b.c',
    to: 'd@e.f',
  } as const
  const channels: readonly Channel[] = [
    webhookChannel('hook', { url: url(sink.origin), secret: CANARY }, post, clock),
    telegramChannel('bot', { ...bot, api: sink.origin }, post, clock),
    telegramChannel('lost-bot', { ...bot, api: closed.origin }, post, clock),
    telegramChannel('strange-bot', { ...bot, api: 'http://127.0.0.1:22' }, post, clock),
    discordChannel('room', { url: url(sink.origin) }, post, clock),
    mailChannel('mail', { ...box, user: 'me', password: CANARY }, rules, resolve),
    {
      name: 'throws',
      wantsPicture: false,
      send: () =>
        Promise.reject(
          new Error(`${CANARY} ${hidden} ${Buffer.from(`me:${CANARY}`).toString('base64')}`),
        ),
    },
  ]
  const alerts = await world.open({ channels, secrets: [CANARY] })
  alerts.offer(sweepOf(0, 'a'))
  await settled(alerts)
  await expect
    .poll(() => alerts.deliveries().filter(({ why, state }) => why === null && state === 'waiting'))
    .toEqual([])
  const outcomes = await Promise.all(
    channels.map(({ name }) => alerts.test(name, sweepOf(0).instrument)),
  )
  const files: string[] = []
  for (const name of world.disk.names())
    for await (const chunk of world.disk.read(name)) files.push(Buffer.from(chunk).toString())
  const shown = JSON.stringify([alerts.deliveries(), alerts.health(), outcomes]) + files.join('')
  expect(outcomes.every((outcome) => outcome !== undefined && outcome.result !== 'delivered')).toBe(
    true,
  )
  // It was used.
  expect(sink.received.some(({ path }) => path.includes('canary'))).toBe(true)
  expect(FORMS.filter((form) => shown.includes(form))).toEqual([])
  expect(shown).toContain('[secret]')
  await alerts.close()
  await Promise.all([sink.close(), mail.close()])
})
