import type { Accessor } from 'solid-js'
import { createMemo, createSignal } from 'solid-js'
import type { z } from 'zod'
import type { AmendAsked, NoteAsked, PaperAnswer, PaperEntryAnswer } from '../../api/paper.ts'
import type { PaperStatisticsAnswer } from '../../api/paper.ts'
import { notedSchema, paperSchema, paperStatisticsSchema } from '../../api/paper.ts'
import { ROUTES } from '../../api/routes.ts'
import { problemSchema } from '../../api/schema.ts'
import type { Answer, Failure } from '../request/api-client.ts'
import { asSentence } from '../words/as-sentence.ts'
import { askServer, wantsKey } from '../request/lock.ts'
import { createOneAtATime } from '../request/one-at-a-time.ts'
import type { Session } from '../session/session.ts'

/** Asked by pages that are seldom opened: it comes with them, and nothing of it is kept for later. */
async function ask<S extends z.ZodType>(
  path: string,
  schema: S,
  init: RequestInit,
): Promise<Answer<z.output<S>>> {
  try {
    const response = await askServer(path, init)
    // The page says so as a whole (log-in.tsx), and asks anew once it has one.
    if (wantsKey(response)) return broken('aborted', 'A key is wanted first.')
    const body: unknown = await response.json()
    if (response.ok) return { value: schema.parse(body) }
    const problem = problemSchema.safeParse(body)
    const detail = problem.data?.detail ?? `the server answered ${response.status}`
    return broken('refused', asSentence(detail))
  } catch (error) {
    if (init.signal?.aborted === true) return broken('aborted', 'No longer needed.')
    if (error instanceof TypeError) return broken('offline', 'The server does not answer.')
    return broken('broken', `${path}: ${String(error)}`)
  }
}

const broken = (kind: Failure['kind'], text: string) => ({ failure: { kind, code: kind, text } })

async function send(path: string, body: object): Promise<Answer<PaperEntryAnswer>> {
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  const answer = await ask(path, notedSchema, init)
  return 'value' in answer ? { value: answer.value.entry } : answer
}

export const sendNote = (note: NoteAsked) => send(ROUTES.paper, note)
export const sendAmend = (amend: AmendAsked) => send(ROUTES.paperAmend, amend)

/** Notes of a page. */
const PAGE = 20

export interface PaperPages {
  readonly answer: PaperAnswer
  readonly statistics: PaperStatisticsAnswer
}

/**
 * The newest notes and what they brought, anew whenever a candle closes, a note is written or more is asked for.
 * Must be called inside a Solid root.
 */
export function createPaper(session: Session) {
  const [told, setTold] = createSignal<PaperPages>()
  const [round, setRound] = createSignal(0)
  const [count, setCount] = createSignal(PAGE)
  const query = createMemo(() => ({
    round: round(),
    limit: Math.min(200, count()),
    to: session.map()?.to,
  }))
  createOneAtATime({
    part: 'paper journal',
    query,
    revived: session.revived,
    fail: session.fail,
    async ask({ limit }, signal) {
      const [answer, statistics] = await Promise.all([
        ask(`${ROUTES.paper}?limit=${limit}`, paperSchema, { signal }),
        ask(ROUTES.paperStatistics, paperStatisticsSchema, { signal }),
      ])
      if ('failure' in answer) return answer
      if ('failure' in statistics) return statistics
      return { value: { answer: answer.value, statistics: statistics.value } }
    },
    use: (value: PaperPages) => setTold(value),
  })
  return {
    told,
    refresh: () => void setRound((last) => last + 1),
    more: () => void setCount((last) => last + PAGE),
  }
}

/** The note that the address names; undefined until it is told. Must be called inside a Solid root. */
export function createNote(session: Session): Accessor<PaperEntryAnswer | undefined> {
  const [told, setTold] = createSignal<PaperEntryAnswer>()
  const id = createMemo(() => session.view().note)
  const query = createMemo(() => {
    const [note, to] = [id(), session.map()?.to]
    return note === undefined ? undefined : { note, to }
  })
  createOneAtATime({
    part: 'note',
    query,
    revived: session.revived,
    fail: session.fail,
    ask: ({ note }, signal) => ask(`${ROUTES.paper}?id=${note}`, paperSchema, { signal }),
    use: ({ entries }) => setTold(entries[0]),
  })
  return createMemo(() => (told()?.id === id() ? told() : undefined))
}
