import type { FastifyInstance } from 'fastify'
import type { Coding } from './content-coding.ts'
import { MadeOnce } from './made-once.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Answers as they were sent last (reply.ts). */
    readonly packedAnswers: MadeOnce<PackedAnswer>
  }
}

/** A body and what it is coded in, which for a small one is nothing. */
export interface PackedAnswer {
  readonly body: Uint8Array
  readonly coding: Coding
}

/** Bound of the answers that are kept together, and of a single one. */
const MOST_BYTES = 16 * 2 ** 20
const MOST_OF_ONE = MOST_BYTES / 8

/** Each server keeps its own: the same state may mean another answer in another one. */
export function keepPacked(app: FastifyInstance): void {
  const weigh = ({ body }: PackedAnswer) => body.length
  app.decorate('packedAnswers', new MadeOnce<PackedAnswer>(MOST_BYTES, weigh, MOST_OF_ONE))
}
