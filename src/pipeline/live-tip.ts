import type { Millis } from '../market/units.ts'
import type { MapSource } from './map-source.ts'
import type { Checkpoint, Replay } from './replay.ts'

type Data = Pick<MapSource, 'candles' | 'openInterest'>

/**
 * A model that stands at the end of a map's closed bars and takes the open ones on trial. It keeps to
 * itself: seeking through the past for tiles does not move it.
 */
export class LiveTip {
  readonly #replay: Replay
  #closed: Checkpoint | undefined

  constructor(replay: Replay) {
    this.#replay = replay
  }

  /**
   * What a reader makes of the state after the open bars.
   * @param closed the map's data, at least what there was at the last call
   * @param open the same, and the open bars after them
   */
  column<Value>(closed: Data, open: Data, read: (replay: Replay) => Value): Value {
    const replay = this.#replay
    replay.continueIn(closed)
    const end = endOf(closed)
    if (this.#closed === undefined || this.#closed.time !== end) {
      replay.seek(end)
      this.#closed = replay.checkpoint()
    }
    replay.continueIn(open)
    replay.seek(endOf(open))
    const value = read(replay)
    replay.restore(this.#closed)
    return value
  }
}

const endOf = ({ candles }: Data): Millis => candles.openTime.at(-1)! + candles.interval
