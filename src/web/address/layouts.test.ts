import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Layouts } from './layouts.ts'
import {
  MOST_LAYOUTS,
  formatLayouts,
  nameOf,
  parseLayouts,
  renamed,
  withLayout,
  withoutLayout,
} from './layouts.ts'
import { DEFAULT_VIEW, formatHash } from './view.ts'

const view = formatHash(DEFAULT_VIEW)
const names = fc.string({ minLength: 1, maxLength: 60 }).filter((name) => nameOf(name) === name)
const layouts: fc.Arbitrary<Layouts> = fc.uniqueArray(
  fc.record({
    name: names,
    view: fc
      .constantFrom('12h' as const, '7d' as const, '1y' as const)
      .map((range) => formatHash({ ...DEFAULT_VIEW, range })),
  }),
  { selector: ({ name }) => name, maxLength: 8 },
)

describe('layouts', () => {
  test('come back from a file as they went into it', () => {
    fc.assert(
      fc.property(layouts, (all) => {
        expect(parseLayouts(formatLayouts(all))).toEqual({ layouts: all })
      }),
    )
  })

  test('have each name once, whatever is saved, renamed and deleted', () => {
    fc.assert(
      fc.property(layouts, names, names, (all, from, to) => {
        const saved = withLayout(all, { name: from, view })
        const moved = renamed(saved, from, to)
        for (const list of [saved, moved])
          expect(new Set(list.map(({ name }) => name)).size).toBe(list.length)
        expect(moved.find(({ name }) => name === to)?.view).toBe(view)
        expect(withoutLayout(moved, to).some(({ name }) => name === to)).toBe(false)
      }),
    )
  })

  test('a file that is none is refused with a reason', () => {
    const many = Array.from({ length: MOST_LAYOUTS + 1 }, (_, i) => ({ name: `${i}`, view }))
    const good = { app: 'isotherm', version: 1, layouts: [{ name: 'a', view }] }
    const bad = [
      'not json',
      '[]',
      'null',
      JSON.stringify({ ...good, app: 'other' }),
      JSON.stringify({ ...good, version: 2 }),
      JSON.stringify({ ...good, layouts: [{ name: '', view }] }),
      JSON.stringify({ ...good, layouts: [{ name: 'a', view: 7 }] }),
      JSON.stringify({ ...good, layouts: many }),
    ]
    for (const text of bad) expect(parseLayouts(text)).toHaveProperty('problem')
    expect(parseLayouts(bad[5]!)).toEqual({
      problem: 'The file holds no layouts of Isotherm: layouts.0.name is not as expected.',
    })
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseLayouts(text)).toHaveProperty('problem')
      }),
    )
  })

  test('a view of a file is no more than a view', () => {
    const text = formatLayouts([{ name: 'a', view: 'range=7d&evil=<script>&low=5' }])
    expect(parseLayouts(text)).toEqual({
      layouts: [{ name: 'a', view: formatHash({ ...DEFAULT_VIEW, range: '7d' }) }],
    })
  })
})
