import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { printable, quoted } from '../../api/quoted.ts'
import type { Millis } from '../../market/units.ts'
import { problem } from './problems.ts'

/** Any object schema of api/query.ts. */
interface ParameterSchema<Value> {
  readonly shape: Readonly<Record<string, unknown>>
  safeParse(input: unknown): z.ZodSafeParseResult<Value>
}

/** A time for people and for programs. */
export const timeText = (time: Millis): string => `${time} (${new Date(time).toISOString()})`

/** The parameters of a request's query string, repeated ones included. */
export function queryOf(request: FastifyRequest): URLSearchParams {
  const url = request.raw.url ?? ''
  const mark = url.indexOf('?')
  return new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
}

/** The schema of an address that takes no parameters. */
export const noParameters = z.strictObject({})

/**
 * Reads the parameters of a query string or a path by their schema. Throws the problem
 * `invalid-parameter`, which names the parameter, its value and what is allowed, for the first
 * parameter that is unknown, repeated, missing or wrong.
 */
export function readParameters<Value>(
  schema: ParameterSchema<Value>,
  parameters: Iterable<readonly [string, string]>,
): Value {
  const names = Object.keys(schema.shape)
  const given = new Map<string, string>()
  for (const [name, value] of parameters) {
    if (!names.includes(name))
      throw refuse(`${quoted(name)} is no parameter here: ${allowed(names)}`)
    if (given.has(name)) throw refuse(`${name} is given more than once: give it once`)
    given.set(name, value)
  }
  const result = schema.safeParse(Object.fromEntries(given))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const name = String(issue?.path[0])
  const value = given.get(name)
  if (value === undefined) {
    // What is said of several parameters together says more than which there are.
    const why = issue?.code === 'custom' ? printable(issue.message) : allowed(names)
    throw refuse(`${name} is missing: ${why}`)
  }
  throw refuse(`${name}=${quoted(value)}: ${issue === undefined ? 'is wrong' : expectation(issue)}`)
}

const allowed = (names: readonly string[]): string =>
  names.length === 0 ? 'this address takes none' : `this address takes ${names.join(', ')}`

const refuse = (detail: string): Error => problem('invalid-parameter', detail)

function bound(value: number | bigint): string {
  const isTime = Number(value) > 1e12 && Number(value) < 1e13
  return isTime ? timeText(Number(value)) : `${value}`
}

/** What an issue says would be right; bounds that are times are also shown as dates. */
function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small') return `must be at least ${bound(issue.minimum)}`
  if (issue.code === 'too_big') return `must be at most ${bound(issue.maximum)}`
  if (issue.code === 'invalid_type') return 'must be a whole number'
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`
  return printable(issue.message)
}
