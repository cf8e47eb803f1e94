import type { Millis } from '../market/units.ts'
import { spaceFloor } from './admits.ts'
import { readCompacted } from './compacted.ts'
import type { DiskSpace, JournalDisk } from './disk.ts'
import { lineScanner } from './line-scanner.ts'
import { headerCreated } from './segment-header.ts'
import { segmentsOf } from './segment-name.ts'
import type { Segment } from './segment-name.ts'

/** How much of the journal is kept beside the history. */
export interface RetentionPolicy {
  /** Records older than this may go. */
  readonly maxAge?: Millis
  /** The oldest go while all segments together are larger. */
  readonly maxBytes?: number
}

export interface AgedSegment extends Segment {
  /** No record of it was written later; undefined where that is not known. */
  readonly endedBy: Millis | undefined
}

/**
 * The segments that may be removed, oldest first: those that are too old or too many, or whose room
 * a nearly full disk needs. What has not been taken into the history always stays, and so does the
 * newest segment.
 * @param keepFrom number of the first record that compaction still needs
 */
export function expendable(
  segments: readonly AgedSegment[],
  { maxAge, maxBytes }: RetentionPolicy,
  keepFrom: number,
  now: Millis,
  space: DiskSpace | undefined,
): readonly AgedSegment[] {
  let bytes = segments.reduce((sum, one) => sum + one.bytes, 0)
  let free = space?.free ?? Number.POSITIVE_INFINITY
  const floor = space === undefined ? 0 : spaceFloor(space.total)
  const removed: AgedSegment[] = []
  for (const [i, segment] of segments.entries()) {
    const next = segments[i + 1]
    if (next === undefined || next.first > keepFrom) break
    const isOld = maxAge !== undefined && (segment.endedBy ?? now) < now - maxAge
    const isMuch = maxBytes !== undefined && bytes > maxBytes
    if (!isOld && !isMuch && free >= floor) break
    removed.push(segment)
    bytes -= segment.bytes
    free += segment.bytes
  }
  return removed
}

/** Removes the segments that may go; returns them. Ended in the middle, it leaves the newer ones. */
export async function retainJournal(
  disk: JournalDisk,
  policy: RetentionPolicy,
  now: Millis,
): Promise<readonly AgedSegment[]> {
  const segments = segmentsOf(await disk.list())
  const begun = await Promise.all(segments.map((segment) => createdTime(disk, segment)))
  const aged = segments.map((segment, i) => ({ ...segment, endedBy: begun[i + 1] }))
  const { from } = await readCompacted(disk)
  const space = await disk.space().catch(() => undefined)
  const removed = expendable(aged, policy, from, now, space)
  for (const { name } of removed) {
    // oxlint-disable-next-line no-await-in-loop -- the oldest first
    await disk.remove(name)
  }
  if (removed.length > 0) await disk.syncFolder()
  return removed
}

async function createdTime(disk: JournalDisk, { name }: Segment): Promise<Millis | undefined> {
  const [first] = lineScanner().push(await disk.head(name, 1_024))
  return first?.kind === 'line' ? headerCreated(first.body) : undefined
}
