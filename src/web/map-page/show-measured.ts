import type { Accessor } from 'solid-js'
import { createEffect, createMemo } from 'solid-js'
import { binEdge } from '../../heatmap/grid.ts'
import type { MapLayer } from '../map/map-layer.ts'
import { NONE_MEASURED } from '../map/measured-drawing.ts'
import type { Profile } from '../map/profile.ts'
import type { Session } from '../session/session.ts'

/** Keeps the measured levels on the chart, in the bins of the map. Must be called in a Solid root. */
export function showMeasured({
  session,
  profile,
  layer,
}: {
  readonly session: Session
  readonly profile: Profile
  readonly layer: Accessor<MapLayer | undefined>
}): void {
  const { bars, measured } = session
  createEffect(() => measured.look(layer()?.detail.zoom))
  const levels = createMemo(() => {
    const answer = measured.answer()
    return answer?.levels.map(([bin, longUsd, shortUsd]) => ({
      priceFrom: binEdge(bin, answer.zoom),
      priceTo: binEdge(bin + 1, answer.zoom),
      longUsd,
      shortUsd,
    }))
  })
  // Not the bars themselves: the open one changes several times a second.
  const end = createMemo(() => {
    const held = bars()
    return held && held.grid.from + held.bars.length * held.grid.bar
  })
  createEffect(() => {
    const [shown, at] = [levels(), end()]
    // They are of one venue, and would look like a small part of a sum of several.
    const isShown = shown !== undefined && at !== undefined && session.sum.shown().length === 1
    profile.showMeasured(isShown ? { levels: shown, end: at, old: measured.old() } : NONE_MEASURED)
  })
}
