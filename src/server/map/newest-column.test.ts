import { describe, expect, test } from 'vitest'
import type { LevelColumn } from '../../pipeline/level-column.ts'
import { newestColumn } from './newest-column.ts'
import type { MarketTip } from '../market/market.ts'
import type { ServedMap } from './served-map.ts'

const DATA = { with: (open: unknown) => open } as Parameters<typeof newestColumn>[2]

const openAt = (close: number): ReturnType<MarketTip['open']> => {
  const one = Float64Array.of(close)
  return {
    candles: {
      interval: 60_000,
      openTime: Float64Array.of(60_000),
      open: one,
      high: one,
      low: one,
      close: one,
      volume: one,
      takerBuyVolume: one,
    },
    openInterest: { time: Float64Array.of(), value: Float64Array.of() },
  }
}

/** A map that counts what it is made to compute. */
function countingMap(to: number) {
  const asked: string[] = []
  const map = {
    to,
    levels: (time: number, zoom: number) => {
      asked.push(`closed ${time} ${zoom}`)
      return { price: time } as LevelColumn
    },
    liveColumn: (data: { candles: { close: Float64Array } }, zoom: number) => {
      asked.push(`open ${data.candles.close.join()} ${zoom}`)
      return { price: data.candles.close[0] } as LevelColumn
    },
  } as unknown as ServedMap
  return { map, asked }
}

describe('the newest column', () => {
  test('is computed once for two who ask, and anew for another zoom', () => {
    const { map, asked } = countingMap(60_000)
    const live = { lastPrice: 7, stale: false, open: () => openAt(7) }
    const first = newestColumn({ live }, map, DATA, 0)
    expect(newestColumn({ live }, map, DATA, 0)).toBe(first)
    newestColumn({ live }, map, DATA, 3)
    newestColumn({ live }, map, DATA, 0)
    expect(asked).toEqual(['open 7 0', 'open 7 3'])
  })

  test('is computed anew once a trade has changed the open bar', () => {
    const { map, asked } = countingMap(60_000)
    for (const close of [7, 7, 8, 8]) {
      const live = { lastPrice: close, stale: false, open: () => openAt(close) }
      expect(newestColumn({ live }, map, DATA, 0).column?.price).toBe(close)
    }
    expect(asked).toEqual(['open 7 0', 'open 8 0'])
  })

  test('is computed anew for a new bar, of a market that stands still too', () => {
    const [before, after] = [countingMap(60_000), countingMap(120_000)]
    for (const { map } of [before, before, after, after])
      expect(newestColumn({}, map, DATA, 0).column?.price).toBe(map.to)
    expect(before.asked).toEqual(['closed 60000 0'])
    expect(after.asked).toEqual(['closed 120000 0'])
  })
})
