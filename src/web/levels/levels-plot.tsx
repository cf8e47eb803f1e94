import { Show, createEffect, createSignal, onCleanup, onMount } from 'solid-js'
import { amountStyle } from '../words/amounts.ts'
import type { LevelsPicture, PlotSize } from './levels-drawing.ts'
import { drawLevels, sideRoom } from './levels-drawing.ts'
import { binAt, binByKey } from './levels-window.ts'
import type { Picture } from '../picture/picture.ts'
import { offerPicture } from '../picture/picture.ts'
import { THEME } from '../theme/theme.ts'

/**
 * The bars of the liquidation map on a canvas. A pointer that moves over them, a finger that is drawn
 * over them and the arrow keys point at a bar; a click, a lifted finger and Enter pin it.
 */
export function LevelsPlot(props: {
  picture: LevelsPicture | undefined
  label: string
  simulated: boolean
  /** What a saved picture tells beside the bars. */
  tell: () => Pick<Picture, 'legend' | 'facts'> | undefined
  onPoint: (bin: number | undefined) => void
  /** Pins a bin, or lets it go where it is pinned already. */
  onPin: (bin: number) => void
}) {
  const [host, setHost] = createSignal<HTMLDivElement>()
  const [canvas, setCanvas] = createSignal<HTMLCanvasElement>()
  const [size, setSize] = createSignal<PlotSize>({ width: 0, height: 0 })
  const [ratio, setRatio] = createSignal(devicePixelRatio)
  const sharpen = (): void => void setRatio(devicePixelRatio)
  let frame: number | undefined
  offerPicture(() => {
    const drawing = canvas()
    const told = props.tell()
    return drawing && told && { drawing, ratio: ratio(), words: [], ...told }
  })

  onMount(() => {
    const element = host()
    if (element === undefined) return
    const measure = (): void =>
      void setSize({ width: element.clientWidth, height: element.clientHeight })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    addEventListener('resize', sharpen)
    onCleanup(() => {
      observer.disconnect()
      removeEventListener('resize', sharpen)
    })
  })
  onCleanup(() => frame !== undefined && cancelAnimationFrame(frame))

  function draw(): void {
    frame = undefined
    const element = canvas()
    const context = element?.getContext('2d')
    const { picture } = props
    const { width, height } = size()
    if (element === undefined || context === null || context === undefined) return
    const [wide, high] = [Math.round(width * ratio()), Math.round(height * ratio())]
    // Setting a size clears the canvas, also where it is the same.
    if (element.width !== wide) element.width = wide
    if (element.height !== high) element.height = high
    context.setTransform(ratio(), 0, 0, ratio(), 0, 0)
    if (picture === undefined) context.clearRect(0, 0, width, height)
    else drawLevels(context, { width, height }, ratio(), picture)
  }
  createEffect(() => {
    // Whatever of these changes, one frame draws it.
    void [props.picture, size(), ratio(), canvas(), THEME.plot, amountStyle()]
    frame ??= requestAnimationFrame(draw)
  })

  function binUnder(event: PointerEvent): number | undefined {
    const element = host()
    const window = props.picture?.window
    if (element === undefined || window === undefined) return undefined
    const side = sideRoom(size().width)
    const x = event.clientX - element.getBoundingClientRect().left - side
    return binAt(window, x / (size().width - 2 * side))
  }

  function onKeyDown(event: KeyboardEvent): void {
    const { picture } = props
    if (picture === undefined) return
    const at = picture.selected
    if (at !== undefined && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault()
      props.onPin(at)
      return
    }
    const next = binByKey(event, at ?? binAt(picture.window, 0.5), picture.window)
    if (next === undefined) return
    event.preventDefault()
    props.onPoint(next)
  }

  return (
    <div
      class="levels-plot"
      ref={setHost}
      tabindex="0"
      role="application"
      aria-roledescription="chart"
      aria-label={props.label}
      aria-describedby="levels-readout"
      onKeyDown={onKeyDown}
      onPointerMove={(event) => props.onPoint(binUnder(event))}
      onPointerLeave={() => props.onPoint(undefined)}
      onPointerDown={(event) => props.onPoint(binUnder(event))}
      onPointerUp={(event) => {
        const bin = binUnder(event)
        if (bin !== undefined && event.button === 0) props.onPin(bin)
      }}
      onPointerCancel={() => props.onPoint(undefined)}
      onBlur={() => props.onPoint(undefined)}
    >
      <canvas ref={setCanvas} aria-hidden="true" />
      <Show when={props.simulated}>
        <div class="watermark" aria-hidden="true">
          Simulated
        </div>
      </Show>
    </div>
  )
}
