import type { FastifyInstance } from 'fastify'
import { RecentlyUsed } from '../store/tile-recent.ts'
import type { Coding } from './content-coding.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Answers as they were sent last (reply.ts). */
    readonly packedAnswers: PackedAnswers
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

/** Keeps what was answered last, so that equal answers are made and packed once, however many ask at once. */
export class PackedAnswers {
  readonly #kept: RecentlyUsed<string, PackedAnswer>
  readonly #mostOfOne: number
  readonly #underway = new Map<string, Promise<PackedAnswer>>()

  constructor(mostBytes = MOST_BYTES, mostOfOne = MOST_OF_ONE) {
    this.#kept = new RecentlyUsed<string, PackedAnswer>(mostBytes, ({ body }) => body.length)
    this.#mostOfOne = mostOfOne
  }

  /**
   * What was kept under a key, or what `pack` makes now. What fails is not kept.
   * @param key names all that the answer depends on
   */
  of(key: string, pack: () => Promise<PackedAnswer>): Promise<PackedAnswer> {
    const kept = this.#kept.get(key)
    if (kept !== undefined) return Promise.resolve(kept)
    const underway = this.#underway.get(key)
    if (underway !== undefined) return underway
    const packed = this.#keep(key, pack).finally(() => this.#underway.delete(key))
    this.#underway.set(key, packed)
    return packed
  }

  async #keep(key: string, pack: () => Promise<PackedAnswer>): Promise<PackedAnswer> {
    const packed = await pack()
    if (packed.body.length <= this.#mostOfOne) this.#kept.set(key, packed)
    return packed
  }
}

/** Each server keeps its own: the same state may mean another answer in another one. */
export const keepPacked = (app: FastifyInstance): void => {
  app.decorate('packedAnswers', new PackedAnswers())
}
