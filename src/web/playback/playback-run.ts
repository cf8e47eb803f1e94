import type { Millis } from '../../market/units.ts'
import type { Playback, PlaybackSpan, Speed } from './playback.ts'
import { momentAt, pausedAt, playFrame, seek, step, toggle } from './playback.ts'

/** The browser's frames, which stand still in a hidden tab. */
export interface Frames {
  readonly request: (call: (now: number) => void) => number
  readonly cancel: (frame: number) => void
}

/** What a person does with playback. Nothing but `open` does anything while now is shown. */
export interface PlaybackRun {
  /** Shows a moment; undefined goes back to now. */
  readonly open: (at: Millis | undefined) => void
  readonly toggle: () => void
  readonly step: (bars: number) => void
  readonly seek: (at: Millis) => void
  readonly last: () => void
  readonly speed: (speed: Speed) => void
  readonly close: () => void
}

/**
 * Runs playback over frames.
 * @param span what can be shown at this time; undefined before that is known
 * @param onChange hears what is shown; undefined for now
 */
export function createPlaybackRun(options: {
  readonly frames: Frames
  readonly span: () => PlaybackSpan | undefined
  readonly onChange: (held: Playback | undefined) => void
}): PlaybackRun {
  const { frames, span, onChange } = options
  let held: Playback | undefined
  let frame: number | undefined
  let speed: Speed = 1

  function set(next: Playback | undefined): void {
    if (next === held) return
    held = next
    if (next?.playing === true) ask()
    else stop()
    onChange(next)
  }
  function ask(): void {
    frame ??= frames.request((now) => {
      frame = undefined
      const over = span()
      if (held === undefined || over === undefined) return stop()
      set(playFrame(held, now, over))
    })
  }
  function stop(): void {
    if (frame !== undefined) frames.cancel(frame)
    frame = undefined
  }
  function change(by: (held: Playback, span: PlaybackSpan) => Playback): void {
    const over = span()
    if (held !== undefined && over !== undefined) set(by(held, over))
  }

  return {
    open(at) {
      const over = span()
      const moment = at === undefined || over === undefined ? at : momentAt(at, over)
      set(moment === undefined ? undefined : pausedAt(moment, speed))
    },
    toggle: () => change(toggle),
    step: (bars) => change((one, over) => step(one, bars, over)),
    seek: (at) => change((one, over) => seek(one, at, over)),
    last: () => change((one, over) => step(one, Number.MAX_SAFE_INTEGER / over.bar, over)),
    speed(next) {
      speed = next
      if (held !== undefined) set({ ...held, speed: next })
    },
    close: stop,
  }
}
