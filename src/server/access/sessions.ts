import { createHash, randomBytes } from 'node:crypto'
import { DAY } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { Key } from './key.ts'

/** A page that was let in with a key. */
export interface Session {
  /** Of the text that its page has. */
  readonly hash: string
  readonly key: Key
  readonly until: Millis
}

/** Then the key has to be given again. */
export const SESSION_LENGTH: Millis = 30 * DAY

/** Of one key; of more, the one that began first ends. */
const MOST_OF_A_KEY = 50

/**
 * Sessions by the hash of the random text that their page has, which is nowhere kept. They are of this process:
 * a server that is started anew has none.
 */
export class Sessions {
  readonly #now: () => Millis
  readonly #byHash = new Map<string, Session>()

  constructor(now: () => Millis) {
    this.#now = now
  }

  /** Begins a session: `text` is for its page alone. */
  begin(key: Key): { readonly text: string; readonly session: Session } {
    const ofKey: string[] = []
    for (const [hash, { key: one, until }] of this.#byHash)
      if (until <= this.#now()) this.#byHash.delete(hash)
      else if (one.id === key.id) ofKey.push(hash)
    for (const hash of ofKey.slice(0, Math.max(0, ofKey.length + 1 - MOST_OF_A_KEY)))
      this.#byHash.delete(hash)
    const text = randomBytes(32).toString('base64url')
    const session = { hash: hashOf(text), key, until: this.#now() + SESSION_LENGTH }
    this.#byHash.set(session.hash, session)
    return { text, session }
  }

  /** Whose session a text is; undefined where it is none, or none any more. */
  find(text: string): Session | undefined {
    const session = this.#byHash.get(hashOf(text))
    return session !== undefined && this.isOpen(session) ? session : undefined
  }

  /** Whether a session has not ended. */
  isOpen(session: Session): boolean {
    return this.#byHash.get(session.hash) === session && session.until > this.#now()
  }

  end({ hash }: Session): void {
    this.#byHash.delete(hash)
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url')
