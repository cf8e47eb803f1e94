import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CellAnswer, MapDescriptor } from '../api/schema.ts'
import { binEdge } from '../heatmap/grid.ts'
import { createCellReader } from './cell-reader.ts'
import type { ShownCell } from './tile-reading.ts'

const map = { version: 'v1', instrument: 'binance:BTCUSDT', model: 'isotherm' } as MapDescriptor
const cell = (column: number): ShownCell => ({
  bucket: 3_600_000,
  zoom: 1,
  column,
  bin: 11_000,
  sides: { long: 1, short: 2 },
})

describe('reading exact cells', () => {
  const asked: { time: number; price: number; signal: AbortSignal }[] = []
  const reader = () => {
    asked.length = 0
    return createCellReader({
      cell: async ({ time, price }, signal) => {
        asked.push({ time, price, signal: signal! })
        return { value: { price: time } as CellAnswer }
      },
    })
  }
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('a moving pointer asks only where it rests', async () => {
    const { read } = reader()
    const used: number[] = []
    for (let column = 1; column <= 5; column++)
      read(map, cell(column), ({ price }) => used.push(price))
    await vi.runAllTimersAsync()
    expect(asked.map(({ time }) => time)).toEqual([5.5 * 3_600_000])
    expect(used).toEqual([5.5 * 3_600_000])
    expect(asked[0]!.price).toBeGreaterThan(binEdge(11_000, 1))
    expect(asked[0]!.price).toBeLessThan(binEdge(11_001, 1))
  })

  test('a known cell comes at once and is not asked for again, until the map changes', async () => {
    const { read } = reader()
    const use = vi.fn()
    read(map, cell(1), use)
    await vi.runAllTimersAsync()
    read(map, cell(1), use)
    expect(use).toHaveBeenCalledTimes(2)
    read({ ...map, version: 'v2' }, cell(1), use)
    expect(use).toHaveBeenCalledTimes(2)
    await vi.runAllTimersAsync()
    expect(asked).toHaveLength(2)
  })

  test('leaving cancels what is under way', async () => {
    const { read, leave } = reader()
    const use = vi.fn()
    read(map, cell(1), use)
    vi.advanceTimersToNextTimer()
    leave()
    await vi.runAllTimersAsync()
    expect(asked[0]!.signal.aborted).toBe(true)
    expect(use).not.toHaveBeenCalled()
  })
})
