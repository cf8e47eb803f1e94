import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { SCOPES } from '../../api/access.ts'
import type { Scope } from '../../api/access.ts'
import type { Millis } from '../../market/units.ts'

/** What is kept of a key: enough to know it again, not to be it. */
export const keySchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{8}$/),
  name: z.string().min(1).max(60),
  scope: z.enum(SCOPES),
  /** Requests a minute; null where it is held to what any address is. */
  perMinute: z.int().min(1).max(1_000_000).nullable(),
  made: z.number(),
  /** SHA-256 of the whole key, in hexadecimal: of 256 random bits nothing slower is needed. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Key = z.infer<typeof keySchema>

/** What tells a key from all others, also from one that has its id. */
export type SameKey = Pick<Key, 'id' | 'hash'>

/** Its id is told openly, to name the key; the secret after it is 256 random bits. */
const FORM = /^isotherm_([0-9a-f]{8})_[\w-]{43}$/

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

/** A new key: `text` is for its owner, and is nowhere kept. */
export function newKey(
  asked: Pick<Key, 'name' | 'scope' | 'perMinute'>,
  made: Millis,
): { readonly text: string; readonly key: Key } {
  const id = randomBytes(4).toString('hex')
  const text = `isotherm_${id}_${randomBytes(32).toString('base64url')}`
  return { text, key: { id, ...asked, made, hash: sha256(text).toString('hex') } }
}

/** What no key is, to hold a text against where there is no other. */
const NO_HASH = '0'.repeat(64)

/** The key that a text is; undefined where it is none, which takes as long whatever is wrong with it. */
export function findKey(keys: readonly Key[], text: string): Key | undefined {
  const id = FORM.exec(text)?.[1]
  const key = keys.find((one) => one.id === id)
  const isSame = timingSafeEqual(sha256(text), Buffer.from(key?.hash ?? NO_HASH, 'hex'))
  return isSame ? key : undefined
}

/** Whether who may do the one may do the other. */
export const covers = (held: Scope, needed: Scope): boolean =>
  SCOPES.indexOf(held) >= SCOPES.indexOf(needed)
