import type { Accessor } from 'solid-js'
import { createMemo, createSignal, onCleanup } from 'solid-js'
import type { KeptScore, ScoreInfo, Scores } from '../../api/score.ts'
import { createFollow, sameFields } from '../request/follow.ts'
import { createServerClock } from '../request/server-clock.ts'
import type { Session } from '../session/session.ts'

/** How right the maps were, as far as the server has said. */
export interface ScoreBoard {
  readonly list: Accessor<Scores | undefined>
  /** The instrument that is looked at. */
  readonly info: Accessor<ScoreInfo | undefined>
  /** Its score; undefined while it is asked for. */
  readonly kept: Accessor<KeptScore | undefined>
  /** The server's clock. */
  readonly now: Accessor<number>
}

/** The list is asked for so often while a score is to come, and every twelfth time else. */
const PENDING_EVERY = 5_000
const ELSE_EACH = 12

/** Follows the scores while they are looked at. Must be called in a Solid root. */
export function createScores({ api, instrument, revived, fail }: Session): ScoreBoard {
  const [list, setList] = createSignal<Scores>()
  const [kept, setKept] = createSignal<KeptScore>()
  const [round, setRound] = createSignal(0)
  const clock = createServerClock()
  const follow = createFollow(revived, fail)

  follow(
    'scores',
    () => ({ round: round() }),
    (_, signal) => api.scores(signal),
    (answer) => {
      clock.heard(answer.time)
      setList(answer)
    },
  )
  const info = createMemo(() => list()?.scores.find((one) => one.instrument === instrument()?.id))
  const query = createMemo(
    () => {
      const { instrument: of, scoredAt = null } = info() ?? {}
      return of === undefined || scoredAt === null ? undefined : { of, scoredAt }
    },
    undefined,
    { equals: sameFields },
  )
  follow('score', query, ({ of }, signal) => api.score(of, signal), setKept)

  let ticks = 0
  const timer = setInterval(() => {
    const isPending = list()?.scores.some(({ state, running }) => running || state === 'waiting')
    if (isPending === true || ++ticks % ELSE_EACH === 0) setRound((count) => count + 1)
  }, PENDING_EVERY)
  onCleanup(() => {
    clearInterval(timer)
    fail('scores', undefined)
    fail('score', undefined)
  })
  return {
    list,
    info,
    kept: () => (kept()?.score.instrument === query()?.of ? kept() : undefined),
    now: clock.now,
  }
}
