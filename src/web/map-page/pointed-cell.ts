import type { Accessor } from 'solid-js'
import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import { createCellReader } from './cell-reader.ts'
import type { PastEdge } from '../map/past-edge.ts'
import { timeShown } from '../map/past-edge.ts'
import type { ChartPoint } from '../chart/price-chart.ts'
import type { Session } from '../session/session.ts'
import type { ExactCell } from '../map/sum-cells.ts'
import type { ShownCell } from '../map/tile-reading.ts'

export interface PointedCell {
  /** What is pointed at; where the map of a past moment is drawn on, its column. */
  readonly pointed: Accessor<ChartPoint | undefined>
  /** The cell there as its tile shows it, */
  readonly cell: Accessor<ShownCell | undefined>
  /** and its exact amounts, once they are told. */
  readonly exact: Accessor<ExactCell | undefined>
}

/** What the map holds under the crosshair. Must be called inside a Solid root. */
export function createPointedCell({
  session,
  point,
  edge,
  cellAt,
}: {
  readonly session: Session
  /** Where the crosshair is. */
  readonly point: Accessor<ChartPoint | undefined>
  /** Up to where the map is drawn; undefined up to now. */
  readonly edge: Accessor<PastEdge | undefined>
  /** The cell on the screen; followed like a signal. */
  readonly cellAt: (time: number, price: number) => ShownCell | undefined
}): PointedCell {
  const [exact, setExact] = createSignal<ExactCell>()
  const reader = createCellReader(session.api)
  onCleanup(reader.leave)

  const pointed = createMemo(() => {
    const [at, shown] = [point(), edge()]
    const shownAt = at && shown && timeShown(at.time, shown)
    return shownAt === undefined ? at : { ...at!, time: shownAt }
  })
  const cell = createMemo(
    (): ShownCell | undefined => {
      const [at, shown] = [pointed(), edge()]
      if (at === undefined || (shown !== undefined && at.time >= shown.at)) return undefined
      return cellAt(at.time, at.price)
    },
    undefined,
    { equals: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  )
  createEffect(
    on([cell, session.sum.parts], ([shown, parts]) => {
      setExact(undefined)
      if (shown === undefined || parts.length === 0 || shown.live) reader.leave()
      else reader.read(parts, shown, setExact)
    }),
  )
  return { pointed, cell, exact }
}
