import { MadeOnce } from '../http/made-once.ts'
import { createQueue } from '../http/work-queue.ts'

/** Does what takes long one at a time and keeps what was made last. */
export interface KeptWork {
  /** @param key names all that the outcome depends on. Throws the problem `busy` where too much waits. */
  of<Value extends object>(key: string, make: () => Promise<Value>): Promise<Value>
}

const MOST_WAITING = 32
/** Some megabytes each. */
const MOST_KEPT = 16

export function keptWork(): KeptWork {
  const kept = new MadeOnce<object>(MOST_KEPT)
  const queue = createQueue(MOST_WAITING)
  return {
    // A key is asked with one kind of work.
    of: <Value extends object>(key: string, make: () => Promise<Value>) =>
      kept.of(key, () => queue(make)) as Promise<Value>,
  }
}
