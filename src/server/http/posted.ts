import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { printable } from '../../api/quoted.ts'
import { problem } from './problems.ts'

/**
 * The body of a request by its schema. Throws `not-json`, or `invalid-parameter` with a sentence that names the
 * first field that is wrong.
 */
export function readBody<Schema extends z.ZodType>(
  request: FastifyRequest,
  schema: Schema,
): z.infer<Schema> {
  if (!/^application\/json(?:;|$)/i.test(request.headers['content-type'] ?? ''))
    throw problem('not-json', 'send a JSON object with content-type application/json')
  const read = schema.safeParse(request.body)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const field = (issue?.path ?? []).join('.')
  const what = printable(issue?.message ?? 'is wrong')
  throw problem('invalid-parameter', field === '' ? `the body: ${what}` : `${field}: ${what}`)
}

/** Sends the answer to what was sent: nobody keeps it. */
export const sendOnce = (reply: FastifyReply, answer: object): FastifyReply =>
  reply.header('cache-control', 'no-store').type('application/json').send(JSON.stringify(answer))
