import { createEffect, createSignal, onCleanup, onMount } from 'solid-js'
import type { YearFrame, YearPicture as Picture } from './year-drawing.ts'
import { cellAt, drawYear } from './year-drawing.ts'
import { cellByKey } from './year-rows.ts'

/** The year as a canvas. A pointer over it and the arrow keys choose a cell, which is read beside it. */
export function YearPicture(props: {
  picture: Picture
  label: string
  onChoose: (cell: { readonly day: number; readonly bin: number } | undefined) => void
}) {
  const [host, setHost] = createSignal<HTMLDivElement>()
  const [canvas, setCanvas] = createSignal<HTMLCanvasElement>()
  const [size, setSize] = createSignal({ width: 0, height: 0 })
  const frame = (): YearFrame => ({
    ...size(),
    days: props.picture.year.days.time.length,
    bins: props.picture.year.edges.length - 1,
  })
  onMount(() => {
    const element = host()
    if (element === undefined) return
    const observer = new ResizeObserver(() =>
      setSize({ width: element.clientWidth, height: element.clientHeight }),
    )
    observer.observe(element)
    onCleanup(() => observer.disconnect())
  })
  createEffect(() => {
    const element = canvas()
    const context = element?.getContext('2d')
    const { width, height } = size()
    if (element === undefined || context === null || context === undefined || width === 0) return
    const ratio = devicePixelRatio
    element.width = Math.round(width * ratio)
    element.height = Math.round(height * ratio)
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    drawYear(context, frame(), props.picture)
  })
  function point(event: PointerEvent): void {
    const element = host()
    if (element === undefined) return
    const { left, top } = element.getBoundingClientRect()
    const cell = cellAt(frame(), event.clientX - left, event.clientY - top)
    if (cell !== undefined) props.onChoose(cell)
  }
  function onKeyDown(event: KeyboardEvent): void {
    const { days, bins } = frame()
    const at = props.picture.chosen ?? { day: days - 1, bin: bins >> 1 }
    const next = cellByKey(event, at, { days, bins })
    if (next === undefined) return
    event.preventDefault()
    props.onChoose(next)
  }
  return (
    <div
      class="year-plot"
      ref={setHost}
      tabindex="0"
      role="application"
      aria-roledescription="chart"
      aria-label={props.label}
      aria-describedby="year-cell"
      onPointerMove={point}
      onPointerDown={point}
      onKeyDown={onKeyDown}
    >
      <canvas ref={setCanvas} aria-hidden="true" />
    </div>
  )
}
