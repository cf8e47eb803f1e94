import type { Millis } from '../market/units.ts'
import { TILE_SIZE } from '../heatmap/grid.ts'
import type { TileAddress } from '../heatmap/grid.ts'
import type { LevelField } from '../heatmap/level-field.ts'
import { COLUMN_STATUS } from '../heatmap/tile-codec.ts'
import type { Replay } from './replay.ts'
import { restartPeriod } from './replay.ts'

/** With more bars to a bucket than this, computing the column anew is cheaper than following bars. */
const FOLLOW_UP_TO = 60

/** The tiles of one strip that hold something, by y. */
export interface StripTiles {
  readonly x: number
  readonly tiles: ReadonlyMap<number, Uint8Array>
}

/**
 * Runs the strips [from, to) of a map, in order, over a replay. A field is rebuilt from the ledger at
 * fixed times (`restartPeriod`), so a strip has the same bytes whether it is run alone or after others.
 * @param end time after the last column that may be drawn
 */
export function* runStrips(
  replay: Replay,
  field: LevelField,
  { bucket, zoom }: Pick<TileAddress, 'bucket' | 'zoom'>,
  interval: Millis,
  from: number,
  to: number,
  end: Millis,
): Generator<StripTiles> {
  const follow = bucket / interval <= FOLLOW_UP_TO
  const start = from * TILE_SIZE * bucket
  const period = restartPeriod(interval)
  replay.seek(follow ? Math.floor(start / period) * period : start)
  if (follow) field.rebuild()
  for (let x = from; x < to; x++) {
    const opens = x * TILE_SIZE * bucket
    const closes = Math.min(end, opens + TILE_SIZE * bucket)
    let missing = 0
    field.begin()
    while (replay.time < closes) {
      if (follow && replay.time % period === 0) field.rebuild()
      const bar = replay.step()
      if (bar === undefined) break
      if (Number.isNaN(replay.model.openInterest)) continue
      if (follow) field.afterBar()
      if (bar.missing) missing++
      if (replay.time % bucket !== 0 || replay.time <= opens) continue
      if (!follow) field.rebuild()
      const column = replay.time / bucket - 1 - x * TILE_SIZE
      const isGap = 2 * missing * interval >= bucket
      missing = 0
      field.emit(column, isGap ? COLUMN_STATUS.gap : COLUMN_STATUS.data)
    }
    const closed = opens + TILE_SIZE * bucket <= end
    yield { x, tiles: field.finish({ bucket, zoom, x }, closed) }
  }
}
