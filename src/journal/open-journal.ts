import { commitLoop } from './commit-loop.ts'
import type { Journal, JournalOptions } from './journal.ts'
import { errorCode, JournalRefusedError, reason } from './journal-refused.ts'
import { nodeDisk } from './node-disk.ts'
import { nodeClock } from './ports.ts'
import type { JournalPorts } from './ports.ts'
import { recover } from './recover.ts'
import { watchSpace } from './space-watch.ts'

/**
 * Opens the journal of a folder for writing. One process may have it open at a time. Rejects with a
 * JournalRefusedError where the folder cannot be used, another process has it, or a newer program
 * wrote it.
 */
export async function openJournal(
  options: JournalOptions,
  ports: JournalPorts = { disk: nodeDisk(options.directory), clock: nodeClock },
): Promise<Journal> {
  const { disk, clock } = ports
  const unlock = await disk.lock()
  try {
    const recovery = await recover(disk)
    const space = watchSpace(disk, clock)
    await space.look(true)
    const loop = commitLoop(options, ports, recovery.next, space)
    let closing: Promise<void> | undefined
    return {
      recovery,
      append: loop.append,
      flush: loop.flush,
      health: loop.health,
      waiting: loop.waiting,
      close: () => (closing ??= loop.close().finally(unlock)),
    }
  } catch (error) {
    await unlock()
    if (error instanceof JournalRefusedError || errorCode(error) === undefined) throw error
    throw new JournalRefusedError(`the journal in ${disk.path} cannot be opened: ${reason(error)}`)
  }
}
