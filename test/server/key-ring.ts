import { findKey, newKey } from '../../src/server/access/key.ts'
import type { Key } from '../../src/server/access/key.ts'
import type { KeyFile } from '../../src/server/access/key-file.ts'
import { START } from './serve-fixture.ts'

/** A new key of a scope, with the text that its owner has. */
export const keyOf = (scope: Key['scope'], perMinute: number | null = null) =>
  newKey({ name: scope, scope, perMinute }, START)

/** Keys in memory, which can be revoked. */
export function keyRing(...made: readonly ReturnType<typeof keyOf>[]) {
  let held = made.map(({ key }) => key)
  const ring: KeyFile = {
    find: (text) => findKey(held, text),
    still: ({ id }) => held.find((one) => one.id === id),
  }
  const revoke = ({ key }: ReturnType<typeof keyOf>): void => {
    held = held.filter((one) => one !== key)
  }
  return { ...ring, revoke }
}
