import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LONG_TAIL } from './registry.ts'
import { evidenceTable, suppliesTable, tableLines } from './table.fixture.ts'

test('docs/long-tail.md says what the table of units says', () => {
  const page = readFileSync(new URL('../../docs/long-tail.md', import.meta.url), 'utf8')
  expect(tableLines(page)).toEqual([...suppliesTable(LONG_TAIL), ...evidenceTable(LONG_TAIL)])
})
