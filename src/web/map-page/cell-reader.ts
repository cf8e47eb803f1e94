import type { CellAnswer } from '../../api/schema.ts'
import { binMiddle } from '../../heatmap/grid.ts'
import type { Api } from '../request/api-client.ts'
import type { MapPart } from '../map/map-part.ts'
import type { ExactCell } from '../map/sum-cells.ts'
import { sumCells } from '../map/sum-cells.ts'
import type { ShownCell } from '../map/tile-reading.ts'

/** Reads exact cells from the server as a pointer moves: only where it rests, each once. */
export interface CellReader {
  /**
   * Calls back with the exact cell, of several maps their sum: at once where it is known, else once
   * the pointer has rested on it. A later call or `leave` cancels an earlier one.
   */
  readonly read: (
    parts: readonly MapPart[],
    cell: ShownCell,
    use: (exact: ExactCell) => void,
  ) => void
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
    { map }: MapPart,
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
    read(parts, cell, use) {
      leave()
      const place = [cell.bucket, cell.zoom, cell.column, cell.bin].join('/')
      const keyOf = ({ map }: MapPart) => `${map.version}/${map.instrument}/${map.model}/${place}`
      const there = parts.filter((part) => hasColumnOf(part, cell))
      const tell = (): void => {
        const cells = parts.map((part) => ({
          instrument: part.map.instrument,
          weight: part.weight,
          answer: there.includes(part) ? known.get(keyOf(part)) : undefined,
        }))
        const exact = sumCells(cells)
        if (exact !== undefined) use(exact)
      }
      const unknown = there.filter((part) => !known.has(keyOf(part)))
      if (unknown.length === 0) {
        tell()
        return
      }
      const mine = new AbortController()
      controller = mine
      const finish = async (): Promise<void> => {
        const found = await Promise.all(
          unknown.map((part) => ask(keyOf(part), part, cell, mine.signal)),
        )
        // A sum that lacks one of its maps would be another number.
        if (found.every((one) => one !== undefined) && !mine.signal.aborted) tell()
      }
      timer = setTimeout(() => void finish(), REST)
    },
    leave,
  }
}

/** Whether a map reaches over a cell's bucket. */
function hasColumnOf({ map }: MapPart, { bucket, column }: ShownCell): boolean {
  const ends = (column + 1) * bucket
  return ends > map.from && ends <= map.to
}
