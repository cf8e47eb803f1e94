import type { Accessor } from 'solid-js'
import { createMemo, createSignal } from 'solid-js'
import type { ColourScale } from '../../heatmap/colour-scale.ts'
import type { Session } from '../session/session.ts'
import type { CellCounts } from '../map/visible-cells.ts'
import { noCells } from '../map/visible-cells.ts'

/** What the chart has told of the map that is drawn. It outlasts the chart: another page may be shown meanwhile. */
export interface MapState {
  /** Undefined until it is known what is in sight. */
  readonly scale: Accessor<ColourScale | undefined>
  readonly visibleCells: Accessor<CellCounts>
  /** Whether all is drawn that was asked for. */
  readonly complete: Accessor<boolean>
  /** Whether the legend is yet to follow what is in sight. */
  readonly isCounting: Accessor<boolean>
  /** Share of the tiles that have come. */
  readonly done: Accessor<number>
  /** The chart goes: what it has drawn is to be drawn anew. */
  readonly leave: () => void
  /** What the chart tells. */
  readonly heard: {
    readonly onVisibleMax: (usd: number | undefined) => void
    readonly onVisibleCells: (cells: CellCounts) => void
    readonly onComplete: (complete: boolean) => void
    readonly onCounting: (isPending: boolean) => void
    readonly onProgress: (progress: { done: number; total: number }) => void
  }
}

/** @param seen the session at the moment that is shown */
export function createMapState({ view, isCurrent, sum }: Session): MapState {
  const [isCounting, setCounting] = createSignal(false)
  const [visibleMax, setVisibleMax] = createSignal<number>()
  const [visibleCells, setVisibleCells] = createSignal<CellCounts>(noCells())
  const [progress, setProgress] = createSignal({ done: 0, total: 0 })
  const [drawn, setDrawn] = createSignal(false)
  return {
    scale: createMemo((): ColourScale | undefined => {
      const maxUsd = view().lockedMaxUsd ?? visibleMax()
      return maxUsd === undefined ? undefined : { maxUsd, low: view().low, high: view().high }
    }),
    visibleCells,
    complete: () => drawn() && isCurrent() && sum.pending() === 0,
    isCounting,
    done: () => (progress().total === 0 ? 0 : progress().done / progress().total),
    leave: () => void setDrawn(false),
    heard: {
      onVisibleMax: setVisibleMax,
      onVisibleCells: setVisibleCells,
      onComplete: setDrawn,
      onCounting: setCounting,
      onProgress: setProgress,
    },
  }
}
