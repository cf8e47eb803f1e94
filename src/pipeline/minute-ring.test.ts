import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY, MINUTE } from '../market/units.ts'
import { MinuteRing } from './minute-ring.ts'

const LENGTH = 8
const START = 20_000 * DAY

const minute = fc.integer({ min: 0, max: 40 })
const write = fc.tuple(minute, fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }))

test('holds the newest minutes that were written, and of each what was written last', () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 60 }), (writes) => {
      const ring = new MinuteRing(LENGTH)
      const written = new Map<number, number>()
      let newest = Number.NEGATIVE_INFINITY
      for (const [at, value] of writes) {
        ring.set(START + at * MINUTE, value)
        if (at <= newest - LENGTH) continue
        if (value === undefined) written.delete(at)
        else written.set(at, value)
        newest = Math.max(...written.keys())
        for (const old of written.keys()) if (old <= newest - LENGTH) written.delete(old)
      }
      expect(ring.newest).toBe(START + newest * MINUTE)
      for (let at = 0; at <= 40; at++)
        expect(ring.get(START + at * MINUTE), `minute ${at}`).toBe(written.get(at))
    }),
    // What was past when a newer minute came stays past when that is emptied.
    {
      numRuns: 500,
      examples: [
        [
          [
            [0, 1],
            [39, 1],
            [39, undefined],
          ],
        ],
      ],
    },
  )
})
