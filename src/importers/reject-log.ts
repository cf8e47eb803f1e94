import { createHash } from 'node:crypto'
import { appendFile, mkdir, rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { RowReject } from './row.ts'

/** A row that was not taken, and of which file. */
export interface Reject extends RowReject {
  readonly file: string
}

/** How many rejects a report shows; the file of rejects has them all. */
const SHOWN = 20

/** One line a user can act on: file, line, column, value, and what would be right. */
export function describeReject({ file, line, column, value, reason }: Reject): string {
  const cell = value.length > 80 ? `${value.slice(0, 80)}…` : value
  const what = column === '' ? '' : `${column} `
  const place = file.endsWith('.parquet') ? 'row' : 'line'
  return `${file}: ${place} ${line}: ${what}${JSON.stringify(cell)} ${reason}`
}

/** Collects the rejects of one file: the first ones to show, all of them in a JSON Lines file. */
export class RejectLog {
  readonly shown: Reject[] = []
  readonly path: string
  count = 0

  /**
   * @param folder where the file of rejects goes
   * @param file path of the imported file
   */
  constructor(folder: string, file: string) {
    const place = createHash('sha256').update(resolve(file)).digest('hex').slice(0, 8)
    this.path = join(folder, `${basename(file)}.${place}.rejects.jsonl`)
  }

  /** Forgets what an earlier import of the same file left. */
  async begin(): Promise<void> {
    await rm(this.path, { force: true })
  }

  async add(label: string, rejects: readonly RowReject[]): Promise<void> {
    if (rejects.length === 0) return
    const all = rejects.map((reject): Reject => ({ file: label, ...reject }))
    this.shown.push(...all.slice(0, Math.max(0, SHOWN - this.shown.length)))
    if (this.count === 0) await mkdir(join(this.path, '..'), { recursive: true })
    this.count += all.length
    await appendFile(this.path, all.map((reject) => `${JSON.stringify(reject)}\n`).join(''))
  }
}
