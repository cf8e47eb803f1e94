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
  /** The next compaction reads from this record on: what is before it is not needed any more. */
  readonly from: number
}

const NOTHING: Compacted = { through: 0, from: 0 }

/** Reads how far compaction has come. Where the note is lost or damaged, it is all done again. */
export async function readCompacted(disk: JournalDisk): Promise<Compacted> {
  let head: Uint8Array
  try {
    head = await disk.head(FILE, MOST_BYTES)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return NOTHING
    throw error
  }
  const [line] = lineScanner().push(head)
  const [, through, from] =
    (line?.kind === 'line' && /^(\d{1,16}) (\d{1,16})$/.exec(line.body)) || []
  return through === undefined ? NOTHING : { through: Number(through), from: Number(from) }
}

/** Notes how far compaction has come, durably. */
export const writeCompacted = (disk: JournalDisk, { through, from }: Compacted): Promise<void> =>
  disk.replace(FILE, encodeLine(`${through} ${from}`) as string)
