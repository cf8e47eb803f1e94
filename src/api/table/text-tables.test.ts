import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvHead, csvRows, ndjsonRows } from './text-tables.ts'
import { number, text, time, truth, whole } from './table.ts'
import type { Column } from './table.ts'

const COLUMNS: readonly Column[] = [text('a'), number('b'), time('c'), whole('d'), truth('e')]

/** Cells of CSV by the letter of RFC 4180, an independent reader. */
function readCsv(file: string): readonly (readonly string[])[] {
  const rows: string[][] = []
  let row: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy
  for (let found = cell.exec(file); found !== null; found = cell.exec(file)) {
    row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    if (found[3] === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ' =', '"', ',', "'"), fc.string())
    .map((parts) => parts.join('')),
)

const row = fc.tuple(
  fc.option(hostile),
  fc.double(),
  fc.option(fc.integer({ min: 0, max: 4_102_444_800_000 })),
  fc.option(fc.maxSafeInteger()),
  fc.option(fc.boolean()),
)

test('any rows come out of CSV as they went in, and no text begins as a formula', () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const [head, ...read] = readCsv(csvHead(COLUMNS) + csvRows(COLUMNS, rows))
      expect(head).toEqual(['a', 'b', 'c', 'd', 'e'])
      expect(read).toHaveLength(rows.length)
      rows.forEach(([a, b, c, d, e], i) => {
        const [first = '', second, third, ...rest] = read[i]!
        expect([a ?? '', `'${String(a)}`]).toContain(first)
        expect(first).not.toMatch(/^[=+\-@\t\r\n]/)
        expect(second === '' ? Number.NaN : Number(second)).toBe(
          Number.isFinite(b) ? (b === 0 ? 0 : b) : Number.NaN,
        )
        expect(third === '' ? null : Date.parse(third!)).toBe(c)
        expect(rest).toEqual([d, e].map((one) => (one === null ? '' : String(one))))
      })
    }),
  )
})

test('any rows come out of JSON lines as they went in, a line each', () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const lines = ndjsonRows(COLUMNS, rows).split('\n')
      expect(lines.pop()).toBe('')
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
        rows.map(([a, b, c, d, e]) => ({
          a,
          b: Number.isFinite(b) ? (b === 0 ? 0 : b) : null,
          c: typeof c === 'number' ? new Date(c).toISOString() : null,
          d,
          e,
        })),
      )
    }),
  )
})
