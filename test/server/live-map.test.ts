import { describe, expect, test } from 'vitest'
import { ROUTES, tilePath } from '../../src/api/routes.ts'
import { levelsSchema } from '../../src/api/schema.ts'
import { TILE_SIZE } from '../../src/heatmap/grid.ts'
import { COLUMN_STATUS, decodeTile } from '../../src/heatmap/tile-codec.ts'
import { MINUTE, SECOND } from '../../src/market/units.ts'
import { answer, candlesOf, clock, mapOf } from './live-ask-fixture.ts'
import { ID, T0, liveServer, minutesOfTrade, openViewer, trade } from './live-fixture.ts'
import type { LiveServer } from './live-fixture.ts'

/** The tile that holds the price of a time. */
async function tileAt(server: LiveServer, version: string, time: number) {
  const x = Math.floor(time / (MINUTE * TILE_SIZE))
  const y = Math.floor(Math.log(97) / Math.log(1.0005) / TILE_SIZE)
  const path = tilePath(version, ID, 'isotherm', 'side', { bucket: MINUTE, zoom: 0, x, y })
  const response = await server.get(path)
  const bytes = new Uint8Array(await response.arrayBuffer())
  return { response, bytes, tile: response.ok ? decodeTile(bytes) : undefined }
}

const known = (status: Uint8Array | undefined): number =>
  [...(status ?? [])].filter((one) => one === COLUMN_STATUS.data).length

describe('a map that goes on', () => {
  test('has the columns of the bars that closed since it was asked last, under the same version', async () => {
    const server = await liveServer({ now: () => T0 + 30 * MINUTE })
    const { live } = server
    live.push(minutesOfTrade(0, 20))
    live.setReady()
    const first = await mapOf(server)
    const before = await tileAt(server, first.version, first.to - MINUTE)
    expect(known(before.tile?.columnStatus)).toBe(19)
    expect(before.tile?.closed).toBe(false)
    expect(before.response.headers.get('cache-control')).toBe('no-cache')

    live.push(minutesOfTrade(20, 25))
    const second = await mapOf(server)
    expect(second.version).toBe(first.version)
    expect(second.to).toBe(first.to + 5 * MINUTE)
    const after = await tileAt(server, first.version, first.to - MINUTE)
    expect(known(after.tile?.columnStatus)).toBe(24)
    expect(after.response.headers.get('etag')).not.toBe(before.response.headers.get('etag'))
    const levels = await answer(
      server,
      `${ROUTES.levels}?instrument=${ID}&model=isotherm&time=${second.to}`,
      levelsSchema,
    )
    expect(levels.levels.length).toBeGreaterThan(5)
  })

  test('its newest levels are those of the open bar, as they are pushed, and end where the column does', async () => {
    const server = await liveServer({ now: () => T0 + 30 * MINUTE })
    const { live } = server
    live.push(minutesOfTrade(0, 20))
    live.setReady()
    const path = `${ROUTES.levels}?instrument=${ID}&model=isotherm&time=newest&zoom=3&cumulative=outward`
    const before = await answer(server, path, levelsSchema)
    const tag = (await server.get(path)).headers.get('etag')
    expect((await server.get(path)).headers.get('etag')).toBe(tag)
    live.push([trade(T0 + 20 * MINUTE + SECOND, 97.9, 400)])
    const viewer = await openViewer(server.url)
    await viewer.next('hello')
    viewer.send({ op: 'watch', instrument: ID, model: 'isotherm', zoom: 3 })
    const column = await viewer.next('column')
    const after = await answer(server, path, levelsSchema)
    expect((await server.get(path)).headers.get('etag')).not.toBe(tag)
    expect(after.price).toBe(97.9)
    expect(after.levels).not.toEqual(before.levels)
    const rounded = after.levels.map((level) => [
      level.bin,
      Math.round(level.longUsd),
      Math.round(level.shortUsd),
    ])
    expect(column.levels).toEqual(rounded.filter(([, long, short]) => long! > 0 || short! > 0))
    expect(after.levels[0]!.cumulative!.longUsd).toBeCloseTo(after.total.longUsd, 2)
    expect(after.levels.at(-1)!.cumulative!.shortUsd).toBeCloseTo(after.total.shortUsd, 2)
  })

  test('a tile that has closed stays byte for byte and may be kept for ever', async () => {
    const server = await liveServer({ now: () => T0 + 30 * MINUTE })
    const { live } = server
    // T0 lies 96 minutes before the end of a strip.
    const rest = TILE_SIZE - (Math.floor(T0 / MINUTE) % TILE_SIZE)
    live.push(minutesOfTrade(0, rest + 2))
    live.setReady()
    const { version, to } = await mapOf(server)
    const closed = await tileAt(server, version, T0)
    expect(closed.tile?.closed).toBe(true)
    expect(closed.response.headers.get('cache-control')).toContain('immutable')
    live.push(minutesOfTrade(rest + 2, rest + 40))
    expect((await mapOf(server)).to).toBe(to + 38 * MINUTE)
    const again = await tileAt(server, version, T0)
    expect(again.response.headers.get('etag')).toBe(closed.response.headers.get('etag'))
    expect(Buffer.compare(again.bytes, closed.bytes)).toBe(0)

    // And it is the tile of a server that was given everything at once: a restart changes nothing.
    const other = await liveServer({ now: () => T0 + 30 * MINUTE })
    other.live.push(minutesOfTrade(0, rest + 40))
    other.live.setReady()
    const restarted = await mapOf(other)
    // Addresses differ: what came late in one run is in its place in the next.
    expect(restarted.version).not.toBe(version)
    for (const time of [T0, to]) {
      const [one, two] = [
        await tileAt(other, restarted.version, time),
        await tileAt(server, version, time),
      ]
      expect(Buffer.compare(one.bytes, two.bytes)).toBe(0)
    }
  })

  test('fault 27: late data change the version, the tile and its ETag; the old version is gone', async () => {
    let now = T0 + 20 * MINUTE
    const server = await liveServer({ now: () => now })
    const { live } = server
    live.push([...minutesOfTrade(0, 20), clock(now)])
    live.setReady()
    const first = await mapOf(server)
    const before = await tileAt(server, first.version, T0 + MINUTE)
    const viewer = await openViewer(server.url)
    await viewer.next('hello')
    live.push([trade(T0 + 8 * MINUTE + 1, 90, 40, 10 * MINUTE)])
    now += 10 * SECOND
    expect(await viewer.next('revised')).toEqual({
      type: 'revised',
      instrument: ID,
      from: T0 + 8 * MINUTE,
      seq: 1,
      cursor: expect.stringMatching(/-1$/),
    })
    const { low } = await candlesOf(server, T0 + 8 * MINUTE, T0 + 9 * MINUTE)
    expect(low).toEqual([90])
    const second = await mapOf(server)
    expect(second.version).not.toBe(first.version)
    const gone = await tileAt(server, first.version, T0 + MINUTE)
    expect(gone.response.status).toBe(404)
    const after = await tileAt(server, second.version, T0 + MINUTE)
    expect(after.response.headers.get('etag')).not.toBe(before.response.headers.get('etag'))
  })
})
