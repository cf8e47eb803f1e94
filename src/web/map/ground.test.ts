import { describe, expect, it } from 'vitest'
import { laidOn } from './ground.ts'

/** A little-endian RGBA word. */
const word = (red: number, green: number, blue: number, alpha: number): number =>
  ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0

describe('colours on a ground', () => {
  it('is the ground where nothing is, and the colour where it covers', () => {
    const table = Uint32Array.of(0, word(10, 20, 30, 255))
    expect([...laidOn(table, '#0b0d11')]).toEqual([
      word(0x0b, 0x0d, 0x11, 255),
      word(10, 20, 30, 255),
    ])
  })

  it('mixes what is partly clear with what lies under it', () => {
    expect([...laidOn(Uint32Array.of(word(200, 100, 0, 51)), '#ffffff')]).toEqual([
      word(244, 224, 204, 255),
    ])
  })
})
