import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cursorOf, cursorText, keyIn, pageOf } from './pages.ts'
import type { Key } from './pages.ts'

interface Row {
  readonly id: number
  readonly key: Key
}

const keyOf = ({ key }: Row): Key => key
/** Few values, so that many are equal. */
const keys = fc.tuple(fc.integer({ min: -3, max: 3 }), fc.constantFrom(0, 0.1, 1e-7, 5e21))

/** All pages, with rows that come in before each further one. */
function walk(rows: readonly Row[], limits: readonly number[], added: readonly Row[]): Row[] {
  const list = cursorOf({ rows: 2 })
  const told: Row[] = []
  let all = rows
  let after: Key | undefined
  for (let i = 0; ; i++) {
    const page = pageOf(all, keyOf, limits[i % limits.length]!, after)
    told.push(...page.rows)
    const next = cursorText('rows', page.next)
    if (next === null) return told
    after = keyIn(list.parse(next))
    all = [...added.slice(i, i + 1), ...all]
  }
}

test('pages lose none that was there and tell none twice, whatever is added meanwhile', () => {
  fc.assert(
    fc.property(
      fc.array(keys, { maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }),
      fc.array(keys, { maxLength: 20 }),
      (some, limits, more) => {
        const rows = some.map((key, id) => ({ id, key }))
        const added = more.map((key, i) => ({ id: some.length + i, key }))
        const told = walk(rows, limits, added)
        const ids = told.map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
        for (const { id } of rows) expect(ids).toContain(id)
      },
    ),
  )
})

test('pages together are the list in its order, and each but the last is full', () => {
  fc.assert(
    fc.property(
      fc.array(keys, { maxLength: 40 }),
      fc.integer({ min: 1, max: 7 }),
      (some, limit) => {
        const rows = some.map((key, id) => ({ id, key }))
        expect(walk(rows, [limit], [])).toEqual(pageOf(rows, keyOf, rows.length + 1).rows)
        const page = pageOf(rows, keyOf, limit)
        if (page.next !== undefined) expect(page.rows.length).toBeGreaterThanOrEqual(limit)
      },
    ),
  )
})

test('a cursor is taken for the orders of its own list alone', () => {
  const list = cursorOf({ newest: 1, largest: 2 })
  expect(keyIn(list.parse('largest_10659.5482_1795332958350'))).toEqual([10659.5482, 1795332958350])
  expect(keyIn(list.parse(undefined))).toBeUndefined()
  for (const wrong of [
    '',
    'newest',
    'largest_1',
    'largest_1_2_3',
    'told_1',
    'newest_x',
    ' newest_1',
  ])
    expect(list.safeParse(wrong).success, wrong).toBe(false)
})
