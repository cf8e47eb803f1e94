import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beyond } from './answer-limits.ts'

const kept = fc.uniqueArray(
  fc.record({
    url: fc.string(),
    at: fc.nat(1000),
    bytes: fc.nat(100),
  }),
  { selector: ({ url }) => url },
)
const limits = fc.record({ entries: fc.nat(20), bytes: fc.nat(500) })

test('what stays is within the limits, and newer than all that goes', () => {
  fc.assert(
    fc.property(kept, limits, (all, most) => {
      const gone = new Set(beyond(all, most))
      const stays = all.filter(({ url }) => !gone.has(url))
      expect(stays.length).toBeLessThanOrEqual(most.entries)
      expect(stays.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(most.bytes)
      const oldest = Math.min(...stays.map(({ at }) => at))
      for (const { url, at } of all) if (gone.has(url)) expect(at).toBeLessThanOrEqual(oldest)
    }),
  )
})

test('nothing goes while there is room', () => {
  const all = [1, 2, 3].map((at) => ({ url: `/${at}`, at, bytes: 10 }))
  expect(beyond(all, { entries: 3, bytes: 30 })).toEqual([])
  expect(beyond(all, { entries: 2, bytes: 30 })).toEqual(['/1'])
  expect(beyond(all, { entries: 3, bytes: 19 })).toEqual(['/2', '/1'])
})
