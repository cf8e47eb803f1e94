import type { Accessor } from 'solid-js'
import { createEffect, createMemo, on, onCleanup } from 'solid-js'
import { decimalsOf } from '../../api/format.ts'
import { barsUntil } from '../chart/bars.ts'
import type { PriceChart } from '../chart/price-chart.ts'
import type { Session } from '../session/session.ts'

/**
 * Shows the bars of a session and its last price on a chart, in the range that was chosen until somebody moves
 * it. Must be called inside a Solid root.
 */
export function showBars({
  session,
  chart,
  container,
  room,
  isOn,
  stale,
  onSize,
}: {
  readonly session: Session
  readonly chart: PriceChart
  readonly container: HTMLElement
  /** Free CSS pixels between the newest bar and the price axis. */
  readonly room: () => number
  /** Whether what came after the moment that is played back is shown too. */
  readonly isOn: Accessor<boolean>
  /** Whether the last price is not the price now. */
  readonly stale: Accessor<boolean>
  /** Hears the size of the chart with its axes, in CSS pixels. */
  readonly onSize: (size: { width: number; height: number }) => void
}): void {
  const { bars, instrument, playback, present, view } = session
  let touched = false
  const touch = (): void => void (touched = true)
  container.addEventListener('pointerdown', touch)
  container.addEventListener('wheel', touch, { passive: true })

  const showRange = (): void => chart.showNewest(session.range().length, room())
  /** Which range was last shown; the view is moved only when that changes, not on a reload. */
  let placed = ''
  /** The moment that was shown, so that the view goes along with it. */
  let moment: number | undefined
  const later = createMemo(() => {
    const [held, all, to] = [bars(), present.bars(), playback.span()?.to]
    if (!isOn() || held === undefined || all === undefined || to === undefined) return []
    return barsUntil(all, to).bars.slice(held.bars.length)
  })
  createEffect(() => {
    const held = bars()
    const info = instrument()
    const at = playback.at()
    const x = chart.endX()
    chart.setBars(held, later())
    if (held === undefined || info === undefined) return
    const isSame = (at === undefined) === (moment === undefined)
    const hasMoved = at !== undefined && at !== moment
    moment = at
    const place = `${info.id} ${session.range().id} ${held.grid.bar}`
    if (place === placed && isSame) {
      // The panes' series move the view too: it is put right once they all have changed.
      if (hasMoved) queueMicrotask(() => (x === undefined ? showRange() : chart.moveEnd(x)))
      return
    }
    placed = place
    touched = false
    showRange()
  })
  createEffect(on(isOn, showRange, { defer: true }))
  createEffect(on(session.range, showRange, { defer: true }))
  createEffect(() => {
    const info = instrument()
    const price = session.lastPrice()
    if (info === undefined || price === undefined) return
    chart.setLastPrice(price, decimalsOf(info.tickSize), stale())
  })
  const resized = new ResizeObserver(() => {
    onSize({ width: container.clientWidth, height: container.clientHeight })
    // The library resizes itself in an observer of its own; the range is fitted after it.
    requestAnimationFrame(() => {
      if (!touched) showRange()
    })
  })
  resized.observe(container)
  onCleanup(() => resized.disconnect())

  chart.onNearStart(200, session.reachBack)
  createEffect(() => chart.setAxis(view().axis))
}
