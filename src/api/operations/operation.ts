import { z } from 'zod'
import type { ProblemCode } from '../problem-codes.ts'
import type { TableOf } from '../table/table.ts'

/**
 * What the API can be asked, as data: the server answers by it, its document is made of it, and tests
 * make requests of it.
 */

/** A strict object of parameters, each read from a text; `Given` are these texts. */
export interface ParameterSchema<Value, Given = unknown> {
  readonly shape: Readonly<Record<string, z.core.$ZodType>>
  readonly _zod: { readonly input: Given }
  safeParse(input: unknown): z.ZodSafeParseResult<Value>
}

/** How long an answer may be kept; `closed` is for ever once its range of time is over. */
export type Caching = 'revalidate' | 'no-store' | 'closed'

export const FAMILIES = [
  'Markets',
  'Flows',
  'Map',
  'Signals',
  'Scores',
  'Live',
  'Alerts',
  'Paper journal',
  'Server',
] as const

export interface Operation<Path = unknown, Query = unknown> {
  /** Unique; clients that are generated name their functions by it. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** With `:name` where a parameter stands. */
  readonly path: string
  readonly family: (typeof FAMILIES)[number]
  /** What is answered, in a sentence without its end. */
  readonly says: string
  readonly inPath: ParameterSchema<Path>
  readonly inQuery: ParameterSchema<Query>
  /** What its parameters mean where that is not what they mean elsewhere. */
  readonly words?: Readonly<Record<string, string>>
  readonly body?: z.ZodType
  /** Longest body in bytes, where it is not that of most. */
  readonly bodyBytes?: number
  /** A schema of JSON, or the media type of what is none. */
  readonly answer: z.ZodType | string
  /** What each line is, where lines come until either side ends the answer. */
  readonly lines?: z.ZodType
  readonly caching: Caching
  /** Problems of its own; those of every address are COMMON_PROBLEMS. */
  readonly problems: readonly ProblemCode[]
  /** Whether it takes long to answer: of such, few are answered at once, and `busy` is said of more. */
  readonly isHeavy?: true
  /** Whether it is there only where the server collects. */
  readonly needsLive?: true
}

/** An operation that is answered with JSON, validated by its ETag. */
export interface JsonOperation<Path, Query, Answer, Given = unknown, Id extends string = string>
  extends Operation<Path, Query> {
  readonly id: Id
  readonly method: 'GET'
  readonly inQuery: ParameterSchema<Query, Given>
  readonly answer: z.ZodType<Answer>
  /** The answer as a table, where one may be asked for by `format`. */
  readonly table?: TableOf<Answer>
  readonly caching: 'revalidate'
}

/** What any address may answer. */
export const COMMON_PROBLEMS: readonly ProblemCode[] = [
  'invalid-parameter',
  'malformed-request',
  'key-needed',
  'key-wrong',
  'scope-too-small',
  'host-not-allowed',
  'origin-not-allowed',
  'method-not-allowed',
  'too-many-requests',
  'url-too-long',
  'headers-too-large',
  'request-timeout',
  'internal-error',
]

/** What an address that names an instrument may answer, and what one that asks for its map. */
export const OF_INSTRUMENT: readonly ProblemCode[] = ['unknown-instrument']
export const OF_MAP: readonly ProblemCode[] = [
  'unknown-instrument',
  'unknown-model',
  'no-map',
  'busy',
]

/** No parameters. */
export const none = z.strictObject({})

type Fixed = 'method' | 'inPath' | 'caching'

/** An operation whose parameters are all in the query string, as most are. */
export const asking = <Query, Answer, Given, const Id extends string>(
  parts: Omit<JsonOperation<unknown, Query, Answer, Given, Id>, Fixed>,
): JsonOperation<z.infer<typeof none>, Query, Answer, Given, Id> => ({
  ...parts,
  method: 'GET',
  inPath: none,
  caching: 'revalidate',
})
