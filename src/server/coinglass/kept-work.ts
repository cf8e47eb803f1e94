import { RecentlyUsed } from '../../store/tile-recent.ts'
import { problem } from '../problems.ts'

/** Does what takes long one at a time and keeps what was made last. */
export interface KeptWork {
  /** @param key names all that the outcome depends on. Throws the problem `busy` where too much waits. */
  of<Value extends object>(key: string, make: () => Promise<Value>): Promise<Value>
}

const MOST_WAITING = 32
/** Some megabytes each. */
const MOST_KEPT = 16

export function keptWork(): KeptWork {
  const kept = new RecentlyUsed<string, Promise<object>>(MOST_KEPT, () => 1)
  let waiting = 0
  let turn: Promise<unknown> = Promise.resolve()
  return {
    of<Value extends object>(key: string, make: () => Promise<Value>) {
      const known = kept.get(key)
      // A key is asked with one kind of work.
      if (known !== undefined) return known as Promise<Value>
      if (waiting >= MOST_WAITING)
        throw problem('busy', `${waiting} maps wait to be made: ask again in a second`)
      waiting++
      const made = turn.then(make).finally(() => waiting--)
      turn = made.catch(() => kept.delete(key))
      kept.set(key, made)
      return made
    },
  }
}
