import type { Accessor } from 'solid-js'
import { createMemo, createSignal } from 'solid-js'
import type { CoverageAnswer, GapInfo } from '../../api/live.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { Api } from '../request/api-client.ts'
import type { Follow } from '../request/follow.ts'
import { sameFields } from '../request/follow.ts'
import { gapsOf, withGaps } from '../map/gap-spans.ts'
import type { Live } from './live.ts'

/** What is known to be missing of the instrument on the chart. */
export interface Coverage {
  /** Newest first; undefined before the server has answered. */
  readonly gaps: Accessor<readonly GapInfo[] | undefined>
  readonly streams: Accessor<CoverageAnswer['streams']>
  /** Gaps of every venue that have been told since the page was opened. */
  readonly heard: (gap: GapInfo) => void
  /** Something may have been missed: only what is asked for from now on counts. */
  readonly forget: () => void
  readonly told: Accessor<readonly GapInfo[]>
}

/** Gaps that are kept of what the server tells. */
const MOST_TOLD = 1_000

/** Asks for the gaps under the loaded bars and adds those that are told. In a Solid root. */
export function createCoverage(options: {
  readonly api: Api
  readonly follow: Follow
  readonly live: () => Live
  readonly instrument: Accessor<InstrumentId | undefined>
  /** Begin of the loaded bars. */
  readonly from: Accessor<number | undefined>
  /** Counts up when the past has changed. */
  readonly round: Accessor<number>
}): Coverage {
  const { api, follow, instrument, from, round } = options
  const [answer, setAnswer] = createSignal<CoverageAnswer>()
  const [told, setTold] = createSignal<readonly GapInfo[]>([])

  const query = createMemo(
    () => {
      const id = instrument()
      const start = from()
      const live = options.live()
      if (id === undefined || start === undefined || live.link() === undefined) return undefined
      return { instrument: id, from: start, round: round() }
    },
    undefined,
    { equals: sameFields },
  )
  /** What was told before an answer was asked for is in the answer. */
  let known: ReadonlySet<GapInfo> = new Set()
  follow(
    'coverage',
    query,
    (wanted, signal) => {
      known = new Set(told())
      const to = Math.max(wanted.from + 1, Math.ceil(options.live().now()))
      return api.coverage({ instrument: wanted.instrument, from: wanted.from, to }, signal)
    },
    (value) => {
      setAnswer(value)
      setTold((gaps) =>
        gaps.filter((gap) => gap.instrument !== value.instrument || !known.has(gap)),
      )
    },
  )

  const gaps = createMemo(() => {
    const held = answer()
    const id = instrument()
    const own = told().filter((gap) => gap.instrument === id)
    if (held === undefined || held.instrument !== id) return own.length === 0 ? undefined : own
    return withGaps(gapsOf(held), own)
  })
  return {
    gaps,
    streams: () => {
      const held = answer()
      return held !== undefined && held.instrument === instrument() ? held.streams : []
    },
    heard: (gap) => void setTold((held) => withGaps(held, [gap]).slice(0, MOST_TOLD)),
    forget: () => void setTold([]),
    told,
  }
}
