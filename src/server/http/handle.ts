import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { JsonOperation, Operation } from '../../api/operations/operation.ts'
import { queryOf, readParameters } from './read-parameters.ts'
import type { TableFormat } from '../../api/table/table.ts'
import { sendJson } from './reply.ts'
import { sendTable } from '../tables/send-table.ts'

/** How routes are answered: by their operation, so that what is documented is what is served. */

/** An answer, and what it depends on beyond its address: equal states need not be answered anew. */
export interface Told<Answer> {
  readonly state: string
  readonly answer: () => Answer | Promise<Answer>
  /** Of a list in pages, the cursor of the next one. */
  readonly next?: string | number | null
}

/** An answer that depends on nothing but itself. */
export const told = <Answer>(answer: Answer): Told<Answer> => ({
  state: JSON.stringify(answer),
  answer: () => answer,
})

/** A page of a list. */
export const toldPage = <Answer extends { readonly next: string | number | null }>(
  answer: Answer,
): Told<Answer> => ({ ...told(answer), next: answer.next })

/** Answers an operation with JSON. */
export function handle<Path, Query, Answer>(
  app: FastifyInstance,
  operation: JsonOperation<Path, Query, Answer>,
  tell: (asked: Path & Query) => Told<Answer> | Promise<Told<Answer>>,
): void {
  serve(app, operation, async (asked, request, reply) => {
    const { state, answer, next = null } = await tell(asked)
    if (next !== null) reply.header('link', `<${nextPage(request, next)}>; rel="next"`)
    const { format } = asked as { readonly format?: TableFormat }
    const { id, table } = operation
    if (table !== undefined && format !== undefined)
      return sendTable(request, reply, { state, answer, table, format, name: id })
    return sendJson(request, reply, state, answer)
  })
}

/** The address of the page after a request's. */
function nextPage(request: FastifyRequest, cursor: string | number): string {
  const [path] = (request.raw.url ?? '').split('?')
  const query = queryOf(request)
  query.set('cursor', `${cursor}`)
  return `${path}?${query.toString()}`
}

/** Answers an operation with whatever its handler sends. */
export function serve<Path, Query>(
  app: FastifyInstance,
  operation: Operation<Path, Query>,
  send: (
    asked: Path & Query,
    request: FastifyRequest,
    reply: FastifyReply,
  ) => FastifyReply | Promise<FastifyReply>,
): void {
  const { method, path: url, inPath, inQuery, bodyBytes, isHeavy = false } = operation
  // A reply is awaited until it is sent, and who reads slowly would keep the place meanwhile.
  const places = new WeakMap<FastifyRequest, () => void>()
  const onSend = async (request: FastifyRequest): Promise<void> => places.get(request)?.()
  app.route<{ Params: Record<string, string> }>({
    method,
    url,
    ...(bodyBytes === undefined ? {} : { bodyLimit: bodyBytes }),
    ...(isHeavy ? { onSend } : {}),
    handler: async (request, reply) => {
      const query = readParameters(inQuery, queryOf(request))
      const path = readParameters(inPath, Object.entries(request.params))
      const answer = async () => send({ ...path, ...query }, request, reply)
      if (!isHeavy) return answer()
      return app.heavyGate.pass(
        (leave) => {
          places.set(request, leave)
          return answer()
        },
        () => request.raw.socket.destroyed,
      )
    },
  })
}
