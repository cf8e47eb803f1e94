import { compactJournal } from '../../src/journal/compact-journal.ts'
import { nodeDisk } from '../../src/journal/node-disk.ts'
import { openHistory } from '../../src/store/history.ts'

/** A process that takes a journal into a history, then ends. Arguments: the two folders. */
const [journal = '', directory = ''] = process.argv.slice(2)
const history = await openHistory(directory)
await compactJournal(nodeDisk(journal), history)
await history.close()
