import type { Accessor } from 'solid-js'
import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import type { MeasuredAnswer } from '../../api/live.ts'
import type { InstrumentInfo } from '../../api/schema.ts'
import type { Answer, Api } from '../request/api-client.ts'
import type { Follow } from '../request/follow.ts'
import { sameFields } from '../request/follow.ts'
import type { Live } from './live.ts'
import { isOld } from '../words/measured-words.ts'

/** Positions that the instrument's venue shows, as far as they were observed. */
export interface Measured {
  /** Whether there is anything to switch on: the venue shows positions. */
  readonly offered: Accessor<boolean>
  /** The newest answer of the instrument on the chart; undefined before it, and while switched off. */
  readonly answer: Accessor<MeasuredAnswer | undefined>
  /** Too old, or the server is not heard: no longer to be shown as if it were so now. */
  readonly old: Accessor<boolean>
  /** States the price zoom of the chart: levels are asked for in its bins. */
  readonly look: (zoom: number | undefined) => void
}

const ASK_EVERY = 10_000

/** Asks while the page is looked at and the layer is on, and of no other venue. In a Solid root. */
export function createMeasured(options: {
  readonly api: Api
  readonly follow: Follow
  readonly live: Live
  readonly instrument: Accessor<InstrumentInfo | undefined>
  readonly on: Accessor<boolean>
  /** Counts up when the server is back. */
  readonly revived: Accessor<number>
}): Measured {
  const { api, follow, live, instrument } = options
  const [zoom, setZoom] = createSignal<number>()
  const [held, setHeld] = createSignal<MeasuredAnswer>()
  /** The server measures nothing of it after all, as its configuration may say. */
  const [refused, setRefused] = createSignal<string>()
  const [round, setRound] = createSignal(0)
  const [visible, setVisible] = createSignal(document.visibilityState === 'visible')
  const seen = (): void => void setVisible(document.visibilityState === 'visible')
  document.addEventListener('visibilitychange', seen)
  onCleanup(() => document.removeEventListener('visibilitychange', seen))
  createEffect(on(options.revived, () => setRefused(undefined), { defer: true }))

  const offered = createMemo(() => {
    const info = instrument()
    if (info === undefined || refused() === info.id) return false
    return live.venues()?.find(({ venue }) => venue === info.venue)?.measured === true
  })
  const wanted = createMemo(() => offered() && options.on() && visible())
  createEffect(() => {
    if (!wanted()) return
    const timer = setInterval(() => setRound((count) => count + 1), ASK_EVERY)
    onCleanup(() => clearInterval(timer))
  })

  const query = createMemo(
    () => {
      const id = instrument()?.id
      const at = zoom()
      if (id === undefined || at === undefined || !wanted()) return undefined
      return { instrument: id, zoom: at, round: round() }
    },
    undefined,
    { equals: sameFields },
  )
  follow<NonNullable<ReturnType<typeof query>>, MeasuredAnswer | undefined>(
    'measured',
    query,
    async (of, signal): Promise<Answer<MeasuredAnswer | undefined>> => {
      const answer = await api.measured({ instrument: of.instrument, zoom: of.zoom }, signal)
      const isNone = 'failure' in answer && answer.failure.code === 'not-measured'
      return isNone ? { value: undefined } : answer
    },
    (value, of) => {
      setHeld(value)
      if (value === undefined) setRefused(of.instrument)
    },
  )

  const answer = createMemo(() => {
    const newest = held()
    const isOwn = newest?.instrument === instrument()?.id
    return isOwn && offered() && options.on() ? newest : undefined
  })
  return {
    offered,
    answer,
    old: createMemo(() => {
      const newest = answer()
      return newest !== undefined && (!live.heard() || isOld(newest, live.now()))
    }),
    look: (next) => void setZoom(next),
  }
}
