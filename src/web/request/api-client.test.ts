import { describe, expect, test } from 'vitest'
import type { MapDescriptor } from '../../api/schema.ts'
import { TILE_SIZE } from '../../heatmap/grid.ts'
import { PLANE_BYTES, encodeTile } from '../../heatmap/tile-codec.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { createApi } from './api-client.ts'

const instrument = 'binance:BTCUSDT' as InstrumentId

/** A client whose every request is answered by `respond`. */
function clientOf(respond: (path: string) => Response | Promise<Response>) {
  const reached: boolean[] = []
  const paths: string[] = []
  const api = createApi(
    async (path) => {
      paths.push(path)
      return respond(path)
    },
    (yes) => void reached.push(yes),
  )
  return { api, reached, paths }
}

describe('the API client', () => {
  test('gives an answer that fits its schema', async () => {
    const status = { version: '1.2.3', notice: 'All is well.', hasHistory: true }
    const { api, reached } = clientOf(() => Response.json(status))
    expect(await api.status()).toEqual({ value: status })
    expect(reached).toEqual([true])
  })

  test('an answer of another shape is broken, and the server was reached all the same', async () => {
    for (const body of [Response.json({ version: 1 }), new Response('<html>')]) {
      const { api, reached } = clientOf(() => body)
      expect(await api.status()).toMatchObject({ failure: { kind: 'broken' } })
      expect(reached).toEqual([true])
    }
  })

  test('a refusal carries the server’s own code and words', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Unknown',
      status: 404,
      code: 'unknown-instrument',
      detail: 'There is no binance:NOPE. Near ones: binance:NEOUSDT.',
    }
    const { api } = clientOf(() => Response.json(problem, { status: 404 }))
    expect(await api.map({ instrument, model: 'isotherm' })).toEqual({
      failure: { kind: 'refused', code: problem.code, text: problem.detail },
    })
  })

  test('a refusal by something else is told by its status, never its body', async () => {
    const { api } = clientOf(() => new Response('<script>alert(1)</script>', { status: 502 }))
    expect(await api.status()).toEqual({
      failure: { kind: 'refused', code: 'http-502', text: 'The server answered 502.' },
    })
  })

  test('no answer is offline; an abort is not', async () => {
    const { api, reached } = clientOf(() => Promise.reject(new TypeError('Failed to fetch')))
    expect(await api.status()).toMatchObject({ failure: { kind: 'offline' } })
    expect(await api.status(AbortSignal.abort())).toMatchObject({ failure: { kind: 'aborted' } })
    expect(reached).toEqual([false])
  })

  test('numbers go out as plain decimals', async () => {
    const { api, paths } = clientOf(() => new Response(null, { status: 404 }))
    const cell = { instrument, model: 'isotherm', time: 1_720_000_000_000, bucket: 60_000, zoom: 1 }
    for (const price of [64_210.12345678901, 0.0000123456789, 1e-9, 250, 1 / 3])
      await api.cell({ ...cell, price })
    const prices = paths.map((path) => new URL(path, 'http://x').searchParams.get('price')!)
    expect(prices).toEqual([
      '64210.1234568',
      '0.0000123456789',
      '0.000000001',
      '250',
      '0.333333333333',
    ])
    for (const price of prices) expect(price).toMatch(/^-?\d{1,15}(\.\d{1,15})?$/)
  })

  test('a tile is decoded; bytes that are none are broken', async () => {
    const address = { bucket: 3_600_000, zoom: 2, x: -3, y: 40 }
    const bytes = encodeTile({
      ...address,
      closed: true,
      planes: 2,
      baseLevel: 100,
      columnStatus: new Uint8Array(TILE_SIZE).fill(1),
      cells: new Uint8Array(2 * PLANE_BYTES).fill(9),
    })
    const map = { version: 'abc12345', instrument, model: 'isotherm' } as MapDescriptor
    const good = clientOf(() => new Response(new Uint8Array(bytes)))
    const answer = await good.api.tile(map, 'side', address)
    expect(answer).toMatchObject({ value: { ...address, planes: 2, baseLevel: 100 } })
    expect(good.paths[0]).toMatch(/\/tiles\/abc12345\/binance%3ABTCUSDT\/isotherm\/side\/3600000/)
    const bad = clientOf(() => new Response(new Uint8Array(10)))
    expect(await bad.api.tile(map, 'side', address)).toMatchObject({ failure: { kind: 'broken' } })
  })
})
