import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PLANE_BYTES, decodeTile, encodeTile, tileCellUsd } from './tile-codec.ts'
import type { Tile } from './tile-codec.ts'
import { MAX_RELATIVE_ERROR, levelOf } from './quantise.ts'

const tile = fc
  .record({
    bucket: fc.constantFrom(60_000, 3_600_000, 86_400_000),
    zoom: fc.integer({ min: 0, max: 6 }),
    x: fc.integer({ min: -100_000, max: 200_000 }),
    y: fc.integer({ min: -300, max: 300 }),
    closed: fc.boolean(),
    planes: fc.constantFrom(2, 12),
    baseLevel: fc.integer({ min: 0, max: 700 }),
    columnStatus: fc.uint8Array({ minLength: 256, maxLength: 256, max: 2 }),
    seed: fc.integer(),
  })
  .map(({ seed, ...rest }): Tile => {
    const cells = new Uint8Array(rest.planes * PLANE_BYTES)
    for (let i = 0; i < 500; i++) cells[Math.abs(Math.imul(i + 1, seed | 1)) % cells.length] = i
    return { ...rest, cells }
  })

describe('tile codec', () => {
  test('decode(encode(x)) = x, and encoding is deterministic', () => {
    fc.assert(
      fc.property(tile, (t) => {
        const bytes = encodeTile(t)
        const { cells, ...rest } = decodeTile(bytes)
        const { cells: wanted, ...header } = t
        expect(rest).toEqual(header)
        expect(Buffer.compare(cells, wanted)).toBe(0)
        expect(Buffer.compare(encodeTile(t), bytes)).toBe(0)
      }),
      { numRuns: 30 },
    )
  })

  test('an amount survives quantisation and the tile within the stated error', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e12, noNaN: true }), (usd) => {
        const level = levelOf(usd)
        const baseLevel = Math.max(0, level - 255)
        const address = { bucket: 60_000, zoom: 0, x: 1, y: 2 }
        const columnStatus = new Uint8Array(256)
        const cells = new Uint8Array(2 * PLANE_BYTES)
        cells[PLANE_BYTES + 3 * 256 + 4] = level - baseLevel
        const whole = { ...address, closed: true, planes: 2, baseLevel, columnStatus, cells }
        const shown = tileCellUsd(decodeTile(encodeTile(whole)), 1, 3, 4)
        expect(Math.abs(shown / usd - 1)).toBeLessThanOrEqual(MAX_RELATIVE_ERROR + 1e-12)
      }),
      { numRuns: 100 },
    )
  })

  test.each([
    ['nothing', new Uint8Array(0), 'does not start with ISOT'],
    ['text', new TextEncoder().encode('<html>'.repeat(20)), 'does not start with ISOT'],
  ])('%s is refused', (_name, bytes, message) => {
    expect(() => decodeTile(bytes)).toThrow(message)
  })

  test('a cut tile, another version and another size are refused with what is wrong', () => {
    const columnStatus = new Uint8Array(256)
    const fields = { bucket: 60_000, zoom: 0, x: 0, y: 0, closed: false, planes: 2, baseLevel: 0 }
    const whole = { ...fields, columnStatus, cells: new Uint8Array(2 * PLANE_BYTES) }
    const bytes = encodeTile(whole)
    expect(() => decodeTile(bytes.subarray(0, bytes.length - 1))).toThrow('bytes, this has')
    const newer = bytes.slice()
    newer[4] = 9
    expect(() => decodeTile(newer)).toThrow('tile version 9')
    const cells = new Uint8Array(5)
    expect(() => encodeTile({ ...fields, columnStatus, cells })).toThrow('5 cells')
  })
})
