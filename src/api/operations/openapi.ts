import { z } from 'zod'
import { PROBLEMS } from '../problem-codes.ts'
import type { ProblemCode } from '../problem-codes.ts'
import { ROUTES } from '../routes.ts'
import { problemSchema } from '../schema.ts'
import { componentSchemas, reference } from './components.ts'
import type { JsonSchema } from './components.ts'
import { COMMON_PROBLEMS, FAMILIES } from './operation.ts'
import type { Operation } from './operation.ts'
import { MEDIA_TYPES } from '../table/table.ts'
import { liveQuery } from '../query.ts'
import { streamOperation } from './live-operations.ts'
import { OPERATIONS } from './table.ts'
import { CONVENTIONS, FAMILY_WORDS, SOCKET_WORDS } from './prose.ts'
import { PARAMETER_WORDS } from './words.ts'

/** The document of the API, OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html). */
export interface OpenApiDocument {
  readonly openapi: '3.1.1'
  readonly info: Readonly<Record<'title' | 'version' | 'summary' | 'description', string>> & {
    readonly license: JsonSchema
  }
  readonly servers: readonly { readonly url: string }[]
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> }
}

export interface DocumentedParameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly description: string
  readonly schema: JsonSchema
  /** Of a list: its values are parted by commas. */
  readonly explode?: false
}

export interface DocumentedOperation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
  readonly parameters?: readonly DocumentedParameter[]
  readonly requestBody?: JsonSchema
  readonly responses: Readonly<Record<string, DocumentedResponse>>
}

export interface DocumentedResponse {
  readonly description: string
  readonly headers?: JsonSchema
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>
}

/** @param version of the program */
export function openApiDocument(version: string): OpenApiDocument {
  const paths: Record<string, Record<string, DocumentedOperation>> = {}
  for (const operation of OPERATIONS) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: documented(operation) }
  }
  paths[ROUTES.live] = { get: SOCKET }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Isotherm',
      version,
      summary: 'Liquidation levels of crypto perpetual futures, and how right they have been.',
      description: CONVENTIONS,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: FAMILIES.map((name) => ({ name, description: FAMILY_WORDS[name] ?? '' })),
    paths,
    components: { schemas: componentSchemas() },
  }
}

const SOCKET: DocumentedOperation = {
  operationId: 'live',
  tags: ['Live'],
  summary: 'WebSocket: what happens, as it happens',
  description: SOCKET_WORDS,
  parameters: parametersOf(streamOperation, 'query', liveQuery.shape),
  responses: {
    '101': { description: 'The connection speaks WebSocket from here on.' },
    ...responsesOf(['upgrade-required', 'too-many-viewers']),
  },
}

const HEAVY: readonly ProblemCode[] = ['busy']

const CACHED: Readonly<Record<Operation['caching'], string>> = {
  revalidate: 'To be asked for again with its ETag; what is known is answered with 304.',
  'no-store': 'Not to be kept.',
  closed:
    'To be kept for ever once its range of time is over (`immutable`); before that with its ETag.',
}

function documented(operation: Operation): DocumentedOperation {
  const { id, family, says, inPath, inQuery, body, answer, lines, caching, problems } = operation
  const content =
    typeof answer === 'string'
      ? { [answer]: lines === undefined ? {} : { schema: reference(lines) } }
      : { 'application/json': { schema: reference(answer) }, ...asTables(operation) }
  const live = operation.needsLive ? ' There only where the server collects.' : ''
  return {
    operationId: id,
    tags: [family],
    summary: says,
    description: `${CACHED[caching]}${live}`,
    parameters: [
      ...parametersOf(operation, 'path', inPath.shape),
      ...parametersOf(operation, 'query', inQuery.shape),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: { required: true, content: { 'application/json': { schema: plain(body) } } },
        }),
    responses: {
      '200': { description: `${says}.`, content },
      ...(caching === 'no-store' ? {} : { '304': { description: 'What is known still holds.' } }),
      ...responsesOf([...problems, ...(operation.isHeavy ? HEAVY : []), 'invalid-parameter']),
    },
  }
}

/**
 * The media types of the tables that an answer may be asked for as. Each has a schema: generators take
 * what has none for anything, and with it the JSON beside it.
 */
const asTables = (operation: Operation): Readonly<Record<string, object>> =>
  'format' in operation.inQuery.shape
    ? Object.fromEntries(
        Object.values(MEDIA_TYPES).map((contentMediaType) => [
          contentMediaType,
          { schema: { type: 'string', contentMediaType } },
        ]),
      )
    : {}

function parametersOf(
  { words }: Operation,
  where: 'path' | 'query',
  shape: Operation['inQuery']['shape'],
): DocumentedParameter[] {
  return Object.entries(shape).map(([name, schema]) => {
    const known = PARAMETER_WORDS[name]
    const absent = (schema as z.ZodType).safeParse(undefined)
    const read = { ...plain(schema), ...known?.schema }
    return {
      name,
      in: where,
      required: !absent.success,
      description: words?.[name] ?? known?.says ?? '',
      schema: absent.data === undefined ? read : { ...read, default: absent.data },
      ...(read['type'] === 'array' && { explode: false }),
    }
  })
}

/** A schema as JSON Schema, after what was read from a text. */
function plain(schema: z.core.$ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' })
  return json
}

function says(code: ProblemCode): string {
  return `\`${code}\`: ${PROBLEMS[code].title}.`
}

/** Problems by status, each with the codes that it may have; those of every address are the default. */
function responsesOf(own: readonly ProblemCode[]): Record<string, DocumentedResponse> {
  const content = { 'application/problem+json': { schema: reference(problemSchema) } }
  const codes = [...new Set([...own, ...COMMON_PROBLEMS])]
  const statuses = [...new Set(own.map((code) => PROBLEMS[code].status))]
  const described = statuses.map((status): [string, DocumentedResponse] => {
    const of = codes.filter((code) => PROBLEMS[code].status === status)
    return [String(status), { description: of.map(says).join(' '), content }]
  })
  const others = codes.filter((code) => !statuses.includes(PROBLEMS[code].status))
  const rest = { description: others.map(says).join(' '), content }
  return { ...Object.fromEntries(described), default: rest }
}
