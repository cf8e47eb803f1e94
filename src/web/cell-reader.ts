import type { CellAnswer, MapDescriptor } from '../api/schema.ts'
import { binMiddle } from '../heatmap/grid.ts'
import type { Api } from './api-client.ts'
import type { ShownCell } from './tile-reading.ts'

/** Reads exact cells from the server as a pointer moves: only where it rests, each once. */
export interface CellReader {
  /**
   * Calls back with the exact cell: at once where it is known, else once the pointer has rested on
   * it. A later call or `leave` cancels an earlier one.
   */
  readonly read: (map: MapDescriptor, cell: ShownCell, use: (exact: CellAnswer) => void) => void
  readonly leave: () => void
}

const REST = 90
const CAPACITY = 500

export function createCellReader(api: Pick<Api, 'cell'>): CellReader {
  const known = new Map<string, CellAnswer>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let controller: AbortController | undefined

  function leave(): void {
    clearTimeout(timer)
    controller?.abort()
    controller = undefined
  }

  async function ask(
    key: string,
    map: MapDescriptor,
    cell: ShownCell,
    signal: AbortSignal,
  ): Promise<CellAnswer | undefined> {
    const answer = await api.cell(
      {
        instrument: map.instrument,
        model: map.model,
        // The middle of bucket and bin: no rounding of an edge can name a neighbour.
        time: (cell.column + 0.5) * cell.bucket,
        price: binMiddle(cell.bin, cell.zoom),
        bucket: cell.bucket,
        zoom: cell.zoom,
      },
      signal,
    )
    if (!('value' in answer)) return undefined
    known.set(key, answer.value)
    for (const oldest of known.keys()) {
      if (known.size <= CAPACITY) break
      known.delete(oldest)
    }
    return answer.value
  }

  return {
    read(map, cell, use) {
      leave()
      const place = [cell.bucket, cell.zoom, cell.column, cell.bin].join('/')
      const key = `${map.version}/${map.instrument}/${map.model}/${place}`
      const exact = known.get(key)
      if (exact !== undefined) {
        use(exact)
        return
      }
      const mine = new AbortController()
      controller = mine
      const finish = async (): Promise<void> => {
        const found = await ask(key, map, cell, mine.signal)
        if (found !== undefined && !mine.signal.aborted) use(found)
      }
      timer = setTimeout(() => void finish(), REST)
    },
    leave,
  }
}
