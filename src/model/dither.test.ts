import { expect, test } from 'vitest'
import { liquidationDistances, offsetBins } from './component.ts'
import { Dither } from './dither.ts'

const distances = liquidationDistances((_side, leverage) => 1 / leverage - 0.0045)

test.each([
  ['long', 0],
  ['short', 1],
] as const)('openings at one price fill the far %s distances evenly', (side, index) => {
  const dither = new Dither(distances)
  const bins = new Int32Array(dither.binsPerOpening)
  const far = distances.filter((d) => d.group === dither.groups - 1)
  const filled = new Map<number, number>()
  const openings = 4000
  for (let i = 0; i < openings; i++) {
    dither.place(20_000.5, bins, 0)
    for (const d of far) {
      const at = bins[index * dither.groups + d.group]! + offsetBins(side, d)
      filled.set(at >> 3, (filled.get(at >> 3) ?? 0) + 1)
    }
  }
  // Away from the ends, every cell of 8 bins gets about the same: no gap, no heap.
  const inside = [...filled].sort((a, b) => a[0] - b[0]).slice(3, -3)
  expect(inside.length).toBeGreaterThan(12)
  const counts = inside.map(([, count]) => count)
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length
  for (const count of counts) expect(count / mean).toBeGreaterThan(0.5)
  for (const count of counts) expect(count / mean).toBeLessThan(2)
})

test('buttons and the nearest distances stay where they are', () => {
  const dither = new Dither(distances)
  const bins = new Int32Array(dither.binsPerOpening)
  for (let i = 0; i < 50; i++) {
    dither.place(20_000.5, bins, 0)
    expect([bins[0], bins[dither.groups]]).toEqual([20_000, 20_000])
  }
  expect(distances.filter((d) => d.kind === 'button').every((d) => d.group === 0)).toBe(true)
})
