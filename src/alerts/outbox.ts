import type { DiskFile, JournalDisk } from '../journal/disk.ts'
import { JournalRefusedError } from '../journal/journal-refused.ts'
import { lineScanner } from '../journal/line-scanner.ts'
import { encodeLine } from '../journal/record-line.ts'
import { OutboxBook } from './outbox-book.ts'
import { OUTBOX_FORMAT, recordSchema } from './outbox-records.ts'
import type { OutboxRecord } from './outbox-records.ts'
import { TryCounts } from './try-counts.ts'

const NAME = /^outbox-(\d{8})\.log$/
const nameOf = (number: number): string => `outbox-${String(number).padStart(8, '0')}.log`

/** A file that has grown beyond this, and beyond twice what it began with, is begun anew. */
const COMPACTED_FROM = 4 * 1_048_576

/** What waits to be written, and who waits for it. */
interface Writing {
  readonly records: readonly OutboxRecord[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Alerts that are decided and not yet delivered, on the disk: one append-only file of checksummed
 * lines, written anew now and then with what still matters. What `write` has resolved for survives a
 * crash; what it rejects is in nobody's book.
 */
export class Outbox {
  readonly book: OutboxBook
  /** What became of attempts since it was opened. */
  readonly tries = new TryCounts()
  #disk: JournalDisk
  #number: number
  #file: DiskFile | undefined
  #bytes = 0
  #compactAt = 0
  #waiting: Writing[] = []
  #working: Promise<void> | undefined

  private constructor(disk: JournalDisk, book: OutboxBook, number: number) {
    this.#disk = disk
    this.book = book
    this.#number = number
  }

  /** Reads what is there, and begins a new file with it. The folder is the caller's: it is locked. */
  static async open(disk: JournalDisk): Promise<Outbox> {
    const numbers = await fileNumbers(disk)
    const outbox = new Outbox(disk, await readNewest(disk, numbers), numbers.at(-1) ?? 0)
    await outbox.#begin()
    return outbox
  }

  /** Resolves when the records are on the disk and in the book, all or none. */
  write(records: readonly OutboxRecord[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, resolve, reject })
      this.#working ??= this.#work().finally(() => (this.#working = undefined))
    })
  }

  async close(): Promise<void> {
    await this.#working
    await this.#file?.close()
    this.#file = undefined
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting
      this.#waiting = []
      const records = group.flatMap((one) => one.records)
      try {
        // oxlint-disable-next-line no-await-in-loop -- one group after another
        await this.#append(records)
        for (const record of records) {
          this.book.apply(record)
          this.tries.add(record)
        }
        for (const { resolve } of group) resolve()
      } catch (error) {
        // What became of the group is unknown: the next file says what counts.
        const file = this.#file
        this.#file = undefined
        // oxlint-disable-next-line no-await-in-loop -- as above
        await file?.close().catch(() => {})
        for (const { reject } of group) reject(error)
      }
    }
  }

  async #append(records: readonly OutboxRecord[]): Promise<void> {
    if (this.#file === undefined || this.#bytes > this.#compactAt) await this.#begin()
    const bytes = linesOf(records)
    await this.#file?.append(bytes)
    await this.#file?.sync()
    this.#bytes += bytes.length
  }

  /** Puts what is known into a new file, then removes those before it. */
  async #begin(): Promise<void> {
    await this.#file?.close()
    this.#file = undefined
    this.#number++
    const file = await this.#disk.create(nameOf(this.#number))
    const bytes = linesOf(this.book.snapshot())
    try {
      await file.append(bytes)
      await file.sync()
      await this.#disk.syncFolder()
    } catch (error) {
      await file.close().catch(() => {})
      throw error
    }
    this.#file = file
    this.#bytes = bytes.length
    this.#compactAt = Math.max(COMPACTED_FROM, 2 * bytes.length)
    // oxlint-disable-next-line no-await-in-loop -- few; what stays is removed the next time
    for (const older of await fileNumbers(this.#disk))
      if (older < this.#number) await this.#disk.remove(nameOf(older)).catch(() => {})
  }
}

function linesOf(records: readonly OutboxRecord[]): Buffer {
  const lines = records.map((record) => {
    const line = encodeLine(JSON.stringify(record))
    if (line === undefined) throw new Error('a record of the outbox is too long')
    return line
  })
  return Buffer.from(lines.join(''))
}

async function fileNumbers(disk: JournalDisk): Promise<readonly number[]> {
  const files = await disk.list()
  return files
    .flatMap(({ name }) => NAME.exec(name)?.slice(1).map(Number) ?? [])
    .sort((a, b) => a - b)
}

/**
 * The newest file that was begun as a whole: one that was not stands beside the one before it. Where
 * damage has taken that from all, the newest counts with what can be read.
 */
async function readNewest(disk: JournalDisk, numbers: readonly number[]): Promise<OutboxBook> {
  let newest: OutboxBook | undefined
  for (const number of numbers.toReversed()) {
    // oxlint-disable-next-line no-await-in-loop -- the first is nearly always the one
    const { book, isBegun } = await readFile(disk, nameOf(number))
    if (isBegun) return book
    newest ??= book
  }
  return newest ?? new OutboxBook()
}

async function readFile(disk: JournalDisk, name: string) {
  const book = new OutboxBook()
  const scanner = lineScanner()
  let isBegun = false
  let damaged = 0
  const take = (pieces: ReturnType<typeof scanner.push>): void => {
    for (const piece of pieces) {
      // A line that was never ended was never acknowledged.
      if (piece.kind === 'broken' && piece.closed) damaged++
      if (piece.kind !== 'line') continue
      const record = recordOf(piece.body, name)
      if (record === undefined) {
        damaged++
        continue
      }
      book.apply(record)
      isBegun ||= record.type === 'begun'
    }
  }
  for await (const chunk of disk.read(name)) take(scanner.push(chunk))
  take(scanner.end())
  book.lost += damaged
  return { book, isBegun }
}

function recordOf(body: string, name: string): OutboxRecord | undefined {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return undefined
  }
  const format = (value as { format?: unknown } | null)?.format
  if (typeof format === 'number' && format > OUTBOX_FORMAT)
    throw new JournalRefusedError(
      `${name} of the alerts is of format ${format}, which a newer program wrote: this one knows ${OUTBOX_FORMAT}`,
    )
  const read = recordSchema.safeParse(value)
  return read.success ? read.data : undefined
}
