import type { Accessor } from 'solid-js'
import { createMemo } from 'solid-js'
import type { LiveColumn } from '../map/live-column.ts'
import type { Session } from '../session/session.ts'
import type { ColumnSum } from '../map/summed-column.ts'
import {
  columnOfLevels,
  columnOfLive,
  liveSum,
  sumColumns,
  sumKeyOf,
} from '../map/summed-column.ts'

export interface NewestSum {
  /** Whether several maps are shown as one, or an end of ranges. */
  readonly isSum: Accessor<boolean>
  /** What they hold in the newest column; undefined until all have told at the zoom of the screen. */
  readonly column: Accessor<ColumnSum | undefined>
  /** The open column as it is drawn; undefined where there is none. */
  readonly live: Accessor<LiveColumn | undefined>
}

/**
 * The newest column of the maps that are shown as one: the chosen instrument's as it is pushed, the
 * others' as they were at their last bar. Must be called inside a Solid root.
 */
export function createNewestSum(
  { live, sum }: Pick<Session, 'live' | 'sum'>,
  zoom: Accessor<number | undefined>,
): NewestSum {
  const key = createMemo(() => sumKeyOf(sum.parts()))
  const others = createMemo(() =>
    sum.parts().map((part) => {
      const answer = sum.levels().get(part.map.instrument)
      return answer !== undefined && answer.zoom === zoom()
        ? columnOfLevels(answer, part)
        : undefined
    }),
  )
  const column = createMemo(() => {
    const of = key()
    if (of === undefined) return undefined
    const open = live.column()
    const columns = others().map((column, i) => {
      const part = sum.parts()[i]!
      const isOpen = open?.instrument === part.map.instrument && open.zoom === zoom()
      return isOpen ? columnOfLive(open, part) : column
    })
    const there = columns.flatMap((one) => one ?? [])
    return there.length < columns.length ? undefined : sumColumns(of, sum.parts()[0]!.end, there)
  })
  return {
    isSum: () => key() !== undefined,
    column,
    live: createMemo(() => {
      const open = live.column()
      if (open === undefined || key() === undefined) return open
      const total = column()
      return total === undefined || open.zoom !== zoom() ? undefined : liveSum(open, total)
    }),
  }
}
