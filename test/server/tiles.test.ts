import { readdir, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ROUTES, tilePath } from '../../src/api/routes.ts'
import { mapSchema } from '../../src/api/schema.ts'
import { TILE_SIZE } from '../../src/heatmap/grid.ts'
import { decodeTile } from '../../src/heatmap/tile-codec.ts'
import { HOUR } from '../../src/market/units.ts'
import { END, FULL_Y, ID, START, fakeServer } from './serve-fixture.ts'
import type { FakeServer } from './serve-fixture.ts'

const FIRST = Math.floor(START / (HOUR * TILE_SIZE))
const LAST = Math.floor(END / (HOUR * TILE_SIZE))
const [FULL = 0] = FULL_Y

async function tileUrl(server: FakeServer, x = FIRST, y = FULL): Promise<string> {
  const { body } = await server.json(`${ROUTES.map}?instrument=${ID}&model=isotherm`)
  const { version, instrument, model } = mapSchema.parse(body)
  return tilePath(version, instrument, model, 'side', { bucket: HOUR, zoom: 0, x, y })
}

const get = (server: FakeServer, url: string, headers: Record<string, string> = {}) =>
  server.app.inject({ url, headers })

test('a tile is the same in every coding, and decodes to its address', async () => {
  const server = await fakeServer()
  const url = await tileUrl(server)
  const plain = await get(server, url)
  const brotli = await get(server, url, { 'accept-encoding': 'gzip, br' })
  const gzip = await get(server, url, { 'accept-encoding': 'gzip' })
  expect(brotli.headers['content-encoding']).toBe('br')
  expect(gzip.headers['content-encoding']).toBe('gzip')
  expect(plain.headers['content-encoding']).toBeUndefined()
  const bytes = plain.rawPayload
  expect(brotliDecompressSync(brotli.rawPayload).equals(bytes)).toBe(true)
  expect(gunzipSync(gzip.rawPayload).equals(bytes)).toBe(true)
  expect(decodeTile(bytes)).toMatchObject({ bucket: HOUR, zoom: 0, x: FIRST, y: FULL })
  for (const answer of [plain, brotli, gzip]) expect(answer.headers['vary']).toBe('Accept-Encoding')
  expect(new Set([plain, brotli, gzip].map((answer) => answer.headers.etag)).size).toBe(3)
})

test('a closed tile may be kept for ever, an open one must be asked for again', async () => {
  const server = await fakeServer()
  const closed = await get(server, await tileUrl(server, FIRST))
  const open = await get(server, await tileUrl(server, LAST))
  expect(decodeTile(closed.rawPayload).closed).toBe(true)
  expect(closed.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(decodeTile(open.rawPayload).closed).toBe(false)
  expect(open.headers['cache-control']).toBe('no-cache')
})

test('a strong ETag is answered with 304', async () => {
  const server = await fakeServer()
  const url = await tileUrl(server)
  const tag = String((await get(server, url)).headers.etag)
  expect(tag).toMatch(/^"[0-9a-f]{32}"$/)
  for (const header of [tag, `W/${tag}`, `"a", ${tag}`, '*']) {
    const known = await get(server, url, { 'if-none-match': header })
    expect(known.statusCode).toBe(304)
    expect(known.rawPayload).toHaveLength(0)
    expect(known.headers['content-encoding']).toBeUndefined()
  }
  const list = Array.from({ length: 400 }, (_, i) => `"${i}"`).join(', ')
  expect((await get(server, url, { 'if-none-match': list })).statusCode).toBe(200)
})

test('a strip is made once for all its tiles and for equal requests at the same time', async () => {
  const server = await fakeServer()
  const urls = await Promise.all(FULL_Y.map((y) => tileUrl(server, FIRST, y)))
  const many = Array.from({ length: 20 }, (_, i) =>
    get(server, urls[i % urls.length]!, { 'accept-encoding': 'br' }),
  )
  const answers = await Promise.all(many)
  expect(answers.every((answer) => answer.statusCode === 200)).toBe(true)
  expect(server.asked.strips).toBe(1)
})

test('a tile without levels is an empty tile and not kept', async () => {
  const server = await fakeServer()
  for (const y of [-5, 0, 36]) {
    const answer = await get(server, await tileUrl(server, FIRST, y))
    const tile = decodeTile(answer.rawPayload)
    expect(tile).toMatchObject({ x: FIRST, y, closed: true })
    expect(tile.cells.every((cell) => cell === 0)).toBe(true)
  }
  expect(server.asked.strips).toBe(1)
  expect(await readdir(server.tiles, { recursive: true })).toHaveLength(2)
})

test('a damaged file is made anew', async () => {
  const server = await fakeServer()
  const url = await tileUrl(server)
  const first = await get(server, url)
  const files = await readdir(server.tiles, { recursive: true })
  const file = files.find((name) => name.endsWith('.br'))
  // Another strip takes its place in memory.
  await get(server, await tileUrl(server, LAST))
  await truncate(join(server.tiles, file ?? ''), 100)
  const second = await get(server, url)
  expect(second.rawPayload.equals(first.rawPayload)).toBe(true)
  expect(server.asked.strips).toBe(3)
  expect(server.problems).toHaveLength(1)
})

test('a server that has ended makes and writes no more tiles, whatever was asked', async () => {
  const server = await fakeServer()
  const urls = await Promise.all(
    Array.from({ length: LAST - FIRST + 1 }, (_, i) => tileUrl(server, FIRST + i)),
  )
  const answers = Promise.allSettled(urls.map((url) => get(server, url)))
  await server.app.close()
  const [made, files] = [server.asked.strips, await readdir(server.tiles, { recursive: true })]
  await answers
  expect(server.asked.strips).toBe(made)
  expect(await readdir(server.tiles, { recursive: true })).toEqual(files)
})
