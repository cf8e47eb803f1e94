import type { RecentlyUsed } from '../store/tile-recent.ts'
import { problem } from './problems.ts'

export type WorkQueue = <Value>(work: () => Promise<Value>) => Promise<Value>

/** Does one thing after the other. Throws the problem `busy` where too many wait. */
export function createQueue(most: number): WorkQueue {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async (work) => {
    if (waiting >= most)
      throw problem('busy', 'too many maps are being read: ask again in a moment')
    waiting++
    const done = last.then(work, work)
    last = done.catch(() => {})
    try {
      return await done
    } finally {
      waiting--
    }
  }
}

/** What was asked for before, or what `make` makes now; a failure is not remembered. */
export function remember<Value>(
  kept: RecentlyUsed<string, Promise<Value>>,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const known = kept.get(key)
  if (known !== undefined) return known
  const value = make()
  kept.set(key, value)
  value.catch(() => kept.delete(key))
  return value
}
