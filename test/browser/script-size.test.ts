import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { buildPage } from './built-page.ts'

/** A phone on a slow line waits for the first script before it shows anything. */
const MOST_BYTES = 250_000

test('all scripts of the page together are at most 250 kB compressed', async () => {
  const assets = join(await buildPage(), 'assets')
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'))
  const bytes = scripts.map((name) => gzipSync(readFileSync(join(assets, name))).length)
  expect(scripts.length).toBeGreaterThan(0)
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(MOST_BYTES)
  // It builds the page, which a busy machine takes long over.
}, 240_000)
