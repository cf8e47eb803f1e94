import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { discordChannel } from '../../src/alerts/discord-channel.ts'
import { clock, message, never, png, postTo } from './channels.fixture.ts'
import { httpSink } from './receivers.ts'
import type { HttpSink } from './receivers.ts'

let sink: HttpSink
beforeEach(async () => {
  sink = await httpSink()
})
afterEach(() => sink.close())

describe('discord', () => {
  const hook = () =>
    discordChannel(
      'room',
      { url: new URL(`${sink.origin}/api/webhooks/1/x`) },
      postTo(sink.port),
      clock,
    )

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
