import type { Accessor } from 'solid-js'
import { createEffect, createMemo, createSignal, onCleanup } from 'solid-js'
import type { BookAnswer } from '../../api/book.ts'
import type { LevelsAnswer } from '../../api/schema.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { Answer } from '../request/api-client.ts'
import type { Session } from '../session/session.ts'

/** A book that was received longer ago is not shown. */
export const STALE_AFTER = 15_000

/** Time from an answer to the next question; after a refusal it is longer. */
const ASK_EVERY = 1_000
const ASK_AGAIN = 3_000
const LEVELS_EVERY = 2_000

/** What is known of each instrument: its answer, or why there is none. */
export type Known<T> = ReadonlyMap<InstrumentId, { readonly value: T } | { readonly why: string }>

/** Order books and newest levels of some instruments, asked for again and again. Must be called inside a Solid root. */
export function createBooks(
  session: Session,
  ids: Accessor<readonly InstrumentId[]>,
  zoom: Accessor<number | undefined>,
) {
  const { api, map } = session
  const key = createMemo(() => ids().join())
  const model = createMemo(() => map()?.model)

  function poll<T>(
    ask: (id: InstrumentId, signal: AbortSignal) => Promise<Answer<T>> | undefined,
    every: number,
  ): Accessor<Known<T>> {
    const [known, setKnown] = createSignal<Known<T>>(new Map())
    createEffect(() => {
      const of = key() === '' ? [] : ids()
      // What is asked depends on these.
      zoom()
      model()
      const controller = new AbortController()
      const timers = new Set<ReturnType<typeof setTimeout>>()
      onCleanup(() => {
        controller.abort()
        for (const timer of timers) clearTimeout(timer)
      })
      setKnown((before) => new Map([...before].filter(([id]) => of.includes(id))))
      const round = async (id: InstrumentId): Promise<void> => {
        const answer = await ask(id, controller.signal)
        if (answer === undefined || controller.signal.aborted) return
        const isThere = 'value' in answer
        const next = isThere ? { value: answer.value } : { why: answer.failure.text }
        setKnown((before) => new Map([...before, [id, next]]))
        const timer = setTimeout(
          () => {
            timers.delete(timer)
            void round(id)
          },
          isThere ? every : ASK_AGAIN,
        )
        timers.add(timer)
      }
      for (const id of of) void round(id)
    })
    return known
  }

  const books = poll<BookAnswer>((id, signal) => {
    const at = zoom()
    return at === undefined ? undefined : api.book({ instrument: id, zoom: at, rows: 1000 }, signal)
  }, ASK_EVERY)
  const levels = poll<LevelsAnswer>((id, signal) => {
    const [at, of] = [zoom(), model()]
    if (at === undefined || of === undefined) return undefined
    return api.levels({ instrument: id, model: of, time: 'newest', zoom: at }, signal)
  }, LEVELS_EVERY)
  return { books, levels }
}
