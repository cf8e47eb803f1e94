import type { Accessor } from 'solid-js'
import { createMemo, createSignal } from 'solid-js'
import { alertTestAnswerSchema, pushKeySchema } from '../../api/alerts.ts'
import type { AlertsAnswer } from '../../api/alerts.ts'
import { ROUTES } from '../../api/routes.ts'
import { problemSchema } from '../../api/schema.ts'
import { asSentence } from '../words/as-sentence.ts'
import { askServer } from '../request/lock.ts'
import { createOneAtATime } from '../request/one-at-a-time.ts'
import type { Session } from '../session/session.ts'

/** What becomes of deliveries is told by nobody: it is asked for. */
const EVERY = 10_000

/** Rules, channels and what was told, kept up with. Must be called inside a Solid root. */
export function createAlerts(
  { api, revived, fail, live }: Pick<Session, 'api' | 'revived' | 'fail' | 'live'>,
  asked: Accessor<number>,
): Accessor<AlertsAnswer | undefined> {
  const [told, setTold] = createSignal<AlertsAnswer | undefined>(undefined, {
    equals: areAlike,
  })
  const beat = createMemo(() => Math.floor(live.now() / EVERY))
  createOneAtATime({
    part: 'alerts',
    query: () => ({ beat: beat(), alerts: live.alerts(), asked: asked() }),
    revived,
    fail,
    ask: (_, signal) => api.alerts(signal),
    use: setTold,
  })
  return told
}

/** Whether two answers say the same, each of its time. */
const areAlike = (a: AlertsAnswer | undefined, b: AlertsAnswer | undefined): boolean =>
  JSON.stringify({ ...a, time: 0 }) === JSON.stringify({ ...b, time: 0 })

/** Has a test sent through a channel; says what became of it. */
export async function sendTest(channel: string): Promise<string> {
  const sent = await sendJson('POST', ROUTES.alertTest, { channel })
  if ('problem' in sent) return sent.problem
  const { result, why } = alertTestAnswerSchema.parse(sent.answer)
  return result === 'delivered' ? 'Delivered.' : `Not delivered: ${why ?? 'no reason was given'}.`
}

/** The key by which the browser asks its push service. */
export async function readPushKey(): Promise<
  { readonly publicKey: string } | { readonly problem: string }
> {
  const told = await answerOf(askServer(ROUTES.alertPushKey))
  return 'problem' in told ? told : pushKeySchema.parse(told.answer)
}

type Told = { readonly answer: unknown } | { readonly problem: string }

/** Sends JSON to the server; `problem` is why it was refused, in a sentence. */
export const sendJson = (method: 'POST' | 'DELETE', path: string, body: object): Promise<Told> =>
  answerOf(
    askServer(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )

async function answerOf(asked: Promise<Response>): Promise<Told> {
  try {
    const response = await asked
    const answer: unknown = await response.json()
    return response.ok ? { answer } : { problem: asSentence(problemSchema.parse(answer).detail) }
  } catch {
    return { problem: 'The server does not answer.' }
  }
}
