import type { Accessor } from 'solid-js'
import { createEffect, createMemo, createSignal, onCleanup } from 'solid-js'
import type { InstrumentInfo, MapDescriptor } from '../../api/schema.ts'
import type { Millis } from '../../market/units.ts'
import type { Bars } from '../chart/bars.ts'
import { endOf } from '../chart/open-bars.ts'
import { atMostEvery } from '../request/paced.ts'
import type { Playback, PlaybackSpan } from './playback.ts'
import { momentAt } from './playback.ts'
import type { PlaybackRun } from './playback-run.ts'
import { createPlaybackRun } from './playback-run.ts'

/** Which moment the page shows, and how it moves. */
export interface PagePlayback extends Omit<PlaybackRun, 'close'> {
  /** The end of the last bar that is shown; undefined while it is now. */
  readonly at: Accessor<Millis | undefined>
  /** What was asked for, whatever bars are shown. */
  readonly asked: Accessor<Millis | undefined>
  /** The same, as often as the server and the address can follow it. */
  readonly settled: Accessor<Millis | undefined>
  readonly held: Accessor<Playback | undefined>
  /** All moments that can be shown; undefined where there is none. */
  readonly span: Accessor<PlaybackSpan | undefined>
  /** Those among them whose bars are loaded. */
  readonly loaded: Accessor<PlaybackSpan | undefined>
  /** Goes back from now by a part of the range. */
  readonly start: () => void
}

/** While it plays, the server is asked and the address is changed this often. */
const SETTLE_EVERY = 400

/** How far back it starts, as a part of the range. */
const START = 1 / 4

/** Must be called inside a Solid root. */
export function createPlayback(options: {
  readonly initial: Millis | undefined
  readonly instrument: Accessor<InstrumentInfo | undefined>
  readonly map: Accessor<MapDescriptor | undefined>
  readonly bars: Accessor<Bars | undefined>
  readonly bar: Accessor<Millis>
  /** Length of the range. */
  readonly range: Accessor<Millis>
}): PagePlayback {
  const { initial, instrument, map, bars, bar, range } = options
  const [held, setHeld] = createSignal<Playback>()
  const [settled, setSettled] = createSignal(initial)
  const settle = atMostEvery(SETTLE_EVERY, () => void setSettled(at()))

  const span = createMemo(
    () => {
      const info = instrument()
      if (info === undefined) return undefined
      const of = map()?.instrument === info.id ? map() : undefined
      // The map has columns from its second moment on.
      const first = Math.max(info.from, of?.from ?? 0)
      const [length, newest] = [bar(), of?.to ?? info.to]
      const from = (Math.floor(first / length) + 1) * length
      const to = Math.floor(newest / length) * length
      return from > to ? undefined : { from, to, bar: length }
    },
    undefined,
    { equals: sameSpan },
  )
  const asked = createMemo(() => held()?.at)
  const at = createMemo(() => {
    const [time, over] = [asked(), span()]
    return time === undefined || over === undefined ? time : momentAt(time, over)
  })
  // Not a memo: the bars come to be after this, from what is asked for here.
  const loaded = (): PlaybackSpan | undefined => {
    const [over, there, time] = [span(), bars(), at()]
    if (over === undefined || there === undefined) return over
    const from = Math.max(over.from, there.grid.from + over.bar)
    const to = Math.min(over.to, endOf(there))
    const ends = [from, to, time ?? to]
    return { from: Math.min(...ends), to: Math.max(...ends), bar: over.bar }
  }

  const run = createPlaybackRun({
    frames: {
      request: (call) => requestAnimationFrame(call),
      cancel: (frame) => cancelAnimationFrame(frame),
    },
    span,
    onChange: setHeld,
  })
  /** Goes there at once, in the address too: it may be read from there. */
  function open(time: Millis | undefined): void {
    run.open(time)
    setSettled(at())
  }
  run.open(initial)
  createEffect(() => {
    at()
    settle.call()
  })
  onCleanup(() => {
    run.close()
    settle.cancel()
  })
  return {
    ...run,
    open,
    at,
    asked,
    settled,
    held,
    span,
    loaded,
    start() {
      const over = span()
      if (over !== undefined) open(over.to - range() * START)
    },
  }
}

const sameSpan = (a: PlaybackSpan | undefined, b: PlaybackSpan | undefined): boolean =>
  a?.from === b?.from && a?.to === b?.to && a?.bar === b?.bar
