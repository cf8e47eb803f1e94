import type { Millis } from '../market/units.ts'
import type { DiskFile, JournalDisk } from './disk.ts'
import { errorCode } from './journal-refused.ts'
import { headerLine } from './segment-header.ts'
import { segmentName } from './segment-name.ts'

export interface SegmentWriter {
  /** Takes lines whose first record has this number. Where it rejects, as with `sync`. */
  append(first: number, lines: Uint8Array): Promise<void>
  /**
   * Resolves when all that was appended is on the disk. Rejects where that is not certain: append
   * everything since the last sync again.
   */
  sync(): Promise<void>
  close(): Promise<void>
}

interface OpenSegment {
  readonly name: string
  readonly file: DiskFile
  bytes: number
  /** Whether it holds records that were acknowledged. */
  hasRecords: boolean
}

/**
 * Writes groups of records into segments. After any error the segment is given up and the group
 * belongs into a new one: what became of it on the disk is unknown, and a second fsync of the same
 * file may succeed without having written it (https://lwn.net/Articles/752063/). The next segment's
 * first number makes void what the one given up may hold of the group.
 * @param wall UTC milliseconds
 */
export function segmentWriter(
  disk: JournalDisk,
  segmentBytes: number,
  wall: () => Millis,
): SegmentWriter {
  let open: OpenSegment | undefined

  async function begin(first: number): Promise<OpenSegment> {
    const { name, file } = await createSegment(disk, first)
    open = { name, file, bytes: 0, hasRecords: false }
    const header = Buffer.from(headerLine(first, wall()))
    await file.append(header)
    open.bytes = header.length
    return open
  }

  async function giveUp(): Promise<void> {
    const given = open
    open = undefined
    if (given === undefined) return
    // The error that led here is the one to tell.
    await given.file.close().catch(() => {})
    if (!given.hasRecords) await disk.remove(given.name).catch(() => {})
  }

  async function orGiveUp(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      await giveUp()
      throw error
    }
  }

  return {
    append: (first, lines) =>
      orGiveUp(async () => {
        const segment = open ?? (await begin(first))
        await segment.file.append(lines)
        segment.bytes += lines.length
      }),
    async sync() {
      const segment = open
      if (segment === undefined) return
      await orGiveUp(async () => {
        await segment.file.sync()
        // A new file may be lost with all its bytes until its folder is on the disk.
        if (!segment.hasRecords) await disk.syncFolder()
        segment.hasRecords = true
      })
      if (segment.bytes >= segmentBytes) await this.close()
    },
    async close() {
      const closed = open
      open = undefined
      // All of it has been fsynced: nothing can be lost here.
      await closed?.file.close().catch(() => {})
    },
  }
}

/** Makes the file of a segment; an earlier attempt that could not be removed keeps its name. */
async function createSegment(
  disk: JournalDisk,
  first: number,
): Promise<{ readonly name: string; readonly file: DiskFile }> {
  for (let attempt = 0; ; attempt++) {
    const name = segmentName(first, attempt)
    try {
      // oxlint-disable-next-line no-await-in-loop -- until a name is free
      return { name, file: await disk.create(name) }
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
    }
  }
}
