import type { Socket } from 'node:net'
import { STATUS_CODES } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Problem } from '../../api/schema.ts'
import { SECURITY_HEADERS, methodNotAllowed, methodsOf } from './guard.ts'
import { isProblem, problemAnswer } from './problems.ts'
import type { ProblemCode } from './problems.ts'

/** Answers every error as problem details; what is no problem of ours is logged and told as little of. */
export function errorAnswers(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    if (isProblem(error)) return send(reply, error.problem)
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500
    if (typeof status === 'number' && status < 500) return send(reply, unreadable(error))
    request.log.error({ err: error, method: request.method, path: request.url.split('?')[0] })
    const detail = 'the server could not answer this; its log says why'
    return send(reply, problemAnswer('internal-error', detail))
  })
  app.setNotFoundHandler((request, reply) => {
    // What is only sent to is there, and cannot be looked at.
    if (!methodsOf(request.url).includes(request.method))
      return send(reply, methodNotAllowed(request).problem)
    return send(
      reply,
      problemAnswer('not-found', 'there is no such address: docs/api.md lists them'),
    )
  })
}

/** What is wrong with a request that Fastify could not read, by its error. */
function unreadable(error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return problemAnswer('body-too-large', 'the body is longer than this address takes')
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return problemAnswer('malformed-request', 'the body is empty: send a JSON object')
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return problemAnswer('malformed-request', 'the body is not valid JSON')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return problemAnswer('not-json', 'send a JSON object with content-type application/json')
    default:
      return problemAnswer('malformed-request', 'the request cannot be read')
  }
}

function send(reply: FastifyReply, answer: Problem): FastifyReply {
  if (answer.status === 405) reply.header('allow', methodsOf(reply.request.url).join(', '))
  if (answer.code === 'busy') reply.header('retry-after', '1')
  if (answer.code === 'too-many-viewers') reply.header('retry-after', '10')
  if (answer.code === 'too-many-tests' || answer.code === 'too-many-notes')
    reply.header('retry-after', '60')
  const { retryAfterSeconds } = answer.numbers ?? {}
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  // What the answer would have had.
  for (const header of ['etag', 'content-disposition', 'content-encoding'])
    reply.removeHeader(header)
  return reply
    .code(answer.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(answer))
}

/** Answers an address that cannot be decoded; no hook has run before it. */
export function answerBadAddress(_: Error, __: FastifyRequest, reply: FastifyReply): void {
  reply.headers(SECURITY_HEADERS)
  void send(reply, problemAnswer('malformed-request', 'the address is not valid percent-encoding'))
}

const BROKEN: Readonly<Record<string, { readonly code: ProblemCode; readonly detail: string }>> = {
  HPE_HEADER_OVERFLOW: { code: 'headers-too-large', detail: 'the headers exceed 16 KiB' },
  ERR_HTTP_REQUEST_TIMEOUT: {
    code: 'request-timeout',
    detail: 'the request took too long to arrive',
  },
}
const MALFORMED = { code: 'malformed-request', detail: 'this is no valid HTTP request' } as const

/** Answers bytes that never became a request, then hangs up. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { code, detail } = BROKEN[error.code ?? ''] ?? MALFORMED
  socket.end(problemResponse(problemAnswer(code, detail)))
}

/** A problem as the bytes of an answer, for sockets that no reply belongs to. */
export function problemResponse(answer: Problem): string {
  const body = JSON.stringify(answer)
  const retry = answer.status === 503 ? 'Retry-After: 10\r\n' : ''
  return (
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\n` +
    `Content-Type: application/problem+json\r\n${retry}` +
    `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  )
}
