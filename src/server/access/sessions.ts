import { createHash, randomBytes } from 'node:crypto'
import { DAY } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { SameKey } from './key.ts'
import type { Session, SessionFile } from './session-file.ts'

/** Then the key has to be given again. */
export const SESSION_LENGTH: Millis = 30 * DAY

/** Of one key; of more, the one that began first ends. */
const MOST_OF_A_KEY = 50

/** Sessions by the hash of the random text that their page has, which is nowhere kept. */
export class Sessions {
  readonly #now: () => Millis
  readonly #file: SessionFile | undefined
  readonly #byHash: Map<string, Session>

  /** @param file where they outlast the process */
  constructor(now: () => Millis, file?: SessionFile) {
    this.#now = now
    this.#file = file
    this.#byHash = new Map(file?.found.map((one) => [one.hash, one]))
  }

  /** Begins a session: `text` is for its page alone. */
  begin({ id, hash }: SameKey): { readonly text: string; readonly session: Session } {
    const ofKey: string[] = []
    for (const [one, { key, until }] of this.#byHash)
      if (until <= this.#now()) this.#byHash.delete(one)
      else if (key.id === id) ofKey.push(one)
    for (const one of ofKey.slice(0, Math.max(0, ofKey.length + 1 - MOST_OF_A_KEY)))
      this.#byHash.delete(one)
    const text = randomBytes(32).toString('base64url')
    const session = { hash: hashOf(text), key: { id, hash }, until: this.#now() + SESSION_LENGTH }
    this.#byHash.set(session.hash, session)
    this.#keep()
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
    this.#keep()
  }

  #keep(): void {
    this.#file?.keep([...this.#byHash.values()])
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url')
