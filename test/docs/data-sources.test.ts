import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LONG_TAIL } from '../../src/longtail/registry.ts'
import { READERS } from '../../src/venues/readers.ts'
import { sourcesSection } from './sources-section.ts'

const page = readFileSync(new URL('../../docs/data-sources.md', import.meta.url), 'utf8')

test.each(READERS.map((reader) => [reader.venue, reader] as const))(
  'docs/data-sources.md says of %s what its reader says',
  (_, reader) => {
    expect(page).toContain(`\n\n${sourcesSection(reader)}\n`)
  },
)

test('it counts the venues that are read through ccxt', () => {
  expect(page).toContain(`${LONG_TAIL.length} more venues are read through ccxt`)
})
