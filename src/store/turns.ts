/** Runs tasks one after another, each when those before it have ended, well or not. */
export type Turns = <T>(task: () => Promise<T>) => Promise<T>

/** A queue of its own: a DuckDB connection takes one query at a time. */
export function makeTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const next = last.then(task, task)
    last = next.catch(() => undefined)
    return next
  }
}
