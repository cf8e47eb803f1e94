import { describe, expect, test } from 'vitest'
import type { MapDescriptor } from '../../api/schema.ts'
import type { Tile } from '../../heatmap/tile-codec.ts'
import type { Answer } from '../request/api-client.ts'
import type { TileRequest } from './tile-store.ts'
import { createTileStore, tileKey } from './tile-store.ts'

const map = { version: 'abc12345', instrument: 'binance:BTCUSDT', model: 'isotherm' }
const request = (x: number): TileRequest => ({
  map: map as MapDescriptor,
  planes: 'side',
  address: { bucket: 3_600_000, zoom: 0, x, y: 0 },
})

/** A store on an API whose answers are given by hand. */
function handServed({ capacity = 100, parallel = 6 } = {}) {
  const open = new Map<number, { answer: (of: Answer<Tile>) => void; signal: AbortSignal }>()
  const asked: number[] = []
  const arrived: string[] = []
  const evicted: string[] = []
  const failures: string[] = []
  const store = createTileStore({
    capacity,
    parallel,
    api: {
      tile: (_, __, { x }, signal) =>
        new Promise((resolve) => {
          asked.push(x)
          open.set(x, { answer: resolve, signal: signal! })
          signal!.addEventListener('abort', () =>
            resolve({ failure: { kind: 'aborted', code: 'aborted', text: '' } }),
          )
        }),
    },
    onTile: (key) => arrived.push(key),
    onProgress: () => {},
    onFailure: ({ code }) => failures.push(code),
    onEvict: (key) => evicted.push(key),
  })
  const settle = async (x: number, of: Answer<Tile>): Promise<void> => {
    open.get(x)!.answer(of)
    await Promise.resolve()
    await Promise.resolve()
  }
  return {
    store,
    asked,
    arrived,
    evicted,
    failures,
    signal: (x: number) => open.get(x)!.signal,
    give: (x: number, closed = true) => settle(x, { value: { x, closed } as Tile }),
    refuse: (x: number) =>
      settle(x, { failure: { kind: 'refused', code: 'tile-version-unknown', text: '' } }),
  }
}

describe('the tile store', () => {
  test('fetches what is visible before what is near, each once', async () => {
    const { store, asked, give } = handServed({ parallel: 2 })
    store.want([request(1), request(2)], [request(3), request(4)])
    expect(asked).toEqual([1, 2])
    expect(store.progress()).toEqual({ done: 0, total: 2 })
    await give(1)
    expect(asked).toEqual([1, 2, 3])
    store.want([request(1), request(2)], [request(3), request(4)])
    store.want([request(2), request(1)], [request(3)])
    await give(2)
    expect(asked).toEqual([1, 2, 3])
    expect(store.progress()).toEqual({ done: 2, total: 2 })
  })

  test('aborts what is no longer needed, and asks again when it is', async () => {
    const { store, asked, signal, give, arrived } = handServed()
    store.want([request(1), request(2)], [])
    const first = signal(1)
    store.want([request(2)], [])
    expect(first.aborted).toBe(true)
    expect(signal(2).aborted).toBe(false)
    store.want([request(1), request(2)], [])
    expect(asked).toEqual([1, 2, 1])
    await give(1)
    expect(arrived).toEqual([tileKey(request(1))])
  })

  test('evicts what was wanted longest ago, never what is visible', async () => {
    const { store, give, evicted } = handServed({ capacity: 2 })
    for (const x of [1, 2, 3]) {
      store.want([request(x)], [])
      await give(x)
    }
    expect(evicted).toEqual([tileKey(request(1))])
    store.want([4, 5, 6].map(request), [])
    for (const x of [4, 5, 6]) await give(x)
    expect(evicted).toEqual([1, 2, 3].map((x) => tileKey(request(x))))
    for (const x of [4, 5, 6]) expect(store.get(tileKey(request(x)))).toBeDefined()
  })

  test('a refused tile counts as answered and is asked for again only on retry', async () => {
    const { store, asked, refuse, failures, give } = handServed()
    store.want([request(1)], [])
    await refuse(1)
    expect(failures).toEqual(['tile-version-unknown'])
    expect(store.progress()).toEqual({ done: 1, total: 1 })
    store.want([request(1)], [])
    expect(asked).toEqual([1])
    store.retry()
    expect(asked).toEqual([1, 1])
    await give(1)
    expect(store.get(tileKey(request(1)))).toBeDefined()
  })

  test('a map that has grown has its open tiles fetched anew, its closed ones never', async () => {
    const { store, asked, give, refuse, arrived, signal } = handServed()
    store.want([request(1), request(2)], [])
    await give(1, true)
    await give(2, false)
    const before = store.get(tileKey(request(2)))
    store.refresh()
    expect(asked).toEqual([1, 2, 2])
    // Meanwhile the old one stays and nothing is missing.
    expect(store.get(tileKey(request(2)))).toBe(before)
    expect(store.progress()).toEqual({ done: 2, total: 2 })
    // Grown again before the answer: that answer would be too old.
    const first = signal(2)
    store.refresh()
    expect(first.aborted).toBe(true)
    expect(asked).toEqual([1, 2, 2, 2])
    await give(2, true)
    expect(store.get(tileKey(request(2)))).not.toBe(before)
    store.refresh()
    expect(asked).toEqual([1, 2, 2, 2])
    expect(arrived).toHaveLength(3)

    store.want([request(1), request(2), request(3)], [])
    await give(3, false)
    store.refresh()
    await refuse(3)
    expect(store.get(tileKey(request(3)))).toBeDefined()
    store.retry()
    expect(asked.slice(-3)).toEqual([3, 3, 3])
  })

  test('an open tile out of sight is fetched anew once it is wanted again', async () => {
    const { store, asked, give } = handServed()
    store.want([request(1)], [])
    await give(1, false)
    store.want([request(2)], [])
    await give(2)
    store.refresh()
    expect(asked).toEqual([1, 2])
    store.want([request(1)], [])
    expect(asked).toEqual([1, 2, 1])
  })
})
