import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GrowingTable } from './growing-table.ts'
import type { Row } from './growing-table.ts'

const rowsOf = (table: GrowingTable): Row[] =>
  Array.from({ length: table.length }, (_, at) => [table.at(0, at)!, table.at(1, at)!])

const change = fc.record({
  key: fc.integer({ min: 0, max: 200 }),
  value: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
})

test('a table holds what a map would, and tells the first key that is another', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 40 }), { maxLength: 12 }), (batches) => {
      const table = new GrowingTable(2)
      const known = new Map<number, number>()
      for (const batch of batches) {
        const last = Math.max(-1, ...known.keys())
        const unique = new Map(batch.map(({ key, value }) => [key, value]))
        const changes = [...unique].sort(([a], [b]) => a - b)
        const revised = changes.filter(([key, value]) => key <= last && known.get(key) !== value)
        const told = table.merge(
          changes.map(([key, value]) => ({ key, row: value === undefined ? value : [key, value] })),
        )
        for (const [key, value] of changes)
          if (value === undefined) known.delete(key)
          else known.set(key, value)
        expect(told).toBe(revised[0]?.[0])
        expect(rowsOf(table)).toEqual([...known].sort(([a], [b]) => a - b))
      }
    }),
  )
})

test('a view keeps what it showed while the table grows, and rows on trial leave no trace', () => {
  const table = new GrowingTable(2)
  for (let key = 0; key < 60; key++) table.append([key, 2 * key])
  const view = table.view(1)
  const trial = table.columnsWith([Float64Array.from([60, 61]), Float64Array.from([7, 8])])
  expect([...trial[1]!.subarray(59)]).toEqual([118, 7, 8])
  for (let key = 60; key < 300; key++) table.append([key, 2 * key])
  expect([...view]).toEqual(Array.from({ length: 60 }, (_, key) => 2 * key))
  expect(table.view(1).at(60)).toBe(120)
})
