import type {
  DocumentedOperation,
  DocumentedParameter,
  DocumentedResponse,
  OpenApiDocument,
} from './openapi.ts'
import { PROBLEMS } from '../problem-codes.ts'
import type { JsonSchema } from './components.ts'
import { COMMON_PROBLEMS } from './operation.ts'
import { fieldRows, typeOf } from './schema-rows.ts'

/** The document of the API for people: one page without a script. */
export function docsPage(document: OpenApiDocument, addresses: Addresses): string {
  const { info, tags, paths, components } = document
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const of = (tag: string) => all.filter(({ operation }) => operation.tags.includes(tag))
  const schemas = Object.entries(components.schemas)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(info.title)} API</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="${addresses.style}">
</head>
<body>
<nav aria-label="Contents">
<p><a href="/">Back to the map</a></p>
${tags.map(({ name }) => contentsOf(name, of(name))).join('')}
<h2>Schemas</h2>
<ul>${schemas.map(([name]) => `<li><a href="#schema-${name}">${name}</a></li>`).join('')}</ul>
</nav>
<main>
<h1>${escaped(info.title)} API</h1>
<p class="head">Version ${escaped(info.version)}. For programs: <a href="${addresses.document}">${addresses.document}</a> (OpenAPI ${document.openapi}).</p>
${prose(info.description)}
<section><h2 id="anywhere">What any address may answer</h2>
${table('What any address may answer', ['Status', 'Problem', ''], anywhere)}</section>
${tags.map(({ name, description }) => `<section><h2 id="${slug(name)}">${escaped(name)}</h2>${prose(description)}${of(name).map(operationHtml).join('')}</section>`).join('\n')}
<section><h2 id="schemas">Schemas</h2>
${schemas.map(([name, schema]) => schemaHtml(name, schema)).join('\n')}
</section>
</main>
</body>
</html>
`
}

/** Where what the page links to is served. */
interface Addresses {
  readonly document: string
  readonly style: string
}

/** Problems that belong to no address. */
const anywhere = COMMON_PROBLEMS.map((code) => [
  String(PROBLEMS[code].status),
  `<code>${code}</code>`,
  `${PROBLEMS[code].title}.`,
])

interface Listed {
  readonly path: string
  readonly method: string
  readonly operation: DocumentedOperation
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (one) => ESCAPES[one]!)

/** A sentence, with what stands in backticks as code. */
const inline = (text: string): string => escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')

const prose = (text: string): string =>
  text
    .split('\n\n')
    .map((part) => `<p>${inline(part)}</p>`)
    .join('')

const slug = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')

const contentsOf = (name: string, listed: readonly Listed[]): string =>
  `<h2><a href="#${slug(name)}">${escaped(name)}</a></h2><ul>${listed
    .map(({ operation: { operationId: id } }) => `<li><a href="#${id}">${escaped(id)}</a></li>`)
    .join('')}</ul>`

function operationHtml({ path, method, operation }: Listed): string {
  const { operationId, summary, description = '', parameters = [], responses } = operation
  return `<article id="${operationId}">
<h3><span class="method">${method.toUpperCase()}</span> <code>${escaped(path)}</code></h3>
<p>${inline(summary)}.</p>
${prose(description)}
${parameters.length === 0 ? '' : table(`Parameters of ${operationId}`, ['Parameter', 'Form', ''], parameters.map(parameterRow))}
${table(`Answers of ${operationId}`, ['Status', 'Answer'], Object.entries(responses).map(responseRow))}
</article>`
}

const parameterRow = ({ name, required, schema, description }: DocumentedParameter): string[] => [
  `<code>${escaped(name)}</code>`,
  `${escaped(typeOf(schema))}${required ? '' : unlessGiven(schema.default)}`,
  inline(description),
]

const unlessGiven = (value: unknown): string =>
  value === undefined
    ? ', optional'
    : `, <code>${escaped(JSON.stringify(value))}</code> unless given`

function responseRow([status, { description, content = {} }]: [string, DocumentedResponse]) {
  if (status === 'default') return ['else', '<a href="#anywhere">What any address may answer</a>']
  const kinds = Object.entries(content).map(([type, { schema }]) => {
    const name = schema?.$ref === undefined ? undefined : typeOf(schema)
    if (name === undefined || status !== '200') return status === '200' ? escaped(type) : ''
    return `<a href="#schema-${name}">${name}</a>`
  })
  return [status, kinds.filter((kind) => kind !== '').join(', ') || inline(description)]
}

const schemaHtml = (name: string, schema: JsonSchema): string =>
  `<article id="schema-${name}"><h3>${name}</h3>
${table(
  `Fields of ${name}`,
  ['Field', 'Type', ''],
  fieldRows(schema).map(({ path, type, says, optional }) => [
    `<code>${escaped(path)}</code>`,
    `${typeHtml(type)}${optional ? ', may be absent' : ''}`,
    inline(says),
  ]),
)}</article>`

/** A type; those that have a name lead to it. */
const typeHtml = (type: string): string =>
  escaped(type).replaceAll(/\b[A-Z]\w+/g, (name) => `<a href="#schema-${name}">${name}</a>`)

const table = (label: string, head: readonly string[], rows: readonly (readonly string[])[]) =>
  `<div class="table" role="region" tabindex="0" aria-label="${escaped(label)}"><table><thead><tr>${head
    .map((cell) => (cell === '' ? '<td></td>' : `<th scope="col">${cell}</th>`))
    .join('')}</tr></thead><tbody>${rows
    .map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('')}</tbody></table></div>`
