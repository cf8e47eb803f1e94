import { damagePlacer } from './damage-placer.ts'
import type { JournalDisk } from './disk.ts'
import type { JournalItem } from './journal.ts'
import { lineScanner } from './line-scanner.ts'
import { nodeDisk } from './node-disk.ts'
import type { Segment } from './segment-name.ts'
import { segmentsOf } from './segment-name.ts'
import type { SegmentItem } from './segment-reader.ts'
import { segmentReader } from './segment-reader.ts'

export interface ReadOptions {
  /** Number of the first record wanted; all where absent. */
  readonly from?: number
  /** Number behind the last record wanted. */
  readonly to?: number
  /** Told how many bytes of how many have been read, after every batch. */
  readonly onProgress?: (read: number, total: number) => void
}

/**
 * All records of a journal in order, and the damage between them, in batches of what a read gives.
 * What a process is writing meanwhile may or may not be among them. Rejects with a
 * JournalRefusedError where a newer program wrote it.
 */
export const readJournal = (
  directory: string,
  options: ReadOptions = {},
): AsyncIterable<readonly JournalItem[]> => readRecords(nodeDisk(directory), options)

/** As `readJournal`, from any disk. */
export async function* readRecords(
  disk: JournalDisk,
  { from = 0, to = Number.POSITIVE_INFINITY, onProgress }: ReadOptions = {},
): AsyncGenerator<readonly JournalItem[]> {
  const isLive = await disk.isLocked()
  const all = segmentsOf(await disk.list())
  const limits = all.map((_, i) => all[i + 1]?.first)
  const isWanted = ({ first }: Segment, i: number) =>
    first < to && (limits[i] ?? Number.POSITIVE_INFINITY) > from
  const wanted = all.filter(isWanted)
  const total = wanted.reduce((sum, { bytes }) => sum + bytes, 0)
  const place = damagePlacer()
  let read = 0
  for (const [i, segment] of all.entries()) {
    if (!isWanted(segment, i)) continue
    const onBytes = (bytes: number) => onProgress?.(Math.min((read += bytes), total), total)
    for await (const items of readSegment(disk, segment, limits[i], onBytes)) {
      const placed = place
        .push(items)
        .filter((item) =>
          item.type === 'damage'
            ? item.damage.lostTo >= from
            : item.record.number >= from && item.record.number < to,
        )
      if (placed.length > 0) yield placed
    }
  }
  onProgress?.(total, total)
  // The last line of a journal that is being written may be on its way.
  const last = place.end().filter((item) => !isLive || item.damage.kind !== 'torn-tail')
  if (last.length > 0) yield last
}

/** The records and damage of one segment; see `segmentReader`. */
export async function* readSegment(
  disk: JournalDisk,
  segment: Segment,
  limit: number | undefined,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<readonly SegmentItem[]> {
  if (segment.first === limit) return
  const scanner = lineScanner()
  const reader = segmentReader(segment, segment.first, limit)
  for await (const chunk of disk.read(segment.name)) {
    yield reader.push(scanner.push(chunk))
    onBytes(chunk.length)
    if (reader.isOver()) break
  }
  if (!reader.isOver()) yield reader.push(scanner.end())
  yield reader.end()
}
