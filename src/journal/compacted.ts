import type { JournalDisk } from './disk.ts'
import { errorCode } from './journal-refused.ts'
import { lineScanner } from './line-scanner.ts'
import { encodeLine } from './record-line.ts'

const FILE = 'compacted'
const MOST_BYTES = 1_024

/** How far the journal has been taken into the history. */
export interface Compacted {
  /** All records below this number are in the history, as far as it keeps them. */
  readonly through: number
}

const NOTHING: Compacted = { through: 0 }

/** Reads how far compaction has come; a lost or damaged note means: not at all, it is done again. */
export async function readCompacted(disk: JournalDisk): Promise<Compacted> {
  let head: Uint8Array
  try {
    head = await disk.head(FILE, MOST_BYTES)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return NOTHING
    throw error
  }
  const [line] = lineScanner().push(head)
  const through = line?.kind === 'line' ? Number(line.body) : Number.NaN
  return Number.isSafeInteger(through) && through >= 0 ? { through } : NOTHING
}

export const writeCompacted = (disk: JournalDisk, { through }: Compacted): Promise<void> =>
  disk.replace(FILE, encodeLine(String(through)) as string)
