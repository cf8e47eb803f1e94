import type { Accessor } from 'solid-js'
import { createEffect, on, onCleanup } from 'solid-js'
import type { Answer, Failure } from './api-client.ts'

/** Runs a request for a query and whenever it changes; the previous one is aborted. */
export type Follow = <Q, T>(
  part: string,
  query: Accessor<Q | undefined>,
  ask: (query: Q, signal: AbortSignal) => Promise<Answer<T>>,
  use: (value: T, query: Q) => void,
) => void

/**
 * @param revived counts up when everything is to be asked anew
 * @param fail hears how each part fares
 */
export const createFollow =
  (revived: Accessor<number>, fail: (part: string, failure: Failure | undefined) => void): Follow =>
  (part, query, ask, use) => {
    createEffect(
      on([query, revived], ([wanted]) => {
        if (wanted === undefined) return
        const controller = new AbortController()
        onCleanup(() => controller.abort())
        const finish = async (): Promise<void> => {
          const answer = await ask(wanted, controller.signal)
          if ('value' in answer) {
            fail(part, undefined)
            use(answer.value, wanted)
          } else if (answer.failure.kind === 'refused' || answer.failure.kind === 'broken') {
            fail(part, answer.failure)
          }
        }
        void finish()
      }),
    )
  }

/** Equality of queries, for memos. */
export function sameFields(
  a: Readonly<Record<string, unknown>> | undefined,
  b: Readonly<Record<string, unknown>> | undefined,
): boolean {
  if (a === undefined || b === undefined) return a === b
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => a[name] === b[name])
}
