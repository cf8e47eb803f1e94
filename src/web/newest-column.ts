import type { Accessor } from 'solid-js'
import { createEffect, createMemo, createSignal, onCleanup } from 'solid-js'
import type { LevelsAnswer } from '../api/schema.ts'
import { profileOf } from './live-column.ts'
import type { MapLayer } from './map-layer.ts'
import type { NewestSum } from './newest-sum.ts'
import type { Profile } from './profile.ts'
import type { ProfileLevel } from './profile-rows.ts'
import type { Session } from './session.ts'
import { profileOfSum } from './summed-column.ts'

/**
 * Keeps the profile at the newest column, at the zoom of the screen: the open one where it is live,
 * else the last closed one, exact; or, where leverage bands are hidden, as the tiles show it, since
 * exact levels are not kept apart by band. Must be called inside a Solid root.
 */
export function showNewestColumn({
  session,
  profile,
  layer,
  tilesChanged,
  sum,
  newestColumn,
}: {
  readonly session: Session
  readonly profile: Profile
  readonly layer: Accessor<MapLayer | undefined>
  /** Changes whenever a tile has arrived. */
  readonly tilesChanged: Accessor<number>
  readonly sum: NewestSum
  readonly newestColumn: () => readonly ProfileLevel[]
}): void {
  const { map, view } = session
  const [levels, setLevels] = createSignal<LevelsAnswer>()
  const zoom = createMemo(() => layer()?.detail.zoom)
  const open = createMemo(() => {
    const column = session.live.column()
    return column !== undefined && column.zoom === zoom() ? column : undefined
  })
  const isOpen = createMemo(() => open() !== undefined)

  createEffect(() => {
    const descriptor = map()
    const at = zoom()
    session.revived()
    if (descriptor === undefined || at === undefined || isOpen() || sum.isSum()) return
    const controller = new AbortController()
    onCleanup(() => controller.abort())
    const { instrument, model, to } = descriptor
    const ask = async (): Promise<void> => {
      const query = { instrument, model, time: to, zoom: at }
      const answer = await session.api.levels(query, controller.signal)
      if ('value' in answer) {
        session.fail('levels', undefined)
        setLevels(answer.value)
      } else if (answer.failure.kind === 'refused') session.fail('levels', answer.failure)
    }
    void ask()
  })

  createEffect(() => {
    const { bands, side } = view()
    tilesChanged()
    if (bands !== undefined && layer() !== undefined) {
      profile.show(newestColumn(), side)
      return
    }
    if (sum.isSum()) {
      const [total, at] = [sum.column(), zoom()]
      const isThere = total !== undefined && at !== undefined
      profile.show(isThere ? profileOfSum(total, at) : [], side)
      return
    }
    const column = open()
    if (column !== undefined) {
      profile.show(profileOf(column), side)
      return
    }
    const answer = levels()
    const current = answer !== undefined && answer.instrument === map()?.instrument
    profile.show(current ? answer.levels : [], side)
  })
}
