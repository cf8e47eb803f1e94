import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { telegramChannel } from '../../src/alerts/telegram-channel.ts'
import { clock, message, never, png, postTo } from './channels.fixture.ts'
import { httpSink } from './receivers.ts'
import type { HttpSink } from './receivers.ts'

let sink: HttpSink
beforeEach(async () => {
  sink = await httpSink()
})
afterEach(() => sink.close())

describe('telegram', () => {
  const bot = () =>
    telegramChannel(
      'phone',
      { token: '7311:AAE', chat: '-100', api: sink.origin },
      postTo(sink.port),
      clock,
    )

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
