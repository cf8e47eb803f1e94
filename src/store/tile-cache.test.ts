import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTileCache } from './tile-cache.ts'
import type { StripAddress, TileCacheOptions } from './tile-cache.ts'
import { decodeStrip, digestOf, encodeStrip } from './tile-strip.ts'
import type { PackedStrip, PackedTile } from './tile-strip.ts'

let directory = ''
let problems: string[] = []
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'isotherm-tiles-'))
  problems = []
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const open = (options: Partial<TileCacheOptions> = {}) =>
  openTileCache({
    directory,
    maxBytes: 1e6,
    memoryBytes: 1e6,
    onProblem: (message) => problems.push(message),
    ...options,
  })

const address = (x: number): StripAddress => ({
  version: 'abcdef0123456789',
  planes: 'side',
  bucket: 3_600_000,
  zoom: 0,
  x,
  coding: 'br',
})

const tile = (body: Uint8Array, closed = true): PackedTile => ({
  closed,
  digest: digestOf(body),
  body,
})
const strip = (size: number, fill = 1): PackedStrip =>
  new Map([[-3, tile(new Uint8Array(size).fill(fill))]])
const path = (x: number) => join(directory, 'abcdef0123456789', `side-3600000-z0-x${x}.br`)
const refuse = (): Promise<PackedStrip> => Promise.reject(new Error('must not be built'))

const strips = fc
  .uniqueArray(
    fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.boolean(), fc.uint8Array({ maxLength: 50 })),
    { selector: ([y]) => y, maxLength: 6 },
  )
  .map((tiles) => new Map(tiles.map(([y, closed, body]) => [y, tile(body, closed)])))

test('a strip file gives back what was written', () => {
  fc.assert(
    fc.property(strips, (written) => {
      const read = decodeStrip(encodeStrip(written))
      expect([...read.keys()]).toEqual([...written.keys()])
      for (const [y, { closed, digest, body }] of read) {
        expect({ closed, digest }).toEqual({
          closed: written.get(y)?.closed,
          digest: written.get(y)?.digest,
        })
        expect([...body]).toEqual([...(written.get(y)?.body ?? [])])
      }
    }),
  )
})

test('any changed or missing byte of a strip file is noticed', () => {
  fc.assert(
    fc.property(strips, fc.nat(), fc.integer({ min: 1, max: 255 }), (written, place, change) => {
      const bytes = Uint8Array.from(encodeStrip(written))
      const at = place % bytes.length
      expect(() => decodeStrip(bytes.subarray(0, at))).toThrow(RangeError)
      bytes[at]! ^= change
      expect(() => decodeStrip(bytes)).toThrow(RangeError)
    }),
  )
})

test('a strip is built once, then comes from memory or from its file', async () => {
  const cache = await open()
  let builds = 0
  const build = () => Promise.resolve(strip(100, ++builds))
  const both = await Promise.all([cache.strip(address(1), build), cache.strip(address(1), build)])
  expect(both[0]).toBe(both[1])
  await cache.strip(address(1), refuse)
  const again = await (await open()).strip(address(1), refuse)
  expect(again.get(-3)?.body[0]).toBe(1)
  expect(builds).toBe(1)
  expect(await readdir(join(directory, 'abcdef0123456789'))).toEqual(['side-3600000-z0-x1.br'])
  expect(problems).toEqual([])
})

test('a build that fails is not kept', async () => {
  const cache = await open()
  await expect(cache.strip(address(1), refuse)).rejects.toThrow('must not be built')
  expect((await cache.strip(address(1), () => Promise.resolve(strip(5)))).size).toBe(1)
})

test.each([
  ['cut short', () => truncate(path(1), 40)],
  ['emptied', () => truncate(path(1), 0)],
  ['overwritten', () => writeFile(path(1), 'ISTS of something else, long enough to look right')],
])('a file that was %s is built anew and said so', async (_, damage) => {
  await (await open()).strip(address(1), () => Promise.resolve(strip(100, 1)))
  await damage()
  const read = await (await open()).strip(address(1), () => Promise.resolve(strip(100, 2)))
  expect(read.get(-3)?.body[0]).toBe(2)
  expect(problems).toHaveLength(1)
  expect(decodeStrip(await readFile(path(1))).get(-3)?.body[0]).toBe(2)
})

test('the files stay within their bound, the least used going first', async () => {
  const cache = await open({ maxBytes: 2_500, memoryBytes: 0 })
  for (const x of [1, 2]) await cache.strip(address(x), () => Promise.resolve(strip(1_000)))
  await cache.strip(address(1), refuse)
  await cache.strip(address(3), () => Promise.resolve(strip(1_000)))
  expect(cache.size().files).toBe(2)
  expect(cache.size().bytes).toBeLessThanOrEqual(2_500)
  await cache.strip(address(1), refuse)
  await expect(cache.strip(address(2), refuse)).rejects.toThrow()
})

test('a folder that cannot be written costs the file, not the tile', async () => {
  const cache = await open()
  await writeFile(join(directory, 'abcdef0123456789'), 'a file where a folder should be')
  for (const x of [1, 2])
    expect((await cache.strip(address(x), () => Promise.resolve(strip(10)))).size).toBe(1)
  expect(problems.filter((text) => text.includes('not kept'))).toHaveLength(1)
})
