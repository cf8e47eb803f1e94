import type { Accessor } from 'solid-js'
import { createMemo, createSignal } from 'solid-js'
import { createFollow } from '../request/follow.ts'
import type { Session } from '../session/session.ts'
import type { TapeRow } from '../session/tape.ts'

/** Rows that are asked for at once. */
const PAGE = 100

/** The liquidations that a history holds of an instrument that is not live, newest first. */
export interface StoredTape {
  readonly rows: Accessor<readonly TapeRow[]>
  /** Whether there may be older ones. */
  readonly more: Accessor<boolean>
  readonly older: () => void
}

export function createStoredTape(session: Session): StoredTape {
  const { api, instrument, live, playback, view } = session
  const [rows, setRows] = createSignal<readonly TapeRow[]>([])
  const [more, setMore] = createSignal(false)
  const [page, setPage] = createSignal<{ readonly of: string; readonly to: number }>()

  const id = createMemo(() => instrument()?.id)
  const from = createMemo(() => instrument()?.from ?? 0)
  const end = createMemo(() => playback.settled() ?? instrument()?.to ?? 0)
  const query = createMemo(() => {
    const of = id()
    if (of === undefined || live.link() !== undefined) return undefined
    const { tapeSide, tapeUsd } = view()
    const place = [of, tapeSide, tapeUsd, playback.settled()].join(' ')
    const before = page()
    return {
      of: place,
      isFirst: before?.of !== place,
      ask: {
        instrument: of,
        from: from(),
        to: before?.of === place ? before.to : end(),
        order: 'newest' as const,
        limit: PAGE,
        ...(tapeSide === 'both' ? {} : { position: tapeSide }),
        ...(tapeUsd === 0 ? {} : { minUsd: tapeUsd }),
      },
    }
  })
  createFollow(session.revived, session.fail)(
    'stored-tape',
    query,
    ({ ask }, signal) => api.pastLiquidations(ask, signal),
    ({ liquidations }, { isFirst }) => {
      const held = isFirst ? [] : rows()
      // The newest has the highest number, as on the live tape.
      const first = -held.length
      setRows([...held, ...liquidations.map((one, i) => ({ ...one, key: first - i }))])
      setMore(liquidations.length >= PAGE)
    },
  )
  return {
    // None of later than the moment that is shown, while the next answer is on its way.
    rows: createMemo(() => rows().filter(({ time }) => time < (playback.at() ?? Infinity))),
    more,
    older() {
      const last = rows().at(-1)
      const asked = query()
      if (last !== undefined && asked !== undefined) setPage({ of: asked.of, to: last.time })
    },
  }
}
