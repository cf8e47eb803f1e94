import { For, createEffect, createMemo, onCleanup } from 'solid-js'
import type { PriceChart } from '../chart/price-chart.ts'
import type { Session } from '../session/session.ts'
import { createSignalLayer } from './signal-layer.ts'
import { createSignals, createSwept } from './signals-data.ts'
import { marksOf } from './signals-rows.ts'

/** Clusters and patterns on the chart, at their prices; a list says the same to screen readers. */
export function SignalMarks(props: { session: Session; price: PriceChart; room: number }) {
  const { session, price } = props
  const layer = createSignalLayer(price.geometry)
  price.series.attachPrimitive(layer.primitive)
  onCleanup(() => price.series.detachPrimitive(layer.primitive))

  // What is shown as one of several venues has no clusters of its own yet.
  const isOne = createMemo(() => session.sum.shown().length < 2)
  const signals = createSignals(session, isOne)
  const swept = createSwept(session, () => isOne() && session.view().swept)
  const marks = createMemo(() => {
    const of = signals()
    return of === undefined ? [] : marksOf(of, swept(), session.view().side)
  })
  createEffect(() => layer.show(marks()))
  createEffect(() => layer.setRoom(props.room))
  return (
    <ul class="for-readers" aria-label="Clusters and patterns" data-time={signals()?.time}>
      <For each={marks()}>{({ text }) => <li>{text}</li>}</For>
    </ul>
  )
}
