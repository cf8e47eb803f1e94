import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CellAnswer, MapDescriptor } from '../../api/schema.ts'
import { binEdge } from '../../heatmap/grid.ts'
import { createCellReader } from './cell-reader.ts'
import type { MapPart } from '../map/map-part.ts'
import type { ShownCell } from '../map/tile-reading.ts'

const partOf = (
  version: string,
  instrument = 'binance:BTCUSDT',
  weight = 1,
  to = 1e13,
): MapPart => ({
  map: { version, instrument, model: 'isotherm', from: 0, to } as MapDescriptor,
  weight,
  end: 'median',
  steps: [],
  interval: 3_600_000,
})
const map = [partOf('v1')]
/** An exact cell that holds one USD long, and tells its time as the column's. */
const answerOf = (time: number): CellAnswer => {
  const sides = { longUsd: 1, shortUsd: 0 }
  const total = { longUsd: time, shortUsd: 0 }
  const band = { basis: 'learnt' } as CellAnswer['band']
  const range = { low: sides, high: sides }
  return {
    ...sides,
    ...range,
    columnTotal: { ...total, low: total, high: total },
    byBand: [],
    band,
  } as unknown as CellAnswer
}
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
        return { value: answerOf(time) }
      },
    })
  }
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('a moving pointer asks only where it rests', async () => {
    const { read } = reader()
    const used: number[] = []
    for (let column = 1; column <= 5; column++)
      read(map, cell(column), ({ columnTotal }) => used.push(columnTotal.longUsd))
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
    read([partOf('v2')], cell(1), use)
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

  test('of several maps the sum comes once all have told; one that does not reach so far is not asked', async () => {
    const { read } = reader()
    const use = vi.fn()
    const short = partOf('v3', 'bybit:BTCUSDT', 1, 3_600_000)
    read([...map, partOf('v2', 'okx:BTC-USDT-SWAP', 2.5), short], cell(1), use)
    await vi.runAllTimersAsync()
    expect(asked).toHaveLength(2)
    expect(use).toHaveBeenCalledTimes(1)
    expect(use.mock.calls[0]![0]).toMatchObject({
      longUsd: 3.5,
      columnTotal: { longUsd: 3.5 * 1.5 * 3_600_000 },
      parts: [{ sides: { longUsd: 1 } }, { sides: { longUsd: 2.5 } }, { sides: undefined }],
    })
  })
})
