import type { ServerMessage } from '../../api/live-messages.ts'
import { levelOf } from '../../heatmap/quantise.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import type { LevelColumn } from '../../pipeline/level-column.ts'

/** What a client wants to see move. */
export interface Watch {
  readonly instrument: InstrumentId
  readonly model: string
  readonly zoom: number
  /** Least time between two columns, where a client wants fewer than there are. */
  readonly columnEvery?: Millis | undefined
}

/** The newest column of a watch as it was at one moment. */
export interface MadeColumn {
  readonly watch: Watch
  readonly time: Millis
  readonly price: number
  /** USD by bin: long, short. */
  readonly levels: ReadonlyMap<number, readonly [number, number]>
}

/** The same as clients are sent it. */
export interface SentColumn extends MadeColumn {
  /** 1, 2, 3 … over all that were made of this watch. */
  readonly seq: number
}

/** @param time exchange time of the newest trade in it */
export const madeColumn = (watch: Watch, column: LevelColumn, time: Millis): MadeColumn => ({
  watch,
  time,
  price: column.price,
  levels: new Map(
    column.levels.flatMap(({ bin, longUsd, shortUsd }) => {
      const [long, short] = [Math.round(longUsd), Math.round(shortUsd)]
      return long > 0 || short > 0 ? [[bin, [long, short]]] : []
    }),
  ),
})

/** The whole column. */
export const wholeMessage = (column: SentColumn): ServerMessage =>
  message(
    column,
    [...column.levels].map(([bin, [long, short]]) => [bin, long, short]),
    { whole: true },
  )

/**
 * The cells that look different from what was sent before: by the map's own levels, 2 % or so. What
 * only ages a little is not sent each time. Undefined where nothing does.
 * @returns the message, and the column as a client sees it after that
 */
export function changeMessage(
  before: SentColumn,
  now: SentColumn,
): { readonly message: ServerMessage; readonly seen: SentColumn } | undefined {
  const changed: [number, number, number][] = []
  const seen = new Map(before.levels)
  for (const [bin, [long, short]] of now.levels) {
    const [oldLong, oldShort] = before.levels.get(bin) ?? [0, 0]
    if (levelOf(long) === levelOf(oldLong) && levelOf(short) === levelOf(oldShort)) continue
    changed.push([bin, long, short])
    seen.set(bin, [long, short])
  }
  for (const bin of before.levels.keys())
    if (!now.levels.has(bin)) {
      changed.push([bin, 0, 0])
      seen.delete(bin)
    }
  if (changed.length === 0 && now.price === before.price) return undefined
  const parts = { whole: false, after: before.seq }
  return { message: message(now, changed, parts), seen: { ...now, levels: seen } }
}

function message(
  { watch, time, price, seq }: SentColumn,
  levels: [number, number, number][],
  parts: { readonly whole: boolean; readonly after?: number },
): ServerMessage {
  const { instrument, model, zoom } = watch
  return { type: 'column', instrument, model, zoom, time, price, ...parts, levels, seq }
}
