import { join } from 'node:path'
import { nodeDisk } from '../../journal/node-disk.ts'
import type { ServedPaper } from '../../server/paper/paper-routes.ts'
import { openPaperFile } from '../../server/paper/paper-file.ts'

/** The paper journal in `<data>/paper`, and what ends it. */
export interface OpenPaper extends ServedPaper {
  close(): Promise<void>
}

/** Never refuses: where nothing can be written the journal says so to whoever would note something. */
export async function openPaper(
  data: string,
  takesRemote: boolean,
  onProblem: (message: string) => void,
): Promise<OpenPaper> {
  const file = await openPaperFile(nodeDisk(join(data, 'paper')), onProblem)
  return { file, takesRemote, close: () => file.close() }
}
