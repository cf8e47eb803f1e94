import { readFile } from 'node:fs/promises'
import { basename, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Marked } from 'marked'
import type { Plugin } from 'vite'

/** Documents of this repository as pages of the app, made when the page is built. */

/** The documents that the app shows, by their path in the repository, and the page that shows each. */
export const SHOWN = {
  'docs/methodology.md': 'methodology',
  'docs/data-sources.md': 'sources',
} as const

export interface MarkdownPage {
  readonly html: string
  /** Headings below the title, in order. */
  readonly contents: readonly Heading[]
}

export interface Heading {
  readonly level: number
  readonly id: string
  readonly text: string
}

/**
 * The HTML of a document. Only what Markdown itself makes becomes markup: HTML inside is shown as text. Links
 * to documents that the app shows stay in the app (`data-page`, `data-section`), those to other
 * files of the repository become their paths, since the app does not serve them.
 * @param path the document's, from the root of the repository
 */
export function markdownPage(path: string, text: string): MarkdownPage {
  const own = shownAs(path)
  const contents: Heading[] = []
  const used = new Map<string, number>()
  let tables = 0
  const marked = new Marked({
    renderer: {
      html: ({ text: raw }) => escaped(raw),
      heading({ tokens, depth }) {
        const inner = this.parser.parseInline(tokens)
        const name = this.parser.parseInline(tokens, this.parser.textRenderer)
        const id = uniqueIn(used, slugOf(name))
        if (depth > 1) contents.push({ level: depth, id, text: unescaped(name) })
        return `<h${depth} id="${id}" tabindex="-1">${inner}</h${depth}>\n`
      },
      table(token) {
        // A head without words is no head.
        const row = (cells: typeof token.header) =>
          `<tr>${cells.map((cell) => this.tablecell({ ...cell, header: cell.header && cell.text !== '' })).join('')}</tr>\n`
        const [head, body] = [row(token.header), token.rows.map(row).join('')]
        const table = `<table><thead>${head}</thead><tbody>${body}</tbody></table>`
        const label = escaped(`Table ${++tables}: ${contents.at(-1)?.text ?? ''}`)
        return `<div class="doc-table" tabindex="0" role="region" aria-label="${label}">${table}</div>\n`
      },
      code: ({ text: code }) => `<pre tabindex="0"><code>${escaped(code)}</code></pre>\n`,
      image: ({ text: alt }) => escaped(alt),
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens)
        if (/^https?:/.test(href))
          return `<a href="${escaped(href)}" target="_blank" rel="noopener noreferrer">${inner}</a>`
        const [file = '', section = ''] = href.split('#')
        const target = file === '' ? path : relative(ROOT, resolve(ROOT, path, '..', file))
        const page = file === '' ? own : shownAs(target)
        if (page !== undefined) {
          const to = section === '' ? '' : `&section=${section}`
          const data = `data-page="${page}" data-section="${escaped(section)}"`
          return `<a href="#page=${page}${escaped(to)}" ${data}>${inner}</a>`
        }
        return target.endsWith(inner) ? inner : `${inner} (<code>${escaped(target)}</code>)`
      },
    },
  })
  return { html: marked.parse(text, { async: false }), contents }
}

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const shownAs = (path: string): string | undefined =>
  (SHOWN as Readonly<Record<string, string>>)[path]

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (one) => ESCAPES[one]!)
const unescaped = (text: string): string =>
  Object.entries(ESCAPES).reduceRight((so, [plain, code]) => so.replaceAll(code, plain), text)

/** The id that hosts of repositories give a heading, so that links work there and here. */
const slugOf = (name: string): string =>
  unescaped(name)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')

function uniqueIn(used: Map<string, number>, slug: string): string {
  const count = used.get(slug) ?? 0
  used.set(slug, count + 1)
  return count === 0 ? slug : `${slug}-${count}`
}

/**
 * Imports `DOCUMENT.md?page` as a module that exports `page`. What a document says lies in a file of its own beside
 * the scripts, as text: a browser need not read it as one.
 */
export const markdownPages = (): Plugin => {
  let isBuilt = false
  return {
    name: 'markdown-pages',
    enforce: 'pre',
    configResolved({ command }) {
      isBuilt = command === 'build'
    },
    load: {
      filter: { id: /\.md\?page$/ },
      async handler(id) {
        const file = id.slice(0, -'?page'.length)
        this.addWatchFile(file)
        const text = JSON.stringify(
          markdownPage(relative(ROOT, file), await readFile(file, 'utf8')),
        )
        const name = `${basename(file, '.md')}.json`
        const code = isBuilt
          ? `await (await fetch(import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', name, source: text })})).json()`
          : text
        return { code: `export const page = ${code}`, moduleType: 'js', map: null }
      },
    },
  }
}
