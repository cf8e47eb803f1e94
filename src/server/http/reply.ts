import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { chooseCoding, encodeBody } from './content-coding.ts'
import type { Coding } from './content-coding.ts'
import type { PackedAnswer } from './packed-answers.ts'

/** How answers are sent: validators, caching and content coding, the same for every route. */

/** How long an answer may be kept: for ever, or until the server says that it has changed. */
export type Freshness = 'immutable' | 'revalidate'

const CACHE_CONTROL: Record<Freshness, string> = {
  immutable: 'public, max-age=31536000, immutable',
  revalidate: 'no-cache',
}

/** Below this many bytes compression costs more than it saves. */
const WORTH_COMPRESSING = 1_024

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '')

/** Whether an If-None-Match header holds this tag (RFC 9110, 13.1.2: weak comparison). */
export function matchesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((one) => opaque(one) === opaque(tag))
}

/**
 * Sets the validator and tells whether the client already has this answer; then the reply is a 304
 * and needs no body.
 */
export function isKnown(
  request: FastifyRequest,
  reply: FastifyReply,
  tag: string,
  freshness: Freshness,
): boolean {
  reply.headers({
    etag: tag,
    'cache-control': CACHE_CONTROL[freshness],
    vary: 'Accept-Encoding',
  })
  if (!matchesTag(request.headers['if-none-match'], tag)) return false
  reply.code(304)
  return true
}

/** The coding that this request wants its answer in. */
export const codingFor = (request: FastifyRequest): Coding =>
  chooseCoding(request.headers['accept-encoding'])

/** Sends bytes that are already in a coding. */
export function sendCoded(
  reply: FastifyReply,
  body: Uint8Array,
  coding: Coding,
  type: string,
): FastifyReply {
  if (coding !== 'identity') reply.header('content-encoding', coding)
  return reply.type(type).send(Buffer.from(body.buffer, body.byteOffset, body.byteLength))
}

/**
 * Answers with JSON. `state` names all that the answer depends on beyond its address; equal states
 * are answered with 304 without any work, and with what was packed before where it is still kept.
 */
export const sendJson = (
  request: FastifyRequest,
  reply: FastifyReply,
  state: string,
  answer: () => unknown,
): Promise<FastifyReply> =>
  sendMade(request, reply, state, async () => JSON.stringify(await answer()), 'application/json')

/** Answers, as `sendJson` does, with what is made of an answer. */
export async function sendMade(
  request: FastifyRequest,
  reply: FastifyReply,
  state: string,
  make: () => Promise<string | Uint8Array>,
  type: string,
): Promise<FastifyReply> {
  const tag = tagOf(`${state}\n${request.raw.url}`)
  if (isKnown(request, reply, tag, 'revalidate')) return reply.send()
  const wanted = codingFor(request)
  const pack = async () => packed(await make(), wanted)
  const { body, coding } = await request.server.packedAnswers.of(`${wanted} ${tag}`, pack)
  return sendCoded(reply, body, coding, type)
}

/** Answers with a text that is already made. */
export async function sendText(
  request: FastifyRequest,
  reply: FastifyReply,
  text: string,
  type: 'text/html' | 'text/css',
): Promise<FastifyReply> {
  return sendMade(request, reply, text, async () => text, `${type}; charset=utf-8`)
}

const tagOf = (text: string): string =>
  `W/"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`

async function packed(content: string | Uint8Array, wanted: Coding): Promise<PackedAnswer> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const coding = bytes.length < WORTH_COMPRESSING ? 'identity' : wanted
  return { body: await encodeBody(bytes, coding), coding }
}
