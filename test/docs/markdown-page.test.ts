import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SHOWN, markdownPage } from '../../scripts/markdown-page.ts'

const pageOf = (path: string) =>
  markdownPage(path, readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'))

test('headings get the ids that links to them use, each once', () => {
  const text = '# A `title`\n\n## Magnets & walls: 0.2 %\n\n## Again\n\n### Again\n'
  const { html, contents } = markdownPage('docs/methodology.md', text)
  expect(contents).toEqual([
    { level: 2, id: 'magnets--walls-02-', text: 'Magnets & walls: 0.2 %' },
    { level: 2, id: 'again', text: 'Again' },
    { level: 3, id: 'again-1', text: 'Again' },
  ])
  expect(html).toContain('<h1 id="a-title" tabindex="-1">A <code>title</code></h1>')
})

test('links stay in the app, leave it in a tab of their own, or are told as paths', () => {
  const { html } = markdownPage(
    'docs/methodology.md',
    '[here](#bars) [there](data-sources.md#okx) [out](https://example.org/?a=1&b=2) [api.md](api.md#tiles) [code](../src/model/)',
  )
  expect(html).toBe(
    '<p><a href="#page=methodology&amp;section=bars" data-page="methodology" data-section="bars">here</a> ' +
      '<a href="#page=sources&amp;section=okx" data-page="sources" data-section="okx">there</a> ' +
      '<a href="https://example.org/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">out</a> ' +
      'api.md code (<code>src/model</code>)</p>\n',
  )
})

test('nothing of a document runs or styles anything', () => {
  const { html } = markdownPage(
    'docs/methodology.md',
    'a <b onclick="x()">b</b>\n\n<script>alert(1)</script>\n\n![<img src=x>](p.png)\n\n[x](javascript:alert(1))\n\n| a |\n|--:|\n| 1 |\n',
  )
  expect(html).not.toMatch(/<(script|b|img)|style=|href="javascript/)
  expect(html).toContain('&lt;script&gt;')
})

test.each(Object.keys(SHOWN))('every link of %s to a heading of a page finds it', (path) => {
  const ids = Object.fromEntries(
    Object.entries(SHOWN).map(([one, page]) => [page, pageOf(one).contents.map(({ id }) => id)]),
  )
  const { html, contents } = pageOf(path)
  expect(contents.length).toBeGreaterThan(5)
  const links = [...html.matchAll(/data-page="(\w+)" data-section="([^"]*)"/g)]
  for (const [, page, section] of links)
    if (section !== '') expect(ids[page!], `${page}#${section}`).toContain(section)
})
