import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

test('docs/security.md names tests that there are, and each row names one', () => {
  const rows = read('docs/security.md')
    .split('\n')
    .filter((line) => /^\| (?!rule)/.test(line))
  expect(rows.length).toBeGreaterThan(20)
  for (const row of rows) {
    const [, , shownBy = ''] = row.split(' | ').length > 1 ? ['', ...row.split(' | ')] : []
    const named = [...shownBy.matchAll(/`([^`]+\.test\.ts)` "([^"]+)"/g)]
    expect(named.length, row).toBeGreaterThan(0)
    expect(named.length, row).toBe(shownBy.split(' · ').length)
    for (const [, path = '', title = ''] of named)
      expect(read(path), `${path}: ${title}`).toContain(title)
  }
})

test('the page has no script and no style within it', () => {
  const built = join(root, 'dist', 'web', 'index.html')
  const pages = [
    read('src/web/index.html'),
    ...(existsSync(built) ? [readFileSync(built, 'utf8')] : []),
  ]
  for (const page of pages) {
    const scripts = [...page.matchAll(/<script([^>]*)>([^<]*)/g)]
    expect(scripts.length).toBeGreaterThan(0)
    for (const [, attributes = '', text = ''] of scripts) {
      expect(attributes).toMatch(/ src="\.?\//)
      expect(text.trim()).toBe('')
    }
    expect(page).not.toMatch(/<style| style="| on\w+="|javascript:/i)
  }
  // What this one shows was made of the project's own documents when the page was built.
  const made = 'doc-page.tsx'
  const all = readdirSync(join(root, 'src', 'web'), { encoding: 'utf8', recursive: true })
  const sources = all.filter((name) => /\.tsx?$/.test(name) && basename(name) !== made)
  expect(sources.length).toBeGreaterThan(100)
  for (const name of sources)
    expect(read(join('src', 'web', name)), name).not.toMatch(
      /innerHTML|insertAdjacentHTML|outerHTML|\beval\(|new Function\(/,
    )
})
