import type { DiskFile, JournalDisk } from '../../journal/disk.ts'
import { failureOf, JournalRefusedError, reason } from '../../journal/journal-refused.ts'
import { lineScanner } from '../../journal/line-scanner.ts'
import { encodeLine } from '../../journal/record-line.ts'
import {
  PAPER_FORMAT,
  isNews,
  paperRecordSchema,
  takeRecord,
} from '../../signals/paper/paper-records.ts'
import type { PaperEntry, PaperRecord } from '../../signals/paper/paper-records.ts'

const NAME = /^notes-(\d{8})\.log$/
const nameOf = (number: number): string => `notes-${String(number).padStart(8, '0')}.log`

/** The paper journal on the disk. What `write` has resolved for survives a crash. */
export interface PaperFile {
  readonly entries: ReadonlyMap<string, PaperEntry>
  /** Lines that could not be read: they are counted, and stay where they are. */
  readonly lost: number
  /** Why nothing can be written here, in a plain sentence; undefined where it can. */
  readonly readOnly: string | undefined
  /**
   * Puts a line on the disk, then into `entries`. Resolves with false, and writes nothing, where it says nothing
   * new. Rejects with an error of one plain sentence where the disk refuses: then nothing was noted.
   */
  write(record: PaperRecord): Promise<boolean>
  close(): Promise<void>
}

/**
 * Reads what was noted. A file is only ever appended to, and never one of an earlier start: what was cut off or
 * damaged there stays as it is. Whatever is wrong with the folder, this resolves: then nothing can be written.
 * @param onProblem is told why in the words of the system
 */
export async function openPaperFile(
  disk: JournalDisk,
  onProblem: (message: string) => void,
): Promise<PaperFile> {
  const entries = new Map<string, PaperEntry>()
  let lost = 0
  let number = 0
  let readOnly: string | undefined
  let unlock: (() => Promise<void>) | undefined
  const refuse = (sentence: string, error: unknown): void => {
    readOnly ??= sentence
    onProblem(`paper journal: ${reason(error)}`)
  }
  try {
    unlock = await disk.lock()
  } catch (error) {
    refuse('another process keeps the paper journal, or its folder may not be written', error)
  }
  try {
    for (const next of await fileNumbers(disk)) {
      number = next
      // oxlint-disable-next-line no-await-in-loop -- in their order
      lost += await readInto(entries, disk, nameOf(next))
    }
  } catch (error) {
    const isNewer = error instanceof JournalRefusedError
    refuse(isNewer ? error.message : 'the paper journal cannot be read', error)
  }

  let file: DiskFile | undefined
  let bytes = 0
  let turn: Promise<unknown> = Promise.resolve()

  async function append(line: Buffer): Promise<void> {
    if (file === undefined) {
      file = await disk.create(nameOf(++number))
      bytes = 0
      await disk.syncFolder()
      line = Buffer.concat([lineOf({ type: 'begun', format: PAPER_FORMAT }), line])
    }
    await file.append(line)
    await file.sync()
    bytes += line.length
  }

  /** What was not acknowledged should not come back; where it does, its id says that it was noted. */
  async function giveUp(): Promise<void> {
    const [name, whole] = [nameOf(number), bytes]
    await file?.close().catch(() => {})
    file = undefined
    await disk.truncate(name, whole).catch(() => {})
  }

  async function write(record: PaperRecord): Promise<boolean> {
    if (readOnly !== undefined) throw new Error(readOnly)
    if (!isNews(entries, record)) return false
    try {
      await append(lineOf(record))
    } catch (error) {
      await giveUp()
      throw new Error(`nothing was noted: ${failureOf(error)}`, { cause: error })
    }
    takeRecord(entries, record)
    return true
  }

  return {
    entries,
    lost,
    readOnly,
    write(record) {
      const done = turn.then(() => write(record))
      turn = done.catch(() => {})
      return done
    },
    async close() {
      await turn
      await file?.close()
      file = undefined
      await unlock?.()
    },
  }
}

function lineOf(record: PaperRecord): Buffer {
  // What could not be read again must not be acknowledged.
  const line = encodeLine(JSON.stringify(paperRecordSchema.parse(record)))
  if (line === undefined) throw new Error('a note is too long')
  return Buffer.from(line)
}

async function fileNumbers(disk: JournalDisk): Promise<readonly number[]> {
  const files = await disk.list()
  return files
    .flatMap(({ name }) => NAME.exec(name)?.slice(1).map(Number) ?? [])
    .sort((a, b) => a - b)
}

/** Returns how many lines could not be read. Throws where a newer program wrote the file. */
async function readInto(
  entries: Map<string, PaperEntry>,
  disk: JournalDisk,
  name: string,
): Promise<number> {
  const scanner = lineScanner()
  let lost = 0
  const take = (pieces: ReturnType<typeof scanner.push>): void => {
    for (const piece of pieces) {
      // A line that was never ended was never acknowledged.
      if (piece.kind === 'broken' && piece.closed) lost++
      if (piece.kind !== 'line') continue
      const record = recordOf(piece.body, name)
      if (record === undefined) lost++
      else takeRecord(entries, record)
    }
  }
  for await (const chunk of disk.read(name)) take(scanner.push(chunk))
  take(scanner.end())
  return lost
}

function recordOf(body: string, name: string): PaperRecord | undefined {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return undefined
  }
  const read = paperRecordSchema.safeParse(value)
  if (!read.success) return undefined
  const { data } = read
  if (data.type === 'begun' && data.format > PAPER_FORMAT)
    throw new JournalRefusedError(
      `${name} of the paper journal is of format ${data.format}, which a newer program wrote: this one knows ${PAPER_FORMAT}`,
    )
  return data
}
