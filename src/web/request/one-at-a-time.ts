import type { Accessor } from 'solid-js'
import { createEffect, on, onCleanup } from 'solid-js'
import type { Answer, Failure } from './api-client.ts'

/**
 * Asks for what is wanted, and once the answer is there for what is wanted by then: what changes faster
 * than the server answers is told of now and then instead of never. Must be called inside a Solid root.
 */
export function createOneAtATime<Q, T>(options: {
  readonly part: string
  readonly query: Accessor<Q | undefined>
  /** Counts up when it is to be asked anew. */
  readonly revived: Accessor<number>
  readonly ask: (query: Q, signal: AbortSignal) => Promise<Answer<T>>
  readonly use: (value: T, query: Q) => void
  readonly fail: (part: string, failure: Failure | undefined) => void
}): void {
  const { part, query, revived, ask, use, fail } = options
  const controller = new AbortController()
  let wanted: Q | undefined
  let isAsking = false

  async function run(): Promise<void> {
    isAsking = true
    while (wanted !== undefined && !controller.signal.aborted) {
      const one = wanted
      wanted = undefined
      // Each is to wait for the one before.
      // oxlint-disable-next-line no-await-in-loop
      const answer = await ask(one, controller.signal)
      if (controller.signal.aborted) break
      if ('value' in answer) {
        fail(part, undefined)
        use(answer.value, one)
      } else if (answer.failure.kind === 'refused' || answer.failure.kind === 'broken')
        fail(part, answer.failure)
    }
    isAsking = false
  }
  createEffect(
    on([query, revived], ([next]) => {
      wanted = next
      if (next !== undefined && !isAsking) void run()
    }),
  )
  onCleanup(() => {
    controller.abort()
    fail(part, undefined)
  })
}
