import { Show, createEffect, createMemo, createSignal, onCleanup, onMount } from 'solid-js'
import { formatTime } from '../../api/format.ts'
import { Menu } from '../parts/menu.tsx'
import type { Speed } from '../playback/playback.ts'
import { LEAP, SPEEDS } from '../playback/playback.ts'
import { HistoryIcon, PlayIcon, StepIcon } from './playback-icons.tsx'
import type { PlaybackAction } from '../playback/playback-keys.ts'
import { actionOf, placeOf } from '../playback/playback-keys.ts'
import type { Session } from '../session/session.ts'

/** The button that goes back in time, and to now. */
export function PlaybackButton(props: { session: Session }) {
  const { playback } = props.session
  const isPast = createMemo(() => playback.at() !== undefined)
  return (
    <button
      type="button"
      class="chip playback-button"
      aria-label="Playback"
      aria-pressed={isPast()}
      title="Go back in time"
      disabled={playback.span() === undefined}
      onClick={() => (isPast() ? playback.open(undefined) : playback.start())}
    >
      <HistoryIcon />
      <span>Playback</span>
    </button>
  )
}

/** The bar under the chart while a past moment is shown: which one it is, and how to move it. */
export function PlaybackBar(props: {
  session: Session
  /** Whether the chart is shown, on which later candles can be drawn. */
  onChart: boolean
}) {
  const { playback, live, view, change } = props.session
  const at = () => playback.at() ?? 0
  const playing = () => playback.held()?.playing === true
  const span = createMemo(() => playback.loaded() ?? { from: at(), to: at(), bar: 1 })
  const atEnd = () => at() >= (playback.span()?.to ?? 0)
  const words = () => `${formatTime(at())} UTC`
  const [slider, setSlider] = createSignal<HTMLInputElement>()

  function act(action: PlaybackAction): void {
    if (action === 'toggle') playback.toggle()
    else if (action === 'first') playback.seek(span().from)
    else if (action === 'last') playback.last()
    else playback.step(action.bars)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return
    const action = actionOf(event, placeOf(event.target))
    if (action === undefined) return
    event.preventDefault()
    act(action)
  }
  document.addEventListener('keydown', onKeyDown)
  onCleanup(() => document.removeEventListener('keydown', onKeyDown))
  onMount(() => {
    // Whoever has pressed the button goes on with the arrow keys; a link takes the focus from nobody.
    if (document.activeElement?.classList.contains('playback-button') === true) slider()?.focus()
  })
  // The browser keeps a value of its own, within the ends it has at that time.
  createEffect(() => {
    const own = slider()
    const { from, to, bar } = span()
    if (own === undefined) return
    own.min = String(from)
    own.max = String(to)
    own.step = String(bar)
    own.value = String(at())
  })

  const Step = (own: { bars: number }) => {
    const [count, back] = [Math.abs(own.bars), own.bars < 0]
    return (
      <button
        type="button"
        class="icon-button"
        aria-label={`${count} ${count === 1 ? 'bar' : 'bars'} ${back ? 'back' : 'forward'}`}
        disabled={!back && atEnd()}
        onClick={() => playback.step(own.bars)}
      >
        <StepIcon back={back} leap={count > 1} />
      </button>
    )
  }
  return (
    <section class="playback" aria-label="Playback">
      <div class="playback-words">
        <strong>
          Playback · <time data-field="playback">{words()}</time>
        </strong>
        <Show when={live.link() !== undefined}>
          <small>Live data go on behind it.</small>
        </Show>
      </div>
      <div class="playback-steps" role="group" aria-label="Steps">
        <Step bars={-LEAP} />
        <Step bars={-1} />
        <button
          type="button"
          class="icon-button playback-play"
          aria-label={playing() ? 'Pause' : 'Play'}
          disabled={atEnd()}
          onClick={playback.toggle}
        >
          <PlayIcon playing={playing()} />
        </button>
        <Step bars={1} />
        <Step bars={LEAP} />
      </div>
      <input
        ref={setSlider}
        class="playback-slider"
        type="range"
        aria-label="Time shown"
        aria-valuetext={words()}
        style={{ '--done': share(at(), span()) }}
        onInput={(event) => playback.seek(Number(event.currentTarget.value))}
      />
      <Menu
        label="Speed"
        items={SPEEDS.map((speed) => ({
          id: String(speed),
          label: `${speed} ${speed === 1 ? 'bar' : 'bars'}/s`,
        }))}
        value={String(playback.held()?.speed ?? 1)}
        onChange={(speed) => playback.speed(Number(speed) as Speed)}
      />
      <Show when={props.onChart}>
        <button
          type="button"
          class="chip"
          role="switch"
          aria-checked={view().later}
          title="Show what came later, dimmed, over the map of this moment"
          onClick={() => change({ later: !view().later })}
        >
          Later candles
        </button>
      </Show>
      <button type="button" class="chip playback-now" onClick={() => playback.open(undefined)}>
        Back to now
      </button>
    </section>
  )
}

const share = (at: number, { from, to }: { readonly from: number; readonly to: number }): number =>
  to > from ? Math.min(1, Math.max(0, (at - from) / (to - from))) : 1
