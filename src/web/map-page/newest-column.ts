import type { Accessor } from 'solid-js'
import { createEffect, createMemo, createSignal } from 'solid-js'
import type { LevelsAnswer } from '../../api/schema.ts'
import { createFollow, sameFields } from '../request/follow.ts'
import type { LiveColumn } from '../map/live-column.ts'
import { profileOf } from '../map/live-column.ts'
import type { MapLayer } from '../map/map-layer.ts'
import type { NewestSum } from './newest-sum.ts'
import { createPastColumn } from './past-column.ts'
import type { Profile } from '../map/profile.ts'
import type { ProfileLevel } from '../map/profile-rows.ts'
import type { Session } from '../session/session.ts'
import { profileOfSum } from '../map/summed-column.ts'

/**
 * Keeps the profile at the newest column, at the zoom of the screen: the open one where it is live,
 * else the last closed one, exact; or, where leverage bands are hidden, as the tiles show it, since
 * exact levels are not kept apart by band. Of a moment that is played back it is that moment's column,
 * which is given back. Must be called inside a Solid root.
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
  readonly newestColumn: (until?: number) => readonly ProfileLevel[]
}): Accessor<LiveColumn | undefined> {
  const { map, view } = session
  const [levels, setLevels] = createSignal<LevelsAnswer>()
  const zoom = createMemo(() => layer()?.detail.zoom)
  const open = createMemo(() => {
    const column = session.live.column()
    return column !== undefined && column.zoom === zoom() ? column : undefined
  })
  const isOpen = createMemo(() => open() !== undefined)

  const query = createMemo(
    () => {
      const [descriptor, at] = [map(), zoom()]
      if (descriptor === undefined || at === undefined || isOpen() || sum.isSum()) return undefined
      const { instrument, model, version } = descriptor
      const time = session.playback.settled() ?? descriptor.to
      return { instrument, model, version, time, zoom: at }
    },
    undefined,
    { equals: sameFields },
  )
  createFollow(session.revived, session.fail)(
    'levels',
    query,
    ({ instrument, model, time, zoom: at }, signal) =>
      session.api.levels({ instrument, model, time, zoom: at }, signal),
    setLevels,
  )
  const past = createPastColumn({
    session,
    layer,
    tilesChanged,
    sum,
    answer: levels,
    tileColumn: newestColumn,
  })

  createEffect(() => {
    const { bands, side } = view()
    tilesChanged()
    if (session.playback.at() !== undefined) {
      const column = past()
      profile.show(column === undefined ? [] : profileOf(column), side)
      return
    }
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
  return past
}
