import type { Accessor } from 'solid-js'
import { createSignal } from 'solid-js'
import type { Failure } from '../request/api-client.ts'

/** Why parts of the page are not shown. */
export interface Failures {
  /** The first of them; undefined when all is well. */
  readonly failure: Accessor<Failure | undefined>
  /** States how a part of the page fares: undefined when it is well again. */
  readonly fail: (part: string, failure: Failure | undefined) => void
  readonly close: () => void
}

export function createFailures(): Failures {
  const [failures, setFailures] = createSignal<ReadonlyMap<string, Failure>>(new Map())
  return {
    failure: () => failures().values().next().value,
    fail(part, failure) {
      const next = new Map(failures())
      if (failure === undefined) next.delete(part)
      else next.set(part, failure)
      setFailures(next)
    },
    close: () => void setFailures(new Map()),
  }
}
