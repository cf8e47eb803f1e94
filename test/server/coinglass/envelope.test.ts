import { describe, expect, test } from 'vitest'
import { refusalSchema } from '../../../src/api/coinglass/envelope.ts'
import { fakeServer } from '../serve-fixture.ts'

const PATH = '/api/futures/supported-coins'

describe('the envelope', () => {
  test('has a text as its code, and always a message', async () => {
    const { json } = await fakeServer()
    expect(await json(PATH)).toEqual({
      status: 200,
      body: { code: '0', msg: 'success', data: ['FAKE'] },
    })
  })

  test('comes at an address that begins with two slashes too', async () => {
    const { json } = await fakeServer()
    expect(await json(`http://localhost//api/futures/supported-coins`)).toEqual(await json(PATH))
  })

  test('is answered whatever key and header a client sends', async () => {
    const { app } = await fakeServer()
    for (const headers of [
      { 'CG-API-KEY': 'any' },
      { coinglassSecret: 'any' },
      { 'content-type': 'application/json', 'user-agent': 'coinglass-skill/1.0.0' },
    ])
      expect((await app.inject({ url: PATH, headers })).json().code).toBe('0')
  })
})

describe('errors', () => {
  test('of parameters come with status 200 and a code', async () => {
    const { json } = await fakeServer()
    const { status, body } = await json('/api/futures/liquidation/history?symbol=FAKEUSD')
    expect(status).toBe(200)
    expect(body).toEqual({ code: '400', msg: "Required parameter 'interval' is not present" })
  })

  test('name what there is instead', async () => {
    const { json } = await fakeServer()
    const of = async (query: string) =>
      refusalSchema.parse(
        (await json(`/api/futures/liquidation/history?${query}&interval=1h`)).body,
      )
    expect(await of('exchange=OKX')).toEqual({
      code: '404',
      msg: 'exchange="OKX" is not followed here: there are Testvenue',
    })
    expect((await of('exchange=TESTVENUE&symbol=FAKEUSDT')).msg).toContain('FAKEUSD')
    expect((await of('interval=7m')).code).toBe('400')
  })

  test('of addresses: 404 and 405, and the own API keeps its own', async () => {
    const { app, json } = await fakeServer()
    const unknown = { status: 404, body: { code: '404', msg: 'Endpoint not found' } }
    expect(await json('/api/futures/rsi/list')).toEqual(unknown)
    expect(await json('/api/spot/supported-coins')).toEqual(unknown)
    expect((await json('/api/v1/nothing')).body).toMatchObject({ code: 'not-found' })
    const post = async (url: string) => app.inject({ method: 'POST', url })
    const refused = await post(PATH)
    expect(refused.statusCode).toBe(405)
    expect(refused.json().code).toBe('405')
    expect((await post('/api/v1/nothing')).json().code).toBe('method-not-allowed')
  })
})

test('a caller that asks too much is told when to ask again', async () => {
  let time = 1e12
  const { app } = await fakeServer({
    now: () => time,
    coinglassLimits: { burst: 2, perSecond: 0.1 },
  })
  const ask = async () => app.inject({ url: PATH, headers: { 'cg-api-key': `${time}` } })
  const first = await ask()
  expect(first.headers).toMatchObject({ 'api-key-max-limit': '6', 'api-key-use-limit': '1' })
  expect((await ask()).headers['api-key-use-limit']).toBe('2')
  const refused = await ask()
  expect(refused.statusCode).toBe(429)
  expect(refused.json()).toEqual({ code: '429', msg: 'Too Many Requests' })
  expect(refused.headers['retry-after']).toBe('10')
  time += 10_000
  expect((await ask()).statusCode).toBe(200)
})
