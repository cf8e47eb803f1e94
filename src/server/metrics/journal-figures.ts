import type { DiskFile, DiskSpace, JournalDisk } from '../../journal/disk.ts'
import { isSegmentName } from '../../journal/segment-name.ts'
import type { Millis } from '../../market/units.ts'

/** How the journal fares on its disk. */
export interface JournalFigures {
  /** Calls with the time that every fsync took. */
  onSynced(listener: (took: Millis) => void): void
  size(): Promise<{ readonly bytes: number; readonly segments: number }>
  space(): Promise<DiskSpace>
  /** Events that wait to be written. */
  waiting(): number
}

/** A disk that is the same, but tells how long its fsyncs take. */
export function timedDisk(
  disk: JournalDisk,
  onSynced: (took: Millis) => void,
  clock: () => Millis,
): JournalDisk {
  const timed = (file: DiskFile): DiskFile => ({
    append: (bytes) => file.append(bytes),
    async sync() {
      const began = clock()
      await file.sync()
      onSynced(clock() - began)
    },
    close: () => file.close(),
  })
  return { ...disk, create: async (name) => timed(await disk.create(name)) }
}

/** Figures of a journal on this disk, and the disk to give it. */
export function journalFigures(
  disk: JournalDisk,
  waiting: () => number,
): JournalFigures & { readonly disk: JournalDisk } {
  const listeners: ((took: Millis) => void)[] = []
  const tell = (took: Millis): void => {
    for (const listener of listeners) listener(took)
  }
  return {
    disk: timedDisk(disk, tell, () => performance.now()),
    onSynced: (listener) => void listeners.push(listener),
    async size() {
      const files = (await disk.list()).filter(({ name }) => isSegmentName(name))
      return { bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), segments: files.length }
    },
    space: () => disk.space(),
    waiting,
  }
}
